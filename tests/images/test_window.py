from __future__ import annotations

import numpy as np
import pytest

from seesame.images.window import MEAN_COLOUR, around, warp_box, warp_mask, warp_picture


def test_a_box_is_centred_with_its_context() -> None:
    matrix = around((10, 20, 30, 30), 120, 0.25)
    assert matrix.tolist() == [[4.0, 0.0, -20.0], [0.0, 4.0, -40.0]]  # 20 pixels and 2 * 5 of context become 120
    assert warp_box((10, 20, 30, 30), matrix).tolist() == [20, 40, 100, 80]


def test_a_box_without_extent_gives_a_finite_window() -> None:
    assert np.isfinite(around((5, 5, 5, 5), 64, 0.25)).all()


def test_a_mirrored_box_keeps_its_order() -> None:
    mirrored = np.array([[-1.0, 0.0, 100.0], [0.0, 2.0, 5.0]])
    assert warp_box((10, 20, 30, 40), mirrored).tolist() == [70, 45, 90, 85]


def test_the_map_that_changes_nothing_changes_nothing() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype(np.uint8)
    mask = picture[..., 0] > 128
    identity = np.eye(2, 3)
    assert (warp_picture(picture, identity, 32) == picture).all()
    assert (warp_mask(mask, identity, 32) == mask).all()


def test_whole_pixels_move_exactly() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype(np.uint8)
    moved = warp_picture(picture, np.array([[1.0, 0.0, 3.0], [0.0, 1.0, -2.0]]), 32)
    assert (moved[:30, 3:] == picture[2:, :29]).all()
    assert (moved[30:] == MEAN_COLOUR).all()
    assert (moved[:, :3] == MEAN_COLOUR).all()


def test_doubling_fills_two_pixels_for_one() -> None:
    mask = np.zeros((8, 8), np.bool_)
    mask[2:4, 5:7] = True
    doubled = warp_mask(mask, np.array([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]), 16)
    assert doubled.dtype == np.uint8
    assert np.argwhere(doubled).min(0).tolist() == [4, 10]
    assert np.argwhere(doubled).max(0).tolist() == [7, 13]
    assert doubled.sum() == 16


@pytest.mark.parametrize("scale", [0.1, 0.3, 0.55, 0.8, 1.7])
def test_picture_mask_and_box_move_together(scale: float) -> None:
    """Also below 0.6, where a picture is shrunk before it is moved."""
    mask = np.zeros((200, 300), np.bool_)
    mask[60:120, 90:210] = True
    picture = np.repeat(mask[..., None], 3, axis=2).astype(np.uint8) * 255
    matrix = np.array([[scale, 0.0, 10.0], [0.0, scale, 5.0]])
    box = warp_box((90, 60, 210, 120), matrix)
    for moved in (warp_mask(mask, matrix, 400).astype(bool), warp_picture(picture, matrix, 400)[..., 0] > 127):
        rows, columns = np.nonzero(moved)
        found = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert np.abs(np.array(found) - box).max() <= 1.0


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (1, 5000)])
def test_pictures_of_any_size_can_be_moved(size: tuple[int, int]) -> None:
    """Some become thinner than a pixel of the window."""
    picture = np.full((*size, 3), 200, np.uint8)
    matrix = around((0, 0, size[1], size[0]), 64, 0.0)
    moved = warp_picture(picture, matrix, 64)
    assert moved.shape == (64, 64, 3)
    assert any(np.abs(moved[32, 32] - np.array(colour)).max() <= 1 for colour in ((200, 200, 200), MEAN_COLOUR))


def test_an_empty_mask_stays_empty() -> None:
    assert warp_mask(np.zeros((5, 5), np.bool_), np.eye(2, 3), 8).sum() == 0
