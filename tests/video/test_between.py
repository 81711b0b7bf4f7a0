from __future__ import annotations

import numpy as np
import pytest

from seesame.geometry import masks
from seesame.instances import Instances
from seesame.video.between import glide

SIZE = (40, 60)


@pytest.fixture
def ell() -> Instances:
    """An L in the box 10,10,20,30."""
    stack = np.zeros((1, *SIZE), np.bool_)
    stack[0, 10:30, 10:15] = stack[0, 25:30, 10:20] = True
    return Instances.from_masks(SIZE, masks.boxes_of(stack), [0.5], stack)


def test_a_shift_by_whole_pixels_is_exact(ell: Instances) -> None:
    moved = glide(ell, ell.boxes + np.array([7, -3, 7, -3], np.float32))
    np.testing.assert_array_equal(moved.mask(0), np.roll(ell.mask(0), (-3, 7), (0, 1)))
    np.testing.assert_array_equal(moved.boxes, [[17, 7, 27, 27]])


def test_twice_as_large(ell: Instances) -> None:
    moved = glide(ell, np.array([[10, 0, 30, 40]], np.float32))
    assert moved.areas[0] == pytest.approx(4 * ell.areas[0], rel=0.03)
    np.testing.assert_allclose(masks.boxes_of(moved.masks), [[10, 0, 30, 40]], atol=1)


def test_over_the_edge_and_out(ell: Instances) -> None:
    half = glide(ell, np.array([[-5, 10, 5, 30]], np.float32))
    np.testing.assert_array_equal(half.mask(0)[:, :5], ell.mask(0)[:, 15:20])
    np.testing.assert_array_equal(half.boxes, [[0, 10, 5, 30]])
    gone = glide(ell, np.array([[-50, 10, -40, 30]], np.float32))
    assert gone.areas[0] == 0


def test_nothing() -> None:
    empty = Instances.empty(SIZE)
    assert len(glide(empty, empty.boxes)) == 0
