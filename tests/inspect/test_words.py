from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.inference import Finder
from seesame.inspect import Why, told, why
from seesame.inspect.words import PARTS, written
from seesame.reference import Reference

Picture: TypeAlias = NDArray[np.uint8]
Make: TypeAlias = Callable[..., Finder]

HERE, FAR = (10.0, 10.0, 50.0, 50.0), (70.0, 70.0, 110.0, 110.0)


def thing(alike: float = 0.9, quality: float = 3.0, moves_to: Any = None) -> SimpleNamespace:
    return SimpleNamespace(alike=alike, quality=quality, cells=0.5, moves_to=moves_to)


@pytest.fixture
def ask(by_hand: Make, picture: Picture, example: Reference) -> Callable[..., Why]:
    return lambda things, **how: why(by_hand(things), picture, example, **how)


def test_found(ask: Callable[..., Why]) -> None:
    words = told(ask({HERE: thing(), FAR: thing(0.4)}))
    assert words.headline == "Found: instance 1 of 1, score 0.94"
    assert words.text.startswith("It had to reach 0.50. The next best elsewhere scored 0.30")
    assert words.text.endswith("at 70,70,110,110.")


def test_under_the_threshold(ask: Callable[..., Why]) -> None:
    weak = told(ask({HERE: thing(0.4)}, at=HERE))
    assert weak.headline.startswith("Not found: score 0.30")
    assert weak.headline.endswith("is under the threshold of 0.50")
    assert "cosine 0.40" in weak.text and "Another reference" in weak.text
    doubted = told(ask({HERE: thing(quality=-1.0)}, at=HERE))
    assert "holds one whole thing: 27 %" in doubted.text
    assert told(ask({HERE: thing(0.4)})).headline.startswith("Nothing found; the nearest: score 0.30")
    hidden = told(ask({HERE: thing(0.4), (10.0, 10.0, 50.0, 34.0): thing(0.3)}, at=(10, 10, 50, 24)))
    assert "overlaps it by 0.60 and would suppress it at any threshold" in hidden.text


def test_lost_early(ask: Callable[..., Why]) -> None:
    nothing = told(ask({FAR: thing()}, at=HERE))
    assert nothing.headline == "Not found: the network saw no thing here"
    assert nothing.text == (
        "The nearest of 1 candidates overlaps it by 0.00; the nearest of 1 regions overlaps it by 0.00. 0.5 is needed."
    )
    assert "cut out that part" in told(ask({FAR: thing()}, at=(10, 10, 20, 20))).text
    assert told(ask({}, at=HERE)).text == told(ask({})).text == "No candidate came of this picture."
    assert "became another box" in told(ask({HERE: thing(moves_to=FAR)}, at=HERE)).text
    crowd = {(70.0, 20.0 * row, 85.0, 20.0 * row + 15): thing() for row in range(5)}
    assert "came 6 in the order, and 4 are looked at" in told(ask({**crowd, HERE: thing()}, at=HERE)).text
    wider = {(10.0, 10.0, 50.0, 62.0): thing(), HERE: thing()}
    assert "that overlaps it by 0.77" in told(ask(wider, at=(10, 10, 50, 34))).text


def test_lost_late(ask: Callable[..., Why]) -> None:
    wide, lower = (10.0, 10.0, 50.0, 56.0), (10.0, 30.0, 50.0, 56.0)
    hidden = told(ask({wide: thing(0.95), lower: thing()}, at=(10, 34, 50, 56)))
    assert hidden.headline == "Not found: suppressed by a better instance"
    assert "overlaps it by 0.57, at 10,10,50,56" in hidden.text
    left = told(ask({HERE: thing(), FAR: thing(0.95)}, at=HERE, top=1))
    assert left.text == "It scores 0.94, but at most 1 was asked for, and better ones fill that."


def test_every_part_has_words(ask: Callable[..., Why]) -> None:
    breakdown = ask({HERE: thing()}).breakdown
    assert breakdown is not None and {part.name for part in breakdown.parts} == set(PARTS)
    assert written((1.4, 2.6, 30, 40)) == "1,3,30,40"
