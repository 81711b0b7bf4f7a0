from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seesame.cli.answers import answers, list_scenes
from seesame.errors import InputError
from seesame.inference import Tiling
from seesame.results import Answer, Failure


def test_a_source_without_pictures_does_not_stop_the_others(draw: Callable[..., Path]) -> None:
    draw("shelf/a.png")
    draw("shelf/b.png")
    paths, failures = list_scenes(["shelf", "missing.jpg", "shelf/a.png"], None)
    assert paths == ["shelf/a.png", "shelf/b.png"]
    assert [failure.path for failure in failures] == ["missing.jpg"]
    assert "no such file" in failures[0].reason


def test_no_picture_at_all_is_an_error(here: Path) -> None:
    with pytest.raises(InputError, match="missing"):
        list_scenes(["missing.jpg"], None)


def test_overlays_of_an_earlier_run_are_no_scenes_unless_named(draw: Callable[..., Path]) -> None:
    draw("pictures/a.png")
    draw("pictures/a-found.png")
    draw("pictures/old/lost-and-found.png")
    assert list_scenes(["pictures"], Path("pictures"))[0] == ["pictures/a.png", "pictures/old/lost-and-found.png"]
    assert len(list_scenes(["pictures"], Path("elsewhere"))[0]) == 3
    assert list_scenes(["pictures/a-found.png"], Path("pictures"))[0] == ["pictures/a-found.png"]
    with pytest.raises(InputError, match="overlays"):
        draw("only/a-found.png")
        list_scenes(["only"], Path("only"))


def test_a_bad_scene_is_a_failure_and_the_next_is_asked(
    draw: Callable[..., Path], here: Path, red_finder: type[Any]
) -> None:
    draw("a.png", (10, 10, 30, 30))
    (here / "bad.png").write_bytes(b"\x89PNG broken")
    draw("b/a.png")
    outcomes = list(answers(red_finder(), "red", ["a.png", "bad.png", "b/a.png"], 0.3, 100, 10**6))
    first, bad, last = outcomes
    assert isinstance(first, Answer) and isinstance(last, Answer) and isinstance(bad, Failure)
    assert (first.number, first.name, len(first.instances)) == (1, "a", 1)
    assert (last.number, last.name, len(last.instances)) == (2, "a-2", 0)
    assert "bad.png" in bad.reason


def test_a_scene_too_large_for_memory_is_a_failure(draw: Callable[..., Path]) -> None:
    class Small:
        def encode(self, *_: Any) -> Any:
            raise MemoryError

        scores = instances = presence = encode

    draw("a.png")
    (failure,) = answers(Small(), "red", ["a.png"], 0.3, 100, 10**6)
    assert isinstance(failure, Failure)
    assert "memory" in failure.reason


def test_every_tile_is_reported(draw: Callable[..., Path], red_finder: type[Any]) -> None:
    draw("shelf/a.png", (10, 10, 30, 30))
    told: list[tuple[int, int, str]] = []
    cut = Tiling(40)  # of 60 x 80 pixels: two rows, three columns
    outcomes = answers(red_finder(), "red", ["shelf/a.png"], 0.3, 100, 10**6, cut, lambda *each: told.append(each))
    assert [type(each) for each in outcomes] == [Answer]
    assert told == [(done, 6, "tiles of a.png") for done in range(1, 7)]
