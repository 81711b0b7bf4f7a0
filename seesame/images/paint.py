"""Soft-edged paint: how deep a pixel lies in a mask, and laying colours over a part of a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.images.labels import Colour


def depth_of(mask: NDArray[np.bool_], softness: float) -> NDArray[np.float32]:
    """How far inside (above 0) or outside (below 0) of a mask's edge each pixel is. Returns: (h, w) float32."""
    inside = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    outside = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    signed = np.where(mask, inside - 0.5, 0.5 - outside).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(signed, (0, 0), max(softness, 0.6)), dtype=np.float32)


def under(
    canvas: NDArray[np.uint8], x: int, y: int, shape: tuple[int, ...]
) -> tuple[NDArray[np.uint8], tuple[slice, slice]]:
    """The part of the canvas under a patch of that shape at (x, y), and the part of the patch on the canvas."""
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + shape[0], canvas.shape[0]), min(x + shape[1], canvas.shape[1])
    return canvas[top:bottom, left:right], (slice(top - y, max(bottom, top) - y), slice(left - x, max(right, left) - x))


def blend(below: NDArray[np.uint8], colour: Colour | NDArray[np.uint8], share: NDArray[np.floating]) -> None:
    """Lay a colour, or an RGB patch, over a part (h, w, 3) of a picture in place; share (h, w) in [0, 1]."""
    if below.size == 0:
        return
    above = np.empty_like(below)
    above[...] = colour
    weight = np.ascontiguousarray(share, np.float32)
    below[...] = cv2.blendLinear(np.ascontiguousarray(below), above, 1 - weight, weight)
