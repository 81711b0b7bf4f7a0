from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from seesame.results import Answer, CsvResults, Failure


def test_every_picture_has_a_line(answers: tuple[Answer, Answer], here: Path) -> None:
    results = CsvResults()
    results.add(replace(answers[0], path="a, with comma.png"))
    results.add(answers[1])
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
