from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.errors import InputError
from seesame.images.strokes import Stroke, corrected


@pytest.fixture
def scene() -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Two red squares on grey, with a little noise; the mask of the left one alone."""
    picture = np.full((80, 160, 3), 120, np.uint8)
    picture[20:60, 20:60] = picture[20:60, 100:140] = (200, 30, 30)
    picture += np.random.default_rng(0).integers(0, 8, picture.shape, np.uint8)
    mask = np.zeros((80, 160), np.bool_)
    mask[20:60, 20:60] = True
    return picture, mask


def test_a_stroke_over_what_is_missing_adds_it(scene: tuple[NDArray[np.uint8], NDArray[np.bool_]]) -> None:
    picture, mask = scene
    less = mask.copy()
    less[20:60, 44:60] = False
    mended = corrected(picture, less, [Stroke(((52.0, 24.0), (52.0, 56.0)), 6, True)])
    assert (mended & mask).sum() / (mended | mask).sum() > 0.95
    assert (less[20:60, 44:60] == 0).all()  # what was given is left alone


def test_a_stroke_over_what_is_too_much_takes_it_away(scene: tuple[NDArray[np.uint8], NDArray[np.bool_]]) -> None:
    picture, mask = scene
    more = mask.copy()
    more[20:60, 60:76] = True
    mended = corrected(picture, more, [Stroke(((68.0, 22.0), (68.0, 58.0)), 6, False)])
    assert (mended & mask).sum() / (mended | mask).sum() > 0.95


def test_what_is_far_stays(scene: tuple[NDArray[np.uint8], NDArray[np.bool_]]) -> None:
    picture, mask = scene
    mended = corrected(picture, mask, [Stroke(((120.0, 40.0),), 6, True)])
    assert (mended[:, :80] == mask[:, :80]).all() and mended[40, 120]
    assert mended[:, 80:].sum() < 40 * 40


def test_the_last_stroke_counts(scene: tuple[NDArray[np.uint8], NDArray[np.bool_]]) -> None:
    picture, mask = scene
    place = ((40.0, 40.0),)
    assert not corrected(picture, mask, [Stroke(place, 4, True), Stroke(place, 4, False)])[40, 40]
    assert corrected(picture, mask, [Stroke(place, 4, False), Stroke(place, 4, True)])[40, 40]


def test_strokes_that_say_nothing(scene: tuple[NDArray[np.uint8], NDArray[np.bool_]]) -> None:
    picture, mask = scene
    assert (corrected(picture, mask, []) == mask).all()
    assert (corrected(picture, mask, [Stroke(((-900.0, -900.0),), 5, True)]) == mask).all()
    empty = np.zeros_like(mask)
    assert corrected(picture, empty, [Stroke(((40.0, 40.0),), 5, True)])[40, 40]


@pytest.mark.parametrize(("points", "width"), [((), 3.0), (((np.nan, 1.0),), 3.0), (((1.0, 1.0),), 0.0)])
def test_what_is_no_stroke(points: tuple[tuple[float, float], ...], width: float) -> None:
    with pytest.raises(InputError, match="a stroke came with"):
        Stroke(points, width, True)
