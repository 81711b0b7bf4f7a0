from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from seesame.cli.csv_results import CsvResults
from seesame.cli.search import Failure, search


def test_every_picture_has_a_line(draw: Callable[..., Path], here: Path, red_finder: type[Any]) -> None:
    draw("a, with comma.png", (10, 20, 30, 45), (50, 5, 60, 15))
    draw("empty.png")
    results = CsvResults()
    for answer in search(red_finder(), "red", ["a, with comma.png", "empty.png"], 0.3, 100, 10**6):
        results.add(answer)  # type: ignore[arg-type]
    results.fail(Failure("bad\udce9.png", "bad.png: is broken, wholly"))
    results.save(here, complete=True)
    with (here / "results.csv").open(encoding="utf-8", errors="surrogateescape", newline="") as stream:
        first, second, none, bad = csv.DictReader(stream)
    assert (first["picture"], first["result"], first["instance"], first["score"]) == (
        "a, with comma.png",
        "found",
        "1",
        "0.9000",
    )
    assert [float(first[side]) for side in ("x1", "y1", "x2", "y2")] == [10, 20, 30, 45]
    assert (first["mask_pixels"], second["instance"]) == ("500", "2")
    assert (none["picture"], none["result"], none["score"]) == ("empty.png", "not found", "")
    assert (bad["picture"], bad["result"], bad["reason"]) == ("bad\udce9.png", "failed", "bad.png: is broken, wholly")
