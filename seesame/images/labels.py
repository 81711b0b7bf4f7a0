"""Captions: text on rounded ground, and where to put it."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Colour: TypeAlias = tuple[int, int, int]
Place: TypeAlias = tuple[int, int, int, int]  # x1 y1 x2 y2, picture pixels

_LEAST_FONT = 10  # pixels; smaller is not readable


class Label(NamedTuple):
    """A caption to lay over a picture.

    Attributes:
        colours: (h, w, 3) RGB uint8.
        share: (h, w) float32 in [0, 1], how much of it covers the picture.
    """

    colours: NDArray[np.uint8]
    share: NDArray[np.float32]


def font_size(shape: Sequence[int]) -> int:
    """A readable size, in pixels, for captions on a picture (H, W, ...)."""
    return max(_LEAST_FONT, round(math.sqrt(shape[0] * shape[1]) / 36))


@functools.lru_cache(maxsize=512)
def pill(text: str, ground: Colour, size: int) -> Label:
    """Text on a rounded ground, dark on light colours and light on dark ones."""
    font = ImageFont.load_default(size)
    left, _, right, _ = font.getbbox(text)
    _, top, _, bottom = font.getbbox("0123456789")  # the same height for every text
    beside, above = round(size * 0.4), round(size * 0.28)
    width, height = round(right - left) + 2 * beside, round(bottom - top) + 2 * above
    luminance = (0.299 * ground[0] + 0.587 * ground[1] + 0.114 * ground[2]) / 255
    picture = Image.new("RGB", (width, height), ground)
    ink = (16, 18, 24) if luminance > 0.55 else (255, 255, 255)
    ImageDraw.Draw(picture).text((beside - left, above - top), text, fill=ink, font=font)
    return Label(np.asarray(picture, dtype=np.uint8), rounded(height, width, round(height * 0.3)))


def rounded(height: int, width: int, radius: int) -> NDArray[np.float32]:
    """A rectangle with round corners, smooth at the edge. Returns: (height, width) float32 in [0, 1]."""
    radius = max(min(radius, height // 2, width // 2), 1)
    rows, columns = np.mgrid[:height, :width] + 0.5
    aside = np.maximum(np.abs(columns - width / 2) - (width / 2 - radius), 0)
    above = np.maximum(np.abs(rows - height / 2) - (height / 2 - radius), 0)
    return np.asarray(np.clip(radius + 0.5 - np.hypot(aside, above), 0, 1), dtype=np.float32)


def spot(
    label: tuple[int, ...], box: NDArray[np.float32], picture: Sequence[int], taken: Sequence[Place]
) -> tuple[int, int]:
    """Where a caption of (height, width) fits best at a box: upper left, upper right, lower left, lower right, middle.

    Returns: x, y of its upper left corner, inside the picture; the least covered place if none is free.
    """
    height, width = label[:2]
    x1, y1, x2, y2 = (round(float(value)) for value in box)
    top, bottom, right = y1 - height // 2, y2 - height // 2, x2 - width
    middle = ((x1 + x2 - width) // 2, (y1 + y2 - height) // 2)
    wanted = ((x1, top), (right, top), (x1, bottom), (right, bottom), middle)
    limits = (max(picture[1] - width, 0), max(picture[0] - height, 0))
    corners = [(min(max(x, 0), limits[0]), min(max(y, 0), limits[1])) for x, y in wanted]
    return min(corners, key=lambda corner: _covered((*corner, corner[0] + width, corner[1] + height), taken))


def overlap(a: Place, b: Place) -> int:
    """Pixels that two places have in common."""
    return max(min(a[2], b[2]) - max(a[0], b[0]), 0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0)


def _covered(place: Place, taken: Iterable[Place]) -> int:
    return sum(overlap(place, other) for other in taken)
