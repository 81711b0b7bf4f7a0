"""Frames: size, padding, colours, and boxes there and back."""

from __future__ import annotations

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.images import Frame, frame
from seesame.images.frame import DEVIATION, MEAN


@pytest.mark.parametrize(
    ("size", "long_side", "content", "padded"),
    [
        ((480, 640), 320, (240, 320), (256, 320)),
        ((640, 480), 320, (320, 240), (320, 256)),
        ((100, 100), 100, (100, 100), (128, 128)),
        ((33, 50), 100, (66, 100), (96, 128)),
        ((1, 1000), 100, (1, 100), (32, 128)),
    ],
)
def test_sizes(size: tuple[int, int], long_side: int, content: tuple[int, int], padded: tuple[int, int]) -> None:
    framed = frame(np.full((*size, 3), 255, dtype=np.uint8), long_side)
    assert framed.pixels.shape == (3, *padded) and framed.pixels.dtype == np.float32
    assert framed.content == content and framed.size == size
    assert framed.scale == pytest.approx(long_side / max(size))
    white = (1 - MEAN) / DEVIATION
    np.testing.assert_allclose(
        framed.pixels[:, : content[0], : content[1]], white[:, None, None] + np.zeros(content), atol=1e-5
    )
    assert not framed.pixels[:, content[0] :].any() and not framed.pixels[:, :, content[1] :].any()


def test_colours_without_resizing() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 64, 3), dtype=np.uint8)
    expected = ((picture / 255 - MEAN) / DEVIATION).transpose(2, 0, 1)
    np.testing.assert_allclose(frame(picture, 64).pixels, expected, atol=1e-5)


def test_multiple() -> None:
    assert frame(np.zeros((50, 70, 3), np.uint8), 70, multiple=1).pixels.shape == (3, 50, 70)


def test_boxes_there_and_back() -> None:
    framed = frame(np.zeros((480, 640, 3), np.uint8), 320)
    boxes = np.array([[0, 0, 640, 480], [10, 20, 30, 40]], dtype=np.float32)
    assert framed.to_frame(boxes).tolist() == [[0, 0, 320, 240], [5, 10, 15, 20]]
    np.testing.assert_allclose(framed.to_picture(framed.to_frame(boxes)), boxes)
    assert framed.to_frame(boxes).dtype == framed.to_picture([]).dtype == np.float32
    assert framed.to_picture([]).shape == (0, 4)


def test_unusable() -> None:
    with pytest.raises(InputError, match=r"seesame\.images\.read"):
        frame(np.zeros((5, 5), np.uint8), 32)
    with pytest.raises(InputError, match="above 0"):
        frame(np.zeros((5, 5, 3), np.uint8), 0)
    with pytest.raises(InputError, match="more than 0"):
        Frame(np.zeros((3, 5, 5), np.float32), 0, (5, 5))
    with pytest.raises(InputError, match="float32"):
        Frame(np.zeros((3, 5, 5)), 1, (5, 5))


def test_a_frame_as_a_picture_again() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (40, 64, 3), np.uint8)
    np.testing.assert_array_equal(frame(picture, 64).picture(), picture)
    assert frame(picture, 32).picture().shape == (20, 32, 3)
