"""Boxes: (R, 4) float32, x1 y1 x2 y2, right and bottom exclusive. Inverted boxes have no area."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.errors import InputError

_NMS_BLOCK = 128  # bounds the overlap table of nms, whatever the number of boxes


def area(boxes: ArrayLike) -> NDArray[np.float32]:
    """Areas of boxes (R, 4). Returns: (R,) float32, square pixels."""
    rows = _rows(boxes)
    sides = np.maximum(rows[:, 2:] - rows[:, :2], 0)
    areas: NDArray[np.float32] = sides[:, 0] * sides[:, 1]
    return areas


def intersection(a: ArrayLike, b: ArrayLike) -> NDArray[np.float32]:
    """Common areas of boxes a (A, 4) and b (B, 4). Returns: (A, B) float32, square pixels."""
    first, second = _rows(a), _rows(b)
    width = np.minimum(first[:, None, 2], second[:, 2]) - np.maximum(first[:, None, 0], second[:, 0])
    height = np.minimum(first[:, None, 3], second[:, 3]) - np.maximum(first[:, None, 1], second[:, 1])
    common: NDArray[np.float32] = np.maximum(width, 0) * np.maximum(height, 0)
    return common


def iou(a: ArrayLike, b: ArrayLike) -> NDArray[np.float32]:
    """Intersection over union of boxes a (A, 4) and b (B, 4). Returns: (A, B) float32; 0 where both are empty."""
    common = intersection(a, b)
    union = area(a)[:, None] + area(b) - common
    shares: NDArray[np.float32] = np.divide(common, union, out=np.zeros_like(common), where=union > 0)
    return shares


def clip(boxes: ArrayLike, height: float, width: float) -> NDArray[np.float32]:
    """Boxes (R, 4) moved inside a picture of that size. Returns: (R, 4) float32; boxes outside become empty."""
    limits = np.array([width, height, width, height], dtype=np.float32)
    return np.clip(_rows(boxes), 0, limits)


def expand(boxes: ArrayLike, factor: float) -> NDArray[np.float32]:
    """Boxes (R, 4) with their sides multiplied by `factor` about their centres. Returns: (R, 4) float32."""
    rows = _rows(boxes)
    centres = (rows[:, :2] + rows[:, 2:]) / 2
    halves = (rows[:, 2:] - rows[:, :2]) * np.float32(factor / 2)
    return np.concatenate([centres - halves, centres + halves], axis=1)


def nms(boxes: ArrayLike, scores: ArrayLike, threshold: float) -> NDArray[np.int64]:
    """Greedy non-maximum suppression: keep the best box, drop all that overlap it by more than `threshold`, repeat.

    Args:
        boxes: (R, 4) float32.
        scores: (R,) float32; of equal scores the earlier row wins.
        threshold: intersection over union in [0, 1].

    Returns: kept rows (M,) int64, best first.
    """
    rows = _rows(boxes)
    order = np.argsort(-_scores(scores, len(rows)), kind="stable")
    kept = np.empty(0, dtype=np.int64)
    for start in range(0, len(order), _NMS_BLOCK):
        block = order[start : start + _NMS_BLOCK]
        if len(kept):
            block = block[(iou(rows[block], rows[kept]) <= threshold).all(axis=1)]
        kept = np.concatenate([kept, block[_survivors(rows[block], threshold)]])
    return kept


def from_xywh(boxes: ArrayLike) -> NDArray[np.float32]:
    """Boxes from x y width height, COCO's way. Returns: (R, 4) float32, x1 y1 x2 y2."""
    rows = _rows(boxes)
    return np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:]], axis=1)


def to_xywh(boxes: ArrayLike) -> NDArray[np.float32]:
    """Boxes as x y width height, COCO's way. Returns: (R, 4) float32."""
    rows = _rows(boxes)
    return np.concatenate([rows[:, :2], rows[:, 2:] - rows[:, :2]], axis=1)


def _survivors(boxes: NDArray[np.float32], threshold: float) -> NDArray[np.bool_]:
    """Which of boxes (R, 4), best first, greedy suppression keeps. Returns: (R,) bool."""
    clear = iou(boxes, boxes) <= threshold
    alive = np.ones(len(boxes), dtype=np.bool_)
    for row in range(len(boxes)):
        if alive[row]:
            alive[row + 1 :] &= clear[row, row + 1 :]
    return alive


def _rows(boxes: ArrayLike) -> NDArray[np.float32]:
    rows = np.asarray(boxes, dtype=np.float32)
    if rows.size == 0 and rows.ndim <= 2:
        return rows.reshape(0, 4)
    if rows.ndim != 2 or rows.shape[1] != 4:
        raise InputError(f"boxes came with shape {rows.shape}, expected (R, 4); write one box as [[x1, y1, x2, y2]]")
    return rows


def _scores(scores: ArrayLike, count: int) -> NDArray[np.float32]:
    values = np.asarray(scores, dtype=np.float32)
    if values.shape != (count,):
        raise InputError(f"scores came with shape {values.shape}, expected ({count},); give one score per box")
    return values
