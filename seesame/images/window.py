"""Affine windows on a picture: the same map moves the picture, its boxes and its masks."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

MEAN_COLOUR = (124, 116, 104)
"""The ImageNet mean, RGB: what lies outside a picture."""

_LEAST_SIDE = 1e-3  # pixels; a box without extent still gives a finite window


def around(box: npt.ArrayLike, side: int, context: float) -> Matrix:
    """The map (2, 3) that centres a box in a square window, with `context` of its long side left on every side.

    Takes: box x1 y1 x2 y2, picture pixels; side, window pixels.
    """
    x1, y1, x2, y2 = np.asarray(box, np.float64)
    scale = side / (max(x2 - x1, y2 - y1, _LEAST_SIDE) * (1.0 + 2.0 * context))
    return np.array(
        [[scale, 0.0, side / 2 - scale * (x1 + x2) / 2], [0.0, scale, side / 2 - scale * (y1 + y2) / 2]]
    )


def warp_box(box: npt.ArrayLike, matrix: Matrix) -> npt.NDArray[np.float32]:
    """The box (4,) around a moved box x1 y1 x2 y2."""
    x1, y1, x2, y2 = np.asarray(box, np.float64)
    corners = np.array([[x1, y1, 1.0], [x2, y1, 1.0], [x1, y2, 1.0], [x2, y2, 1.0]]) @ matrix.T
    return np.concatenate([corners.min(0), corners.max(0)]).astype(np.float32)


def warp_picture(picture: Picture, matrix: Matrix, side: int) -> Picture:
    """Move a picture RGB (H, W, 3) through an affine map into a square window (side, side, 3)."""
    shrink = abs(matrix[0, 0]) < 0.6
    if shrink:
        factor = max(abs(matrix[0, 0]), 0.05) * 1.2
        # The least factors leave one pixel of the narrow side of a long picture.
        across, down = max(factor, 0.51 / picture.shape[1]), max(factor, 0.51 / picture.shape[0])
        small = cv2.resize(picture, None, fx=across, fy=down, interpolation=cv2.INTER_AREA)
        back = np.diag([picture.shape[1] / small.shape[1], picture.shape[0] / small.shape[0], 1.0])
        picture, matrix = np.asarray(small, np.uint8), matrix @ back
    centred = _pixel_centres(matrix)
    warped = cv2.warpAffine(
        picture, centred, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=MEAN_COLOUR
    )
    return np.asarray(warped, np.uint8)


def warp_mask(mask: npt.NDArray[np.bool_], matrix: Matrix, side: int) -> Picture:
    """Move a mask bool (H, W) through an affine map into a square window, uint8 (side, side) of 0 and 1."""
    centred = _pixel_centres(matrix)
    warped = cv2.warpAffine(mask.astype(np.uint8) * 255, centred, (side, side), flags=cv2.INTER_LINEAR)
    return (np.asarray(warped) > 127).astype(np.uint8)


def _pixel_centres(matrix: Matrix) -> Matrix:
    """The same map for pixel centres at integers, as OpenCV has them."""
    moved: Matrix = matrix.copy()
    moved[:, 2] += matrix[:, :2] @ np.array([0.5, 0.5]) - 0.5
    return moved
