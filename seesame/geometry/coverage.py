"""How much of each cell of a box a mask covers."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def coverage(mask: npt.NDArray[np.bool_], box: npt.ArrayLike, cells: int) -> npt.NDArray[np.float32]:
    """Share of each cell of a grid over a box that a mask covers.

    Takes: mask (H, W); box x1 y1 x2 y2, pixels of the mask. Returns: float32 (cells, cells) in [0, 1], all ones where
    the mask leaves the whole box empty.
    """
    x1, y1, x2, y2 = np.asarray(box, np.float64)
    fine = cells * 4
    scale_x, scale_y = (x2 - x1) / fine, (y2 - y1) / fine
    back = np.array([[scale_x, 0.0, x1 + scale_x / 2 - 0.5], [0.0, scale_y, y1 + scale_y / 2 - 0.5]])
    sampled = cv2.warpAffine(mask.astype(np.float32), back, (fine, fine), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    shares = np.asarray(sampled, np.float32).reshape(cells, 4, cells, 4).mean((1, 3))
    return shares if shares.any() else np.ones_like(shares)
