"""How the camera moved from one still to another, so that a pan is not taken for things that jump.

Source: Lucas and Kanade (1981), by way of OpenCV; Aharon et al., BoT-SORT (2022), for its use in tracking.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 320  # pixels of the long side that motion is measured on
_CORNERS = 300  # at most, to follow
_NEAR = 1.5  # pixels of the small picture; a corner so near to the common motion supports it
_SUPPORT = 0.3  # of the corners must be found again, and of these must support the motion
_FEWEST = 10  # corners that must

Matrix = NDArray[np.float64]

_CROWD = 3  # things
_ALIKE = 0.5  # grey levels; stills that differ less have not moved
_CLEARLY = 0.9  # of the difference; a motion must explain the stills so much better
_COMMON = 0.35  # of the picture must be in both stills
_FLOW: Any = {
    "winSize": (21, 21),
    "maxLevel": 3,
    "criteria": (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.03),
    "flags": cv2.OPTFLOW_USE_INITIAL_FLOW,
}

NOTHING: NDArray[np.float32] = np.zeros((0, 4), np.float32)
"""No boxes."""

STILL: Matrix = np.eye(2, 3)
"""No motion."""


def small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture RGB (H, W, 3) as `camera_motion` wants it: grey, at most 320 pixels a side."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = _SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def camera_motion(
    before: NDArray[np.uint8], after: NDArray[np.uint8], size: tuple[int, int], besides: NDArray[np.float32] = NOTHING
) -> Matrix:
    """The map (2, 3) from places in one still to the same places in a later one: shift, turn and zoom; picture pixels.

    Takes: both stills, made `small`; size, (height, width) of the stills themselves; besides, boxes (R, 4) in the
        earlier one, picture pixels, of things that may move by themselves.
    Returns: `STILL` where no common motion can be seen.
    """
    if before.shape != after.shape:
        return STILL
    best, wrong = STILL, _difference(before, after, STILL)
    for candidate in _candidates(before, after, besides * (before.shape[1] / size[1])):
        if wrong < _ALIKE:
            break
        difference = _difference(before, after, candidate)
        if difference < _CLEARLY * wrong:
            best, wrong = candidate, difference
    scaled: Matrix = best.copy()
    scaled[:, 2] *= np.array([size[1] / before.shape[1], size[0] / before.shape[0]])
    return scaled


def _candidates(
    before: NDArray[np.uint8], after: NDArray[np.uint8], besides: NDArray[np.float32]
) -> Iterator[Matrix]:
    """Motions that many corners share, pixels of the small pictures; the likeliest kind first."""
    # So many things only move alike if the camera does.
    sets = [_corners(before, besides), *([_corners(before, NOTHING)] if len(besides) >= _CROWD else [])]
    ground = cv2.createHanningWindow(before.shape[::-1], cv2.CV_32F)
    # A corner alone finds its way over short distances only; after a long way the shift of the whole picture helps.
    shift, _ = cv2.phaseCorrelate(before.astype(np.float32), after.astype(np.float32), ground)
    for guess in ((0.0, 0.0), shift):
        for corners in sets:
            found = _common(before, after, corners, guess) if len(corners) >= _FEWEST else None
            if found is not None:
                yield found


def _difference(before: NDArray[np.uint8], after: NDArray[np.uint8], motion: Matrix) -> float:
    """How unlike a still is to the one before it, moved: mean grey levels where both are; infinite if that is little.

    Things that are alike in a row can support a motion that is wrong by one of them; the whole picture does not.
    """
    size = before.shape[::-1]
    both = cv2.warpAffine(np.full_like(before, 255), motion, size, flags=cv2.INTER_NEAREST) > 0
    if np.count_nonzero(both) < _COMMON * both.size:
        return float("inf")
    moved = cv2.warpAffine(before, motion, size, flags=cv2.INTER_LINEAR)
    return float(cv2.absdiff(moved, after)[both].mean())


def _common(
    before: NDArray[np.uint8], after: NDArray[np.uint8], corners: NDArray[np.float32], guess: Sequence[float]
) -> Matrix | None:
    """The motion that many corners (N, 1, 2) share, looked for near a guess x y; None where there is none."""
    shift = np.array(guess, np.float32)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, corners + shift, **_FLOW)
    # A corner that does not find its way back was not found.
    back, again, _ = cv2.calcOpticalFlowPyrLK(after, before, moved, moved - shift, **_FLOW)
    there, here = np.asarray(found, bool).ravel(), np.asarray(again, bool).ravel()
    sure = there & here & (np.abs(np.asarray(back) - corners).max(axis=(1, 2)) < 1.0)
    count = np.count_nonzero(sure)
    if count < max(_FEWEST, _SUPPORT * len(corners)):
        return None
    matrix, inliers = cv2.estimateAffinePartial2D(
        corners[sure], moved[sure], method=cv2.RANSAC, ransacReprojThreshold=_NEAR
    )
    if matrix is None or np.count_nonzero(inliers) < max(_FEWEST, _SUPPORT * count):
        return None
    result: Matrix = np.array(matrix, np.float64)
    return result


def _corners(grey: NDArray[np.uint8], besides: NDArray[np.float32]) -> NDArray[np.float32]:
    """Places (N, 1, 2) that are easy to find again, outside of boxes (R, 4)."""
    free = np.full(grey.shape, 255, np.uint8)
    for x1, y1, x2, y2 in besides.tolist():
        free[max(int(y1) - 2, 0) : max(int(y2) + 3, 0), max(int(x1) - 2, 0) : max(int(x2) + 3, 0)] = 0
    found = cv2.goodFeaturesToTrack(grey, _CORNERS, 0.01, 6, mask=free)
    # OpenCV's types do not say that nothing may be found.
    nothing: bool = found is None
    return np.zeros((0, 1, 2), np.float32) if nothing else np.asarray(found, np.float32)


def carried(points: NDArray[np.floating], matrix: Matrix) -> NDArray[np.float64]:
    """Points (N, 2) x y after a motion."""
    moved: NDArray[np.float64] = points @ matrix[:, :2].T + matrix[:, 2]
    return moved
