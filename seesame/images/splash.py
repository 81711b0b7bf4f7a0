"""Colour splash: what was found in colour, the rest grey."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.images.draw import check_size
from seesame.images.paint import blend, depth_of, under
from seesame.instances import Instances

_EDGE = 1 / 200  # width of the way from colour to grey, of the picture's long side
_LIGHT = 0.85  # of the grey, so that pale things stand out too


def splash(picture: NDArray[np.uint8], instances: Instances) -> NDArray[np.uint8]:
    """The picture in grey, with its instances in their colours; the edges are soft.

    Args:
        picture: (H, W, 3) RGB uint8, the one that the instances were found in.

    Returns: (H, W, 3) RGB uint8, a new array; all of it grey where nothing was found.

    Raises:
        InputError: the instances are of a picture of another size.

    Source: the balloon sample of Matterport's Mask R-CNN (2018).
    """
    check_size(picture, instances)
    brightness = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    dimmed = cv2.LUT(brightness, np.rint(np.arange(256) * _LIGHT).astype(np.uint8))
    canvas = np.asarray(cv2.cvtColor(dimmed, cv2.COLOR_GRAY2RGB), np.uint8)
    edge = max(max(picture.shape[:2]) * _EDGE, 1.0)
    margin = int(edge) + 2
    for crop, corner in zip(instances.crops, instances.corners.tolist(), strict=True):
        if not crop.any():
            continue
        depth = depth_of(np.pad(crop, margin), softness=edge / 2)
        below, inner = under(canvas, corner[0] - margin, corner[1] - margin, depth.shape)
        above, _ = under(picture, corner[0] - margin, corner[1] - margin, depth.shape)
        blend(below, above, np.clip(depth[inner] / edge + 0.5, 0, 1))
    return canvas
