"""Frame: a picture as the network sees it, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.errors import InputError

MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)  # of ImageNet, RGB in [0, 1]
DEVIATION = np.array([0.229, 0.224, 0.225], dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Frame:
    """A picture resized, normalised and padded.

    Attributes:
        pixels: (3, h, w) float32, ImageNet mean and deviation, zeros right of and below the content.
        scale: frame pixels a picture pixel, the same on both axes.
        size: (height, width) of the picture it was made of.
    """

    pixels: NDArray[np.float32]
    scale: float
    size: tuple[int, int]

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[0] != 3 or self.pixels.dtype != np.float32:
            raise InputError(f"a frame came with {self.pixels.shape} {self.pixels.dtype}, expected (3, h, w) float32")
        if not self.scale > 0:
            raise InputError(f"a frame came with scale {self.scale}, expected more than 0; make it with images.frame")

    @property
    def content(self) -> tuple[int, int]:
        """(height, width) of the part that is picture, not padding, frame pixels."""
        return _content(self.size, self.scale)

    def picture(self) -> NDArray[np.uint8]:
        """What the network was shown, as a picture again: RGB (h, w, 3) without the padding, frame pixels."""
        height, width = self.content
        shown = self.pixels[:, :height, :width].transpose(1, 2, 0) * DEVIATION + MEAN
        return np.asarray(np.clip(np.rint(shown * 255), 0, 255), np.uint8)

    def to_picture(self, boxes: ArrayLike) -> NDArray[np.float32]:
        """Boxes (R, 4) from frame to picture pixels; not clipped. Returns: (R, 4) float32."""
        return np.divide(_rows(boxes), self.scale, dtype=np.float32)

    def to_frame(self, boxes: ArrayLike) -> NDArray[np.float32]:
        """Boxes (R, 4) from picture to frame pixels; not clipped. Returns: (R, 4) float32."""
        return np.multiply(_rows(boxes), self.scale, dtype=np.float32)


def frame(picture: NDArray[np.uint8], long_side: int, multiple: int = 32) -> Frame:
    """Resize a picture so that its long side is `long_side`, normalise it, pad it right and bottom.

    Args:
        picture: (H, W, 3) RGB uint8.
        long_side: frame pixels.
        multiple: both sides of the frame are padded to a multiple of it.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape or picture.dtype != np.uint8:
        raise InputError(
            f"a picture came as {picture.shape} {picture.dtype}, expected RGB (H, W, 3) uint8; "
            "read it with seesame.images.read"
        )
    if long_side < 1 or multiple < 1:
        raise InputError(f"long_side is {long_side} and multiple is {multiple}, expected whole numbers above 0")
    size = (picture.shape[0], picture.shape[1])
    scale = long_side / max(size)
    height, width = _content(size, scale)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = picture if (height, width) == size else cv2.resize(picture, (width, height), interpolation=method)
    pixels = np.zeros((3, -(-height // multiple) * multiple, -(-width // multiple) * multiple), dtype=np.float32)
    for channel in range(3):
        factor = 1 / (255 * DEVIATION[channel])
        pixels[channel, :height, :width] = resized[..., channel] * factor - MEAN[channel] / DEVIATION[channel]
    return Frame(pixels, scale, size)


def _rows(boxes: ArrayLike) -> NDArray[np.float32]:
    return np.asarray(boxes, dtype=np.float32).reshape(-1, 4)


def _content(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)
