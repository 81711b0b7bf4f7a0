from __future__ import annotations

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.images import splash
from seesame.instances import Instances

SIZE = (200, 300)
PICTURE = np.full((*SIZE, 3), (200, 60, 30), np.uint8)
GREY = round(0.85 * round(0.299 * 200 + 0.587 * 60 + 0.114 * 30))


@pytest.fixture
def square() -> Instances:
    masks = np.zeros((1, *SIZE), np.bool_)
    masks[0, 50:150, 100:200] = True
    return Instances.from_masks(SIZE, [[100, 50, 200, 150]], [0.9], masks)


def test_colour_inside_grey_outside_soft_between(square: Instances) -> None:
    drawn = splash(PICTURE, square)
    np.testing.assert_array_equal(drawn[100, 150], PICTURE[0, 0])
    np.testing.assert_allclose(drawn[20, 20], GREY, atol=1)
    across = drawn[100, 90:110, 0].astype(int)
    assert (np.diff(across) >= 0).all() and len(set(across.tolist())) >= 3
    assert (PICTURE == (200, 60, 30)).all()  # the picture itself is left alone


def test_nothing_is_all_grey(square: Instances) -> None:
    assert np.ptp(splash(PICTURE, square[:0]), axis=2).max() == 0


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (300, 2)])
def test_any_size_and_masks_at_the_edge(size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), (200, 60, 30), np.uint8)
    full = Instances.from_masks(size, [[0, 0, size[1], size[0]]], [1.0], np.ones((1, *size), np.bool_))
    assert splash(picture, full).shape == picture.shape
    empty = Instances.from_masks(size, [[0, 0, 1, 1]], [1.0], np.zeros((1, *size), np.bool_))
    assert np.ptp(splash(picture, empty), axis=2).max() == 0


def test_another_picture_is_refused(square: Instances) -> None:
    with pytest.raises(InputError, match="picture that was searched"):
        splash(PICTURE[:100], square)
