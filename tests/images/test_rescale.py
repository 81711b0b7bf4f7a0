from __future__ import annotations

import numpy as np
import pytest

from seesame.images.rescale import rescale, scale_of


@pytest.mark.parametrize(
    ("size", "scale"),
    [((480, 640), 0.8), ((600, 600), 512 / 600), ((450, 500), 1.0), ((200, 210), 2.0), ((90, 150), 512 / 150)],
)
def test_short_sides_grow_until_the_long_one_would_not_fit(size: tuple[int, int], scale: float) -> None:
    assert scale_of(*size, short=400, long=512) == pytest.approx(scale)


def test_a_picture_never_passes_the_long_side() -> None:
    scaled, scale = rescale(np.zeros((1, 700, 3), np.uint8), 75, 96)
    assert scaled.shape == (1, 96, 3) and scale == pytest.approx(96 / 700)
