"""Boxes: numbers that can be checked by hand, suppression against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seesame.errors import InputError
from seesame.geometry import boxes

A = [[0, 0, 10, 10], [5, 5, 15, 15], [20, 20, 20, 30], [9, 9, 3, 3]]


def test_area() -> None:
    assert boxes.area(A).tolist() == [100, 100, 0, 0]
    assert boxes.area(A).dtype == np.float32


def test_intersection_and_iou() -> None:
    assert boxes.intersection(A[:2], A[:2]).tolist() == [[100, 25], [25, 100]]
    np.testing.assert_allclose(boxes.iou(A[:1], A), [[1, 25 / 175, 0, 0]], rtol=1e-6)
    np.testing.assert_array_equal(boxes.iou(A[2:3], A[2:3]), [[0]])


def test_clip() -> None:
    assert boxes.clip([[-5, 2, 30, 40]], height=20, width=25).tolist() == [[0, 2, 25, 20]]
    assert boxes.area(boxes.clip([[30, 30, 40, 40]], 20, 25)).tolist() == [0]


def test_expand() -> None:
    assert boxes.expand([[10, 20, 20, 40]], 1.5).tolist() == [[7.5, 15, 22.5, 45]]
    assert boxes.expand(A, 1).tolist() == np.asarray(A).tolist()


def test_xywh_and_back() -> None:
    assert boxes.to_xywh([[1, 2, 4, 8]]).tolist() == [[1, 2, 3, 6]]
    assert boxes.from_xywh([[1, 2, 3, 6]]).tolist() == [[1, 2, 4, 8]]


def test_empty() -> None:
    for call in (boxes.area, boxes.from_xywh, boxes.to_xywh):
        assert len(call([])) == 0
    assert boxes.iou([], A).shape == (0, 4)
    assert boxes.iou(A, []).shape == (4, 0)
    assert boxes.clip([], 5, 5).shape == boxes.expand([], 2).shape == (0, 4)
    kept = boxes.nms([], [], 0.5)
    assert kept.shape == (0,) and kept.dtype == np.int64


def test_nms_by_hand() -> None:
    rows = [[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10], [2, 0, 12, 10]]
    assert boxes.nms(rows, [0.5, 0.9, 0.1, 0.4], 0.5).tolist() == [1, 2]
    assert boxes.nms(rows, [0.5, 0.9, 0.1, 0.4], 1.0).tolist() == [1, 0, 3, 2]


def test_nms_on_ties_keeps_the_earlier_row() -> None:
    assert boxes.nms([[0, 0, 10, 10]] * 3, [0.7, 0.7, 0.7], 0.5).tolist() == [0]
    apart = [[20 * i, 0, 20 * i + 10, 10] for i in range(5)]
    assert boxes.nms(apart, [0.5] * 5, 0.5).tolist() == [0, 1, 2, 3, 4]


def _plain_nms(rows: np.ndarray, scores: np.ndarray, threshold: float) -> list[int]:
    kept: list[int] = []
    for row in sorted(range(len(rows)), key=lambda row: (-scores[row], row)):
        if all(boxes.iou(rows[[row]], rows[[other]])[0, 0] <= threshold for other in kept):
            kept.append(row)
    return kept


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 40), threshold=st.sampled_from([0.0, 0.3, 0.7]))
def test_nms_is_the_plain_loop(seed: int, count: int, threshold: float) -> None:
    random = np.random.default_rng(seed)
    corner = random.uniform(0, 40, (count, 2))
    rows = np.concatenate([corner, corner + random.uniform(1, 30, (count, 2))], axis=1).astype(np.float32)
    scores = random.integers(0, 5, count) / np.float32(4)
    assert boxes.nms(rows, scores, threshold).tolist() == _plain_nms(rows, scores, threshold)


def test_nms_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    corner = random.uniform(0, 200, (300, 2))
    rows = np.concatenate([corner, corner + random.uniform(5, 60, (300, 2))], axis=1)
    scores = random.uniform(size=300)
    whole = boxes.nms(rows, scores, 0.4).tolist()
    monkeypatch.setattr(boxes, "_NMS_BLOCK", 7)
    assert boxes.nms(rows, scores, 0.4).tolist() == whole


def test_wrong_shapes_are_named() -> None:
    with pytest.raises(InputError, match=r"shape \(4,\), expected \(R, 4\)"):
        boxes.area([1, 2, 3, 4])
    with pytest.raises(InputError, match=r"expected \(4,\)"):
        boxes.nms(A, [0.5], 0.5)
