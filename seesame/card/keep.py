"""What a card keeps of a reference: the object and what lies around it, small enough to send, as a network sees it."""

from __future__ import annotations

import cv2
import numpy as np

from seesame.reference import Reference

CONTEXT = 0.5
"""Kept on every side of the box, as a share of its long side; networks look at less."""
SIDE = 512
"""The longest side of what is kept, pixels; networks look at fewer."""


def keep(reference: Reference) -> Reference:
    """The neighbourhood of a reference as a reference of its own; one that is small enough already stays as it is."""
    x1, y1, x2, y2 = reference.box
    height, width = reference.picture.shape[:2]
    margin = CONTEXT * max(x2 - x1, y2 - y1)
    centre_x, centre_y, half = (x1 + x2) / 2, (y1 + y2) / 2, max(x2 - x1, y2 - y1) / 2 + margin
    left, top = max(int(np.floor(centre_x - half)), 0), max(int(np.floor(centre_y - half)), 0)
    right, bottom = min(int(np.ceil(centre_x + half)), width), min(int(np.ceil(centre_y + half)), height)
    scale = min(1.0, SIDE / max(right - left, bottom - top))
    if scale == 1.0 and (left, top, right, bottom) == (0, 0, width, height):
        return reference
    picture = reference.picture[top:bottom, left:right]
    mask = None if reference.mask is None else reference.mask[top:bottom, left:right]
    box = (x1 - left, y1 - top, x2 - left, y2 - top)
    if scale < 1.0:
        size = (max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1))
        across, down = size[0] / (right - left), size[1] / (bottom - top)
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        if mask is not None:
            share = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
            mask = np.asarray(share) >= min(0.5, float(np.max(share)))
        box = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    return Reference(np.ascontiguousarray(picture), box, mask, reference.name, reference.votes)
