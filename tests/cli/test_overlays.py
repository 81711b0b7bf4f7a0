from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from seesame.cli.answers import answers
from seesame.cli.overlays import Overlays
from seesame.images import read_reference
from seesame.results import Failure


def test_an_overlay_of_an_earlier_question_does_not_stay(
    draw: Callable[..., Path], here: Path, red_finder: type[Any]
) -> None:
    draw("shelf/empty.png")
    draw("shelf/empty-found.png")
    draw("out/empty-found.png")
    for folder in (here / "out", here / "shelf"):
        overlays = Overlays(folder, read_reference("shelf/empty.png"))
        for answer in answers(red_finder(), "red", ["shelf/empty.png"], 0.3, 100, 10**6):
            overlays.add(answer)  # type: ignore[arg-type]
    assert os.listdir(here / "out") == []
    assert len(os.listdir(here / "shelf")) == 2  # what lies among a person's pictures is left alone


def test_only_pictures_with_something_in_them_are_drawn(
    draw: Callable[..., Path], here: Path, red_finder: type[Any]
) -> None:
    draw("a.png", (10, 20, 30, 45))
    draw("b.jpg", (10, 20, 30, 45))
    draw("empty.png")
    (here / "out").mkdir()
    overlays = Overlays(here / "out", read_reference("a.png@10,20,30,45"))
    for answer in answers(red_finder(), "red", ["a.png", "b.jpg", "empty.png"], 0.3, 100, 10**6):
        overlays.add(answer)  # type: ignore[arg-type]
    overlays.fail(Failure("bad.png", "reason"))
    overlays.save(here / "out", complete=True)
    assert sorted(os.listdir(here / "out")) == ["a-found.png", "b-found.jpg"]
    with Image.open(here / "out" / "a-found.png") as drawn, Image.open("a.png") as plain:
        assert drawn.size == plain.size
        assert drawn.tobytes() != plain.tobytes()
