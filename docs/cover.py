"""Draw the picture of the first page from the sample picture: python docs/cover.py."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame import Finder, Reference, demo, overlay, read
from seesame.instances import Instances

OUT = Path(__file__).parent / "pictures" / "coins.jpg"
TIMES = 2  # drawn at so many times the size, for sharp lines
GAP = 24
PAPER = 255


def cover() -> NDArray[np.uint8]:
    """The one coin on the left, what was found for it on the right. Returns: RGB uint8."""
    picture = read(demo.coins())
    reference = Reference(picture, demo.COIN)
    found = Finder().find(picture, reference, 0.1)
    size = (picture.shape[1] * TIMES, picture.shape[0] * TIMES)
    masks = [cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_LINEAR) > 0 for mask in found.masks]
    large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    shown = overlay(large, Instances.from_masks(size[::-1], found.boxes * TIMES, found.scores, np.stack(masks)))
    x1, y1, x2, y2 = (int(side * TIMES) for side in demo.COIN)
    example = cv2.resize(large[y1:y2, x1:x2], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    sheet = np.full((size[1], example.shape[1] + GAP + size[0], 3), PAPER, np.uint8)
    top = (size[1] - example.shape[0]) // 2
    sheet[top : top + example.shape[0], : example.shape[1]] = example
    sheet[:, example.shape[1] + GAP :] = shown
    return sheet


if __name__ == "__main__":
    _, code = cv2.imencode(".jpg", np.ascontiguousarray(cover()[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 82])
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(code.tobytes())
