"""How the camera moved from one still to another, so that a pan is not taken for things that jump.

Source: Lucas and Kanade (1981), by way of OpenCV; Aharon et al., BoT-SORT (2022), for its use in tracking.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 320  # pixels of the long side that motion is measured on
_CORNERS = 300  # at most, to follow
_NEAR = 1.5  # pixels of the small picture; a corner so near to the common motion supports it
_SUPPORT = 0.4  # of the corners must support the motion
_FEWEST = 10  # corners that must

Matrix = NDArray[np.float64]

STILL: Matrix = np.eye(2, 3)
"""No motion."""


def small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture RGB (H, W, 3) as `camera_motion` wants it: grey, at most 320 pixels a side."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = _SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def camera_motion(before: NDArray[np.uint8], after: NDArray[np.uint8], size: tuple[int, int]) -> Matrix:
    """The map (2, 3) from places in one still to the same places in a later one: shift, turn and zoom; picture pixels.

    Takes: both stills, made `small`; size, (height, width) of the stills themselves.
    Returns: `STILL` where no common motion can be seen.
    """
    if before.shape != after.shape:
        return STILL
    corners = cv2.goodFeaturesToTrack(before, _CORNERS, 0.01, 6)
    if corners is None or len(corners) < _FEWEST:
        return STILL
    # The shift of the whole picture as a first guess: alone, a corner finds its way only over short distances.
    ground = cv2.createHanningWindow(before.shape[::-1], cv2.CV_32F)
    shift, _ = cv2.phaseCorrelate(before.astype(np.float32), after.astype(np.float32), ground)
    guess = corners + np.array(shift, np.float32)
    criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.03)
    settings: Any = {"winSize": (21, 21), "maxLevel": 3, "criteria": criteria, "flags": cv2.OPTFLOW_USE_INITIAL_FLOW}
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, guess.copy(), **settings)
    # A corner that does not find its way back was not found.
    back, again, _ = cv2.calcOpticalFlowPyrLK(after, before, moved, moved - np.array(shift, np.float32), **settings)
    sure = (found & again).ravel().astype(bool) & (np.abs(back - corners).max(axis=(1, 2)) < 1.0)
    if np.count_nonzero(sure) < _FEWEST:
        return STILL
    matrix, inliers = cv2.estimateAffinePartial2D(
        corners[sure], moved[sure], method=cv2.RANSAC, ransacReprojThreshold=_NEAR
    )
    if matrix is None or np.count_nonzero(inliers) < max(_FEWEST, _SUPPORT * np.count_nonzero(sure)):
        return STILL
    scale = np.array([size[1] / before.shape[1], size[0] / before.shape[0]])
    result: Matrix = np.asarray(matrix, np.float64).copy()
    result[:, 2] *= scale
    return result


def carried(points: NDArray[np.floating], matrix: Matrix) -> NDArray[np.float64]:
    """Points (N, 2) x y after a motion."""
    moved: NDArray[np.float64] = points @ matrix[:, :2].T + matrix[:, 2]
    return moved
