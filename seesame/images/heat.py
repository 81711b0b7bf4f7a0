"""A box of a picture with cells that are coloured by how much of something they have."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.images.window import around, warp_box, warp_picture

LOW, HIGH = 0.1, 0.9
"""Where the colours begin and end."""

# Dark and cold to light and warm, its lightness rising evenly: read the same in grey and by the colour-blind.
_STOPS = np.array([[38, 32, 82], [88, 48, 132], [168, 58, 122], [230, 92, 84], [250, 158, 64], [252, 230, 140]])
_PICTURE = 0.42  # how much of the picture shows through its colours
_FOREIGN = 0.2  # how much of the picture is left outside the box


@dataclass(frozen=True, eq=False)
class Panel:
    """A square window on a picture.

    Attributes:
        pixels: (side, side, 3) RGB uint8.
        box: x1 y1 x2 y2 in its pixels, where the cells lie.
        cells: how many of them a side.
    """

    pixels: NDArray[np.uint8]
    box: tuple[float, float, float, float]
    cells: int

    def centre(self, row: int, column: int) -> tuple[float, float]:
        """x, y of the middle of a cell."""
        x1, y1, x2, y2 = self.box
        return x1 + (x2 - x1) * (column + 0.5) / self.cells, y1 + (y2 - y1) * (row + 0.5) / self.cells


def heat(
    picture: NDArray[np.uint8],
    box: ArrayLike,
    values: NDArray[np.float32] | None,
    side: int,
    weights: NDArray[np.float32] | None = None,
    context: float = 0.15,
) -> Panel:
    """A window round a box of a picture, its cells coloured from `LOW` to `HIGH`.

    Args:
        picture: RGB uint8 (H, W, 3).
        box: x1 y1 x2 y2, its pixels.
        values: (n, n), one a cell; None leaves the box as it is.
        side: of the window.
        weights: (n, n) in [0, 1], how much of each cell is coloured; None for all of it.
        context: what is shown beside the box, in its long sides.
    """
    matrix = around(box, side, context)
    window = warp_picture(picture, matrix, side)
    x1, y1, x2, y2 = (float(value) for value in warp_box(box, matrix))
    shown = window if values is None else _painted(window, (x1, y1, x2, y2), values, weights)
    ys, xs = np.mgrid[:side, :side] + 0.5
    depth = np.minimum(np.minimum(xs - x1, x2 - xs), np.minimum(ys - y1, y2 - ys))
    inside = np.clip(depth + 0.5, 0, 1)[..., None]
    pale = 250 * (1 - _FOREIGN) + _FOREIGN * _grey(window)
    pixels = np.rint(inside * shown + (1 - inside) * pale).astype(np.uint8)
    return Panel(pixels, (x1, y1, x2, y2), 1 if values is None else len(values))


def _painted(
    window: NDArray[np.uint8],
    box: tuple[float, float, float, float],
    values: NDArray[np.float32],
    weights: NDArray[np.float32] | None,
) -> NDArray[np.float32]:
    """A window (side, side, 3) in the colours of cells that lie over a box of it."""
    x1, y1, x2, y2 = box
    ys, xs = np.mgrid[: len(window), : len(window)] + 0.5
    across, down = (xs - x1) / (x2 - x1) * values.shape[1], (ys - y1) / (y2 - y1) * values.shape[0]
    grey = _grey(window)
    light = np.clip(0.5 + 0.9 * grey / 255, 0, 1.25)
    painted = np.clip(colours(_sampled(values, across, down)) * light, 0, 255)
    painted = _PICTURE * window + (1 - _PICTURE) * painted
    if weights is not None:
        share = np.clip(_sampled(weights, across, down), 0, 1)[..., None]
        painted = share * painted + (1 - share) * (90 + 0.5 * grey)
    return np.asarray(painted, np.float32)


def _grey(window: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Brightness (side, side, 1), 0 to 255."""
    return np.asarray(cv2.cvtColor(window, cv2.COLOR_RGB2GRAY), np.float32)[..., None]


def colours(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The colour of each value, RGB 0 to 255 (..., 3)."""
    place = np.clip((values - LOW) / (HIGH - LOW), 0, 1) * (len(_STOPS) - 1)
    return np.stack([np.interp(place, range(len(_STOPS)), _STOPS[:, part]) for part in range(3)], -1).astype(np.float32)


def _sampled(
    values: NDArray[np.float32], across: NDArray[np.float64], down: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Values (n, n) between the middles of their cells, at places in cells."""
    x, y = (across - 0.5).astype(np.float32), (down - 0.5).astype(np.float32)
    sampled = cv2.remap(values.astype(np.float32), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(sampled, np.float32)
