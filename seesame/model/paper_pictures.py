"""Pictures as Siamese Mask R-CNN takes them. Source: the released code of arXiv 1811.11507."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from seesame.images.rescale import rescale
from seesame.reference import Reference


def resized(picture: NDArray[np.uint8], short: int, side: int) -> tuple[Tensor, float]:
    """A picture as the paper scales it: (3, h, w) float32, RGB in [0, 255], and its scale."""
    scaled, scale = rescale(picture, short, side)
    return torch.from_numpy(scaled).permute(2, 0, 1).float().contiguous(), scale


def cropped(reference: Reference) -> NDArray[np.uint8]:
    """What lies in a reference's box, to whole pixels."""
    x1, y1 = (int(side) for side in np.floor(reference.box[:2]))
    x2, y2 = (int(side) for side in np.ceil(reference.box[2:]))
    return reference.picture[y1:y2, x1:x2]
