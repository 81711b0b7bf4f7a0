"""Colours: what an object's pixels are like, wherever in it they lie."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

HUES = 12
"""Bins of each of the two colour axes of CIE Lab; finest near grey, where most things are."""
SHADES, CHROMAS = 10, 6
"""Bins of lightness and of how colourful a pixel is."""
HUE_BINS = HUES * HUES
BINS = HUE_BINS + SHADES * CHROMAS

_NEAR_GREY = 30.0  # Lab units from grey that half of a colour axis's bins cover
_CHROMA = 80.0  # Lab units; more colourful is rare

Floats = npt.NDArray[np.float32]


def colours(picture: npt.NDArray[np.uint8], mask: npt.NDArray[np.bool_]) -> Floats:
    """How often each colour occurs under a mask.

    Takes: picture RGB (H, W, 3), mask (H, W). Returns: (BINS,), two histograms one after the other: HUE_BINS over the
        two colour axes, then lightness and chroma. They are roots of shares, so that the product of two histograms is
        their Bhattacharyya coefficient, 1 for the same colours. Zeros for an empty mask.
    Source: Bhattacharyya 1943; CIE 1976 L*a*b*.
    """
    if not mask.any():
        return np.zeros(BINS, np.float32)
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    light, red, yellow = np.asarray(lab, np.float32)[mask].T
    hues = _shares(_bent(red) * HUES, _bent(yellow) * HUES, HUES, HUES)
    chroma = np.hypot(red, yellow) / _CHROMA
    shades = _shares(light / 100 * SHADES, chroma * CHROMAS, SHADES, CHROMAS)
    return np.asarray(np.sqrt(np.concatenate([hues, shades])), np.float32)


def _bent(axis: Floats) -> Floats:
    """A colour axis to (0, 1), with the most room near grey."""
    return np.asarray(np.arctan(axis / _NEAR_GREY) / np.pi + 0.5, np.float32)


def _shares(across: Floats, down: Floats, rows: int, columns: int) -> Floats:
    """A histogram (rows * columns,) of sum 1 of places in bins; each pixel is shared among its four nearest bins."""
    result = np.zeros(rows * columns, np.float64)
    first, second = across - 0.5, down - 0.5
    left, top = np.floor(first).astype(np.int64), np.floor(second).astype(np.int64)
    for right in (0, 1):
        for below in (0, 1):
            share = np.abs(1 - right - (first - left)) * np.abs(1 - below - (second - top))
            row, column = np.clip(left + right, 0, rows - 1), np.clip(top + below, 0, columns - 1)
            result += np.bincount(row * columns + column, share, rows * columns)
    return np.asarray(result / result.sum(), np.float32)
