from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

from seesame.model.paper_pictures import cropped, resized
from seesame.reference import Reference


def test_the_short_side_grows_as_far_as_the_long_one_lets_it() -> None:
    pixels, scale = resized(np.full((100, 200, 3), 7, np.uint8), 400, 512)
    assert pixels.shape == (3, 256, 512) and scale == pytest.approx(2.56) and pixels.unique().tolist() == [7.0]


def test_a_box_is_cut_to_whole_pixels() -> None:
    picture = np.arange(20 * 30 * 3, dtype=np.int64).reshape(20, 30, 3).astype(np.uint8)
    crop = cropped(Reference.from_box(picture, (3.5, 2.2, 20.1, 15.0)))
    np.testing.assert_array_equal(crop, picture[2:15, 3:21])
