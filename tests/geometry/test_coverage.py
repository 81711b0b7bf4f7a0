from __future__ import annotations

import numpy as np
import pytest

from seesame.geometry.coverage import coverage


def test_a_mask_that_fills_the_box() -> None:
    shares = coverage(np.ones((20, 30), np.bool_), (4, 3, 18, 17), 7)
    assert shares.shape == (7, 7)
    assert shares.dtype == np.float32
    assert np.allclose(shares, 1.0)


def test_half_a_box() -> None:
    mask = np.zeros((16, 16), np.bool_)
    mask[:, :8] = True
    assert np.allclose(coverage(mask, (0, 0, 16, 16), 4), [[1, 1, 0, 0]] * 4, atol=0.13)  # the edge is a pixel wide
    assert np.allclose(coverage(mask, (4, 4, 12, 12), 2), [[1, 0]] * 2, atol=0.13)


def test_part_of_a_cell() -> None:
    mask = np.zeros((40, 40), np.bool_)
    mask[:, :5] = True
    shares = coverage(mask, (0, 0, 40, 40), 4)  # cells of 10 pixels: half of the first column
    assert shares[:, 0] == pytest.approx(0.5, abs=0.05)
    assert (shares[:, 1:] == 0).all()


def test_the_mean_of_all_cells_is_the_share_of_the_box() -> None:
    y, x = np.mgrid[:100, :100]
    disc = (x - 50) ** 2 + (y - 50) ** 2 < 40**2
    assert coverage(disc, (10, 10, 90, 90), 7).mean() == pytest.approx(np.pi / 4, abs=0.01)


def test_a_box_that_leaves_the_picture() -> None:
    shares = coverage(np.ones((10, 10), np.bool_), (-10, 0, 10, 10), 2)
    assert np.allclose(shares[:, 0], 0, atol=0.13)
    assert np.allclose(shares[:, 1], 1, atol=0.13)


@pytest.mark.parametrize("box", [(0, 0, 4, 4), (20, 20, 30, 30), (3, 3, 3, 3)])
def test_a_mask_that_leaves_the_box_empty_counts_everywhere(box: tuple[float, ...]) -> None:
    mask = np.zeros((10, 10), np.bool_)
    mask[8:, 8:] = True
    assert (coverage(mask, box, 3) == 1).all()
