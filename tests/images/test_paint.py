from __future__ import annotations

import numpy as np

from seesame.images import paint


def test_depth_is_the_signed_distance_to_the_edge() -> None:
    mask = np.zeros((40, 60), np.bool_)
    mask[:, 30:] = True
    depth = paint.depth_of(mask, 0.6)
    np.testing.assert_allclose(depth[20, [25, 29, 30, 34]], [-4.5, -0.5, 0.5, 4.5], atol=0.3)


def test_under_a_patch_that_hangs_over() -> None:
    canvas = np.zeros((10, 20, 3), np.uint8)
    below, inner = paint.under(canvas, -2, 7, (5, 6))
    assert below.shape == (3, 4, 3) and inner == (slice(0, 3), slice(2, 6))
    assert paint.under(canvas, 50, 0, (5, 6))[0].size == 0


def test_blend_changes_in_place() -> None:
    canvas = np.zeros((2, 2, 3), np.uint8)
    paint.blend(canvas[:1], (200, 100, 0), np.array([[0.5, 1.0]]))
    np.testing.assert_array_equal(canvas[0], [[100, 50, 0], [200, 100, 0]])
    assert (canvas[1] == 0).all()
