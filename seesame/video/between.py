"""Instances in the stills between two searched ones."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.geometry import boxes as box_geometry
from seesame.instances import Instances

Floats = NDArray[np.float32]


def glide(instances: Instances, boxes: Floats) -> Instances:
    """The same instances, each moved and stretched from its box to another one.

    Takes: boxes (R, 4), picture pixels. Returns: as many rows; boxes are clipped, what has left the picture is empty.
    """
    height, width = instances.size
    moved = [
        _moved(crop, corner, before, after, instances.size)
        for crop, corner, before, after in zip(
            instances.crops, instances.corners.tolist(), instances.boxes, boxes, strict=True
        )
    ]
    corners = np.array([corner for _, corner in moved], np.int32).reshape(-1, 2)
    clipped = box_geometry.clip(boxes, height, width).reshape(-1, 4)
    return Instances(instances.size, clipped, instances.scores, tuple(crop for crop, _ in moved), corners)


def _moved(
    crop: NDArray[np.bool_], corner: tuple[int, int], before: Floats, after: Floats, size: tuple[int, int]
) -> tuple[NDArray[np.bool_], tuple[int, int]]:
    """A mask (h, w) at x y, carried along with its box."""
    nothing: tuple[NDArray[np.bool_], tuple[int, int]] = np.zeros((0, 0), np.bool_), (0, 0)
    if crop.size == 0:
        return nothing
    old, new = before.astype(float), after.astype(float)
    scale = np.maximum(new[2:] - new[:2], 1e-3) / np.maximum(old[2:] - old[:2], 1e-3)
    start = new[:2] + (np.array(corner) - old[:2]) * scale  # where the crop's first pixel begins now
    end = start + np.array(crop.shape[::-1]) * scale
    left, top = (max(math.floor(value), 0) for value in start)
    right, bottom = (min(math.ceil(value), limit) for value, limit in zip(end, size[::-1], strict=True))
    if right <= left or bottom <= top:
        return nothing
    # OpenCV has pixel centres at whole numbers.
    shift = start - (left, top) + 0.5 * scale - 0.5
    matrix = np.array([[scale[0], 0.0, shift[0]], [0.0, scale[1], shift[1]]])
    warped = cv2.warpAffine(crop.astype(np.uint8) * 255, matrix, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    return np.asarray(warped) > 127, (left, top)
