"""Pictures side by side on one sheet, each with what it shows, and the scale of their colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from seesame.images.canvas import FAINT, INK, Canvas, fine, fitted
from seesame.images.heat import HIGH, LOW, colours
from seesame.images.labels import Colour

Picture = npt.NDArray[np.uint8]
GAP = 14
_HEAD, _LINE, _SCALE = 22, 20, 34
_TEXT = 13.0


class Tile(NamedTuple):
    """A picture and what it shows; `crisp` keeps the edges of its cells when it is made larger."""

    picture: Picture
    caption: str = ""
    crisp: bool = False


def tiles(
    rows: Sequence[Sequence[Tile]], side: int, heads: Sequence[str] = (), scale: tuple[str, str] | None = None
) -> Picture:
    """Rows of tiles, each fitted into a square of `side` pixels; the columns are as wide as the widest of them.

    Args:
        heads: over the columns.
        scale: what the coldest and the warmest of `warm` mean, told below.
    """
    columns = max([len(heads), *map(len, rows), 1])
    heights = [max([_size(each.picture, side)[1] for each in row], default=0) + _LINE for row in rows]
    top = GAP + (_HEAD if heads else 0)
    sizes = [_size(each.picture, side)[0] for row in rows for each in row]
    cell = max([*sizes, round(0.62 * side)])
    width = GAP + columns * (cell + GAP)
    canvas = Canvas(width, top + sum(high + GAP for high in heights) + (_SCALE if scale else 0))
    for column, head in enumerate(heads):
        free = cell if column + 1 < len(heads) else width - 2 * GAP - column * (cell + GAP)
        canvas.text((GAP + column * (cell + GAP), GAP), fitted(head, _TEXT + 1, free), _TEXT + 1, INK)
    for row, high in zip(rows, heights, strict=True):
        for column, each in enumerate(row):
            x = GAP + column * (cell + GAP)
            wide, tall = _size(each.picture, side)
            canvas.picture((x, top), enlarged(each.picture, wide, tall, each.crisp))
            canvas.text((x, top + tall + 4), fitted(each.caption, _TEXT, cell), _TEXT, FAINT)
        top += high + GAP
    if scale:
        _scale(canvas, (GAP, top + 2), min(width - 2 * GAP, 420), scale)
    return canvas.done()


def warm(values: npt.ArrayLike) -> Picture:
    """The colour of each value in [0, 1]: dark and cold for 0, light and warm for 1; RGB uint8 (..., 3)."""
    return np.asarray(colours(np.asarray(values, np.float32) * (HIGH - LOW) + LOW), np.uint8)


def warm_colour(value: float) -> Colour:
    """The colour of one value in [0, 1]."""
    red, green, blue = (int(part) for part in warm(value).tolist())
    return red, green, blue


def heated(picture: Picture, values: npt.NDArray[np.float32], crisp: bool = True) -> Picture:
    """A picture (H, W, 3) in the colours of values (rows, columns) in [0, 1] that lie over it."""
    height, width = picture.shape[:2]
    how = cv2.INTER_NEAREST if crisp else cv2.INTER_CUBIC
    spread = np.clip(cv2.resize(np.asarray(values, np.float32), (width, height), interpolation=how), 0, 1)
    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None]
    painted = warm(spread).astype(np.float32) * np.clip(0.55 + grey / 255, 0, 1.2)
    return np.asarray(np.clip(0.22 * picture + 0.78 * painted, 0, 255), np.uint8)


def enlarged(picture: Picture, wide: int, high: int, crisp: bool = False) -> Picture:
    """A picture as a canvas takes it, `wide` x `high` pixels of the sheet."""
    size = (fine(wide), fine(high))
    smaller = size[0] < picture.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_NEAREST if crisp else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)


def _size(picture: Picture, side: int) -> tuple[int, int]:
    height, width = picture.shape[:2]
    scale = side / max(height, width, 1)
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _scale(canvas: Canvas, at: tuple[int, int], width: int, ends: tuple[str, str]) -> None:
    x, y = at
    bar = np.repeat(warm(np.linspace(0, 1, fine(width)))[None], fine(10), 0)
    canvas.picture((x, y), np.ascontiguousarray(bar))
    canvas.text((x, y + 13), ends[0], 12, FAINT)
    canvas.text((x + width, y + 13), ends[1], 12, FAINT, "ra")
