"""How each network takes a picture: resized, and padded where it does not fill its frame."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from seesame.images.rescale import scale_of
from seesame.inspect.anchors import Anchoring

Picture = npt.NDArray[np.uint8]
PADDING = (205, 207, 203)
"""What padding is shown as, whatever the network fills it with."""


class Framed(NamedTuple):
    """Where a picture lies in a frame of (height, width).

    Attributes:
        scale: frame pixels a picture pixel.
        left, above: padding before the picture.
    """

    height: int
    width: int
    scale: float
    left: int = 0
    above: int = 0

    def boxes(self, boxes: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Boxes (R, 4) from picture to frame pixels."""
        rows = np.asarray(boxes, np.float32).reshape(-1, 4)
        return np.asarray(rows * self.scale + np.array([self.left, self.above] * 2), np.float32)

    def show(self, picture: Picture) -> Picture:
        """The frame (height, width, 3) with its padding grey."""
        high, wide = (max(round(side * self.scale), 1) for side in picture.shape[:2])
        shown = np.full((self.height, self.width, 3), PADDING, np.uint8)
        high, wide = min(high, self.height - self.above), min(wide, self.width - self.left)
        how = cv2.INTER_AREA if self.scale < 1 else cv2.INTER_LINEAR
        shown[self.above : self.above + high, self.left : self.left + wide] = cv2.resize(
            picture, (wide, high), interpolation=how
        )
        return shown


def framed(height: int, width: int, side: int) -> Framed:
    """The long side fits `side`; padded right and below to multiples of 32. Source: `seesame.images.frame`."""
    scale = side / max(height, width)
    high, wide = (max(round(length * scale), 1) for length in (height, width))
    return Framed(-(-high // 32) * 32, -(-wide // 32) * 32, scale)


def centred(height: int, width: int, short: int, side: int) -> Framed:
    """Scaled up until the short side is `short`, but the long one at most `side`; padded all around to a square."""
    scale = scale_of(height, width, short, side)
    high, wide = (min(max(round(length * scale), 1), side) for length in (height, width))
    return Framed(side, side, scale, (side - wide) // 2, (side - high) // 2)


def of(network: Anchoring, height: int, width: int) -> Framed:
    """As a network with anchors takes a picture of (height, width)."""
    if network.short:
        return centred(height, width, network.short, network.scene_side)
    return framed(height, width, network.scene_side)
