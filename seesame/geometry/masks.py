"""Masks: (R, H, W) bool over whole pictures, or one (h, w) bool crop with its corner (x, y)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.errors import InputError


def paste(
    probability: ArrayLike, box: Sequence[float] | NDArray[np.floating], height: int, width: int, threshold: float = 0.5
) -> tuple[NDArray[np.bool_], tuple[int, int]]:
    """Lay a small grid of probabilities over its box and cut it at `threshold`.

    A cell of the grid has its value at its centre, a pixel is asked at its centre; between cell centres the grid is
    bilinear, beyond the outermost it stays as it is (align_corners=False, border padding).

    Args:
        probability: (h, w) float in [0, 1], spread over the box.
        box: x1 y1 x2 y2, picture pixels; may be partly or wholly outside.
        height, width: of the picture.

    Returns: crop (h, w) bool of the pixels whose centres lie in the box (one pixel for a box that holds no centre),
        and its corner (x, y) in the picture; a box outside gives an empty crop at (0, 0).

    Source: He et al., Mask R-CNN (2017), section 3; detectron2's paste_masks_in_image.
    """
    grid = np.asarray(probability, dtype=np.float32)
    if grid.ndim != 2 or grid.size == 0:
        raise InputError(f"a probability grid came with shape {grid.shape}, expected (h, w); paste one grid at a time")
    x1, y1, x2, y2 = (float(value) for value in box)
    columns, rows = _pixels(x1, x2, width), _pixels(y1, y2, height)
    if len(columns) == 0 or len(rows) == 0:
        return np.zeros((0, 0), dtype=np.bool_), (0, 0)
    values = _resampled(_resampled(grid.T, columns, x1, x2).T, rows, y1, y2)
    return values >= threshold, (columns.start, rows.start)


def boxes_of(masks: ArrayLike) -> NDArray[np.float32]:
    """Tight boxes of masks (R, H, W) bool. Returns: (R, 4) float32, pixels; zeros for an empty mask."""
    stack = _stack(masks)
    result = np.zeros((len(stack), 4), dtype=np.float32)
    for row, mask in enumerate(stack):
        result[row] = _bounds(mask)
    return result


def iou(a: ArrayLike, b: ArrayLike) -> NDArray[np.float32]:
    """Intersection over union of masks a (A, H, W) and b (B, H, W) bool.

    Returns: (A, B) float32; 0 where both are empty.
    """
    first, second = _stack(a), _stack(b)
    if first.shape[1:] != second.shape[1:]:
        sizes = f"{first.shape[1:]} and {second.shape[1:]}"
        raise InputError(f"masks came with sizes {sizes}, expected the same; resize one of them")
    flat = [stack.reshape(len(stack), math.prod(stack.shape[1:])).astype(np.float32) for stack in (first, second)]
    common = flat[0] @ flat[1].T
    union = flat[0].sum(axis=1)[:, None] + flat[1].sum(axis=1) - common
    shares: NDArray[np.float32] = common / np.maximum(union, 1)
    return shares


def common(
    crop: NDArray[np.bool_],
    corner: Sequence[int] | NDArray[np.integer],
    other: NDArray[np.bool_],
    other_corner: Sequence[int] | NDArray[np.integer],
) -> int:
    """How many pixels two crops (h, w) bool, each with its corner (x, y) in one picture, have in common."""
    (x, y), (u, v) = (tuple(int(value) for value in each) for each in (corner, other_corner))
    left, right = max(x, u), min(x + crop.shape[1], u + other.shape[1])
    top, bottom = max(y, v), min(y + crop.shape[0], v + other.shape[0])
    if left >= right or top >= bottom:
        return 0
    first, second = crop[top - y : bottom - y, left - x : right - x], other[top - v : bottom - v, left - u : right - u]
    return int(np.count_nonzero(first & second))


def tight_crop(mask: ArrayLike) -> tuple[NDArray[np.bool_], tuple[int, int]]:
    """The part of a mask (H, W) bool that holds all of it.

    Returns: crop (h, w) bool, a copy, and its corner (x, y); an empty mask gives an empty crop at (0, 0).
    """
    full = np.asarray(mask, dtype=np.bool_)
    x1, y1, x2, y2 = _bounds(full)
    return full[y1:y2, x1:x2].copy(), (x1, y1)


def _bounds(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows = np.flatnonzero(mask.any(axis=1))
    if len(rows) == 0:
        return 0, 0, 0, 0
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    return int(columns[0]), top, int(columns[-1]) + 1, bottom


def _pixels(low: float, high: float, size: int) -> range:
    """The pixels of one axis whose centres lie in [low, high), at least one, within [0, size)."""
    if not (math.isfinite(low) and math.isfinite(high)) or high < 0 or low > size:
        return range(0)
    first, end = math.ceil(low - 0.5), math.ceil(high - 0.5)
    if end <= first:
        first = math.floor((low + high) / 2)
        end = first + 1
    return range(max(first, 0), max(min(end, size), max(first, 0)))


def _resampled(lines: NDArray[np.float32], pixels: range, low: float, high: float) -> NDArray[np.float32]:
    """Lines (n, m), spread over [low, high), at the pixels of that axis. Returns: (pixels, m) float32, contiguous."""
    centres = np.arange(pixels.start, pixels.stop) + 0.5
    places = np.clip((centres - low) / max(high - low, 1e-6) * len(lines) - 0.5, 0, len(lines) - 1)
    before = places.astype(np.intp)
    share = (places - before).astype(np.float32)[:, None]
    first = np.ascontiguousarray(lines)[before]
    result: NDArray[np.float32] = first + (lines[np.minimum(before + 1, len(lines) - 1)] - first) * share
    return result


def _stack(masks: ArrayLike) -> NDArray[np.bool_]:
    stack = np.asarray(masks, dtype=np.bool_)
    if stack.ndim != 3:
        raise InputError(f"masks came with shape {stack.shape}, expected (R, H, W); write one mask as mask[None]")
    return stack
