"""Pictures scaled between two sides, as Mask R-CNN takes them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def scale_of(height: int, width: int, short: int, long: int) -> float:
    """By how much a picture is scaled: up until its short side is `short`, then down where its long one passes `long`.

    Source: the released code of arXiv 1811.11507; a picture with a longer short side is not made smaller for that.
    """
    return min(max(1.0, short / min(height, width)), long / max(height, width))


def rescale(picture: npt.NDArray[np.uint8], short: int, long: int) -> tuple[npt.NDArray[np.uint8], float]:
    """A picture (H, W, ...) uint8 with its sides scaled as `scale_of` says, and that scale."""
    height, width = picture.shape[:2]
    scale = scale_of(height, width, short, long)
    size = (min(max(round(width * scale), 1), long), min(max(round(height * scale), 1), long))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8), scale
