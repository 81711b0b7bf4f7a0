"""Masks: pasting against torch's grid_sample, boxes and overlaps by hand."""

from __future__ import annotations

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.geometry import masks


def test_paste_of_a_full_grid_fills_the_box() -> None:
    crop, corner = masks.paste(np.ones((28, 28)), (2, 3, 12, 8), 20, 30)
    assert corner == (2, 3) and crop.shape == (5, 10) and crop.all()
    assert crop.dtype == np.bool_ and crop.flags.c_contiguous


def test_paste_of_half_a_grid() -> None:
    grid = np.zeros((4, 4))
    grid[:, 2:] = 1
    crop, corner = masks.paste(grid, (0, 0, 8, 4), 10, 10)
    assert corner == (0, 0)
    assert crop.tolist() == [[False] * 4 + [True] * 4] * 4


def test_paste_takes_pixels_by_their_centres() -> None:
    crop, corner = masks.paste(np.ones((2, 2)), (1.4, 1.6, 4.6, 4.4), 10, 10)
    assert corner == (1, 2) and crop.shape == (2, 4)


def test_paste_is_clipped_to_the_picture() -> None:
    crop, corner = masks.paste(np.ones((7, 7)), (-5, -5, 100, 3), 10, 20)
    assert corner == (0, 0) and crop.shape == (3, 20)


@pytest.mark.parametrize("box", [(3.1, 3.1, 3.2, 3.2), (3.6, 3.6, 3.6, 3.6), (3.9, 3.2, 3.4, 3.1)])
def test_paste_of_a_tiny_box_is_one_pixel(box: tuple[float, ...]) -> None:
    crop, corner = masks.paste(np.ones((28, 28)), box, 10, 10)
    assert corner == (3, 3) and crop.tolist() == [[True]]


@pytest.mark.parametrize("box", [(20, 0, 30, 5), (-9, 0, -1, 5), (0, 12, 5, 20), (np.nan, 0, 5, 5), (0, 0, np.inf, 5)])
def test_paste_outside_is_empty(box: tuple[float, ...]) -> None:
    crop, corner = masks.paste(np.ones((28, 28)), box, 10, 10)
    assert corner == (0, 0) and crop.shape == (0, 0)


@pytest.mark.parametrize("box", [(3.3, 4.4, 61.7, 50.2), (-10.5, -3.2, 70.1, 30.9), (10, 10, 17, 15)])
def test_paste_is_torch_grid_sample(box: tuple[float, float, float, float]) -> None:
    torch = pytest.importorskip("torch")
    grid = np.random.default_rng(0).uniform(size=(28, 28)).astype(np.float32)
    x1, y1, x2, y2 = box
    x = (np.arange(64) + 0.5 - x1) / (x2 - x1) * 2 - 1
    y = (np.arange(64) + 0.5 - y1) / (y2 - y1) * 2 - 1
    places = torch.from_numpy(np.stack(np.meshgrid(x, y), axis=-1)[None].astype(np.float32))
    sample = torch.nn.functional.grid_sample(
        torch.from_numpy(grid)[None, None], places, padding_mode="border", align_corners=False
    )[0, 0].numpy()
    crop, (left, top) = masks.paste(grid, box, 64, 64)
    height, width = crop.shape
    expected = sample[top : top + height, left : left + width]
    sure = np.abs(expected - 0.5) > 1e-4
    np.testing.assert_array_equal(crop[sure], (expected >= 0.5)[sure])


def test_paste_wants_one_grid() -> None:
    with pytest.raises(InputError, match=r"expected \(h, w\)"):
        masks.paste(np.ones((1, 28, 28)), (0, 0, 5, 5), 10, 10)


def test_boxes_of() -> None:
    stack = np.zeros((2, 8, 10), dtype=bool)
    stack[0, 2:5, 3:9] = True
    assert masks.boxes_of(stack).tolist() == [[3, 2, 9, 5], [0, 0, 0, 0]]
    assert masks.boxes_of(stack[:0]).shape == (0, 4)


def test_iou() -> None:
    stack = np.zeros((3, 4, 4), dtype=bool)
    stack[0, :2] = True
    stack[1, 1:3] = True
    np.testing.assert_allclose(masks.iou(stack, stack), [[1, 1 / 3, 0], [1 / 3, 1, 0], [0, 0, 0]], rtol=1e-6)
    assert masks.iou(stack[:0], stack).shape == (0, 3)
    with pytest.raises(InputError, match="expected the same"):
        masks.iou(stack, stack[:, :3])


def test_tight_crop() -> None:
    mask = np.zeros((8, 10), dtype=bool)
    mask[2, 3] = mask[4, 8] = True
    crop, corner = masks.tight_crop(mask)
    assert corner == (3, 2) and crop.shape == (3, 6) and crop.sum() == 2
    crop, corner = masks.tight_crop(mask & False)
    assert corner == (0, 0) and crop.shape == (0, 0)


def test_masks_want_three_axes() -> None:
    with pytest.raises(InputError, match=r"expected \(R, H, W\)"):
        masks.boxes_of(np.zeros((4, 4), dtype=bool))


def test_common_pixels_of_crops() -> None:
    one, other = np.ones((3, 4), np.bool_), np.array([[True, False], [True, True]])
    assert masks.common(one, (10, 20), other, (13, 21)) == 2  # the left column of the other
    assert masks.common(other, (13, 21), one, (10, 20)) == 2
    assert masks.common(one, (10, 20), other, (14, 20)) == 0
    assert masks.common(one, (10, 20), np.zeros((0, 0), np.bool_), (0, 0)) == 0
