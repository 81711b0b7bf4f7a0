"""Polygons: equal to pycocotools pixel for pixel, and masks that come back as they went."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seesame.errors import DataError
from seesame.geometry import polygons, runlength

coco = pytest.importorskip("pycocotools.mask")

masks = st.tuples(st.integers(1, 16), st.integers(1, 16)).flatmap(lambda size: arrays(np.bool_, size))


def _theirs(shapes: list[list[float]], height: int, width: int) -> np.ndarray:
    return runlength.decode(coco.merge(coco.frPyObjects(shapes, height, width)))


def test_a_rectangle() -> None:
    mask = polygons.to_mask([[2, 1, 6, 1, 6, 4, 2, 4]], 6, 8)
    assert mask.sum() == 12 and mask[1:4, 2:6].all()


def test_union() -> None:
    left, right = [0, 0, 3, 0, 3, 3, 0, 3], [2, 0, 5, 0, 5, 3, 2, 3]
    assert polygons.to_mask([left, right], 3, 8).sum() == 15
    assert polygons.to_mask([], 3, 8).sum() == 0


def test_an_ellipse_is_pycocotools() -> None:
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    shape = np.stack([160 + 90.3 * np.cos(angles), 120 + 60.7 * np.sin(angles)], axis=1).ravel().tolist()
    np.testing.assert_array_equal(polygons.to_mask([shape], 240, 320), _theirs([shape], 240, 320))


number = st.one_of(st.integers(-20, 60), st.floats(-20, 60, width=32))


@settings(max_examples=200, deadline=None)
@given(shapes=st.lists(st.lists(st.tuples(number, number), min_size=3, max_size=9), min_size=1, max_size=3))
def test_any_polygon_is_pycocotools(shapes: list[list[tuple[float, float]]]) -> None:
    flat = [[float(value) for point in shape for value in point] for shape in shapes]
    np.testing.assert_array_equal(polygons.to_mask(flat, 31, 42), _theirs(flat, 31, 42))


@settings(max_examples=150, deadline=None)
@given(mask=masks)
def test_mask_comes_back_through_polygons(mask: np.ndarray) -> None:
    shapes = polygons.from_mask(mask)
    np.testing.assert_array_equal(polygons.to_mask(shapes, *mask.shape), mask)
    if shapes:
        np.testing.assert_array_equal(_theirs(shapes, *mask.shape), mask)


def test_holes_and_pieces() -> None:
    mask = np.zeros((20, 30), dtype=bool)
    mask[2:18, 2:18] = True
    mask[4:8, 4:8] = mask[10:14, 10:14] = False
    mask[5:9, 22:28] = True
    shapes = polygons.from_mask(mask)
    assert len(shapes) == 2
    np.testing.assert_array_equal(polygons.to_mask(shapes, 20, 30), mask)


def test_empty_mask_has_no_polygons() -> None:
    assert polygons.from_mask(np.zeros((4, 5), dtype=bool)) == []


@pytest.mark.parametrize(
    "shape", [[], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7], [0, 0, 1, 0, float("nan"), 1], [0, 0, 1, 0, 1e9, 1]]
)
def test_unusable_polygons_are_named(shape: list[float]) -> None:
    with pytest.raises(DataError, match="a polygon came with"):
        polygons.to_mask([shape], 10, 10)


def test_a_polygon_of_words() -> None:
    with pytest.raises(DataError, match="something else than numbers"):
        polygons.to_mask([["a"] * 6], 10, 10)


def test_pieces_joined_are_filled_alike() -> None:
    pieces = [polygons.rectangle(*box) for box in ((1, 1, 3, 3), (5, 0, 7, 2), (4, 4, 6, 5))]
    assert (polygons.to_mask([polygons.joined(pieces)], 6, 8) == polygons.to_mask(pieces, 6, 8)).all()
    assert polygons.joined(pieces[:1]) == pieces[0]
    assert polygons.joined([]) == []


def test_an_ellipse_and_a_rectangle() -> None:
    assert polygons.to_mask([polygons.rectangle(1, 2, 5, 4)], 6, 8).sum() == 8
    flat = np.reshape(polygons.ellipse((50, 40), (30, 10)), (-1, 2))
    assert flat.min(0).tolist() == pytest.approx([20, 30]) and flat.max(0).tolist() == pytest.approx([80, 50])
    turned = np.reshape(polygons.ellipse((50, 40), (30, 10), np.pi / 2), (-1, 2))
    assert turned.min(0).tolist() == pytest.approx([40, 10]) and turned.max(0).tolist() == pytest.approx([60, 70])
    slanted = np.reshape(polygons.ellipse((0, 0), (2, 0), np.pi / 4), (-1, 2))
    assert slanted[0].tolist() == pytest.approx([2**0.5, 2**0.5])  # x towards y: down in a picture
