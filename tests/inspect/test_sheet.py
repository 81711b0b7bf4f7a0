from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.errors import InputError
from seesame.images.draw import COLOURS
from seesame.inspect import sheet, why
from seesame.inspect.sheet import WIDTH
from seesame.reference import Reference

HERE, FAR = (10.0, 10.0, 50.0, 50.0), (70.0, 70.0, 110.0, 110.0)
Picture = NDArray[np.uint8]


@pytest.fixture
def finder(by_hand: Callable[..., Any]) -> Any:
    things = {HERE: 0.9, (10.0, 10.0, 50.0, 34.0): 0.8, FAR: 0.3}
    return by_hand(
        {box: SimpleNamespace(alike=a, quality=3.0, cells=0.5, moves_to=None) for box, a in things.items()}
    )


def shows(drawn: Picture, colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(drawn.astype(int) - colour).max(2) < 12).sum() > 20)


def test_what_is_on_it(finder: Any, picture: Picture, example: Reference) -> None:
    found = sheet(why(finder, picture, example), picture, [example])
    assert found.shape[1:] == (WIDTH, 3) and found.dtype == np.uint8
    green, blue, yellow = COLOURS[3], COLOURS[1], COLOURS[2]
    assert shows(found, green) and shows(found, blue) and not shows(found, yellow)
    under = sheet(why(finder, picture, example, at=FAR), picture, [example])
    assert shows(under, yellow) and shows(under, blue)
    unseen = sheet(why(finder, picture, example, at=(0, 60, 20, 80)), picture, [example])
    assert shows(unseen, yellow) and shows(unseen, COLOURS[4])
    assert len(unseen) < len(found)  # without bars
    again = sheet(why(finder, picture, example), picture, [example])
    assert (again == found).all()


def test_more_parts_make_it_higher(finder: Any, picture: Picture, example: Reference) -> None:
    one = sheet(why(finder, picture, example), picture, [example])
    two = sheet(why(finder, picture, [example, example]), picture, [example, example])
    assert len(two) == len(one) + 26


@pytest.mark.parametrize("size", [(128, 3), (3, 128), (1, 1), (300, 128)])
def test_pictures_of_any_shape(finder: Any, example: Reference, size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 120, np.uint8)
    for at in (None, (0, 0, *size[::-1])):
        assert sheet(why(finder, picture, example, at, threshold=0.0), picture, [example]).shape[1] == WIDTH


def test_a_network_that_sees_nothing(by_hand: Callable[..., Any], picture: Picture, example: Reference) -> None:
    for at in (None, HERE):
        assert sheet(why(by_hand({}), picture, example, at), picture, [example]).shape[1] == WIDTH


def test_what_does_not_belong_together(finder: Any, picture: Picture, example: Reference) -> None:
    answer = why(finder, picture, example)
    with pytest.raises(InputError, match=r"the answer is of a picture of size \(128, 128\)"):
        sheet(answer, picture[:50], [example])
    with pytest.raises(InputError, match="2 references came, the answer is of 1"):
        sheet(answer, picture, [example, example])
