from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.images.colours import BINS, HUE_BINS, colours

EVERYWHERE = np.ones((20, 30), np.bool_)


def flat(*colour: int) -> NDArray[np.uint8]:
    return np.full((20, 30, 3), colour, np.uint8)


def alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> tuple[float, float]:
    """Of hues, and of lightness and chroma."""
    return float(one[:HUE_BINS] @ other[:HUE_BINS]), float(one[HUE_BINS:] @ other[HUE_BINS:])


def test_the_same_colours_are_one_and_others_are_none() -> None:
    red = colours(flat(200, 20, 20), EVERYWHERE)
    assert red.shape == (BINS,) and red.dtype == np.float32
    assert alike(red, red) == pytest.approx((1, 1), abs=1e-5)
    assert alike(red, colours(flat(20, 160, 20), EVERYWHERE))[0] == 0
    assert alike(red, colours(flat(190, 25, 25), EVERYWHERE))[0] > 0.8


def test_light_and_dark_grey_differ_in_shade_alone() -> None:
    light, dark = (colours(flat(*[grey] * 3), EVERYWHERE) for grey in (220, 40))
    hues, shades = alike(light, dark)
    assert hues == pytest.approx(1, abs=1e-3) and shades == 0


def test_half_and_half_is_half_of_each() -> None:
    picture = flat(200, 20, 20)
    picture[:, 15:] = (20, 160, 20)
    both = colours(picture, EVERYWHERE)
    assert alike(both, colours(flat(200, 20, 20), EVERYWHERE))[0] == pytest.approx(0.5**0.5, abs=1e-4)
    left = EVERYWHERE.copy()
    left[:, 15:] = False
    np.testing.assert_allclose(colours(picture, left), colours(flat(200, 20, 20), EVERYWHERE), atol=1e-6)


def test_an_empty_mask_has_no_colours() -> None:
    assert not colours(flat(200, 20, 20), ~EVERYWHERE).any()
