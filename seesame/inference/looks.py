"""A look from near: references and regions alike are cut out at one size, seen anew and described in detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Looks
from seesame.geometry import masks as mask_geometry
from seesame.geometry.coverage import coverage
from seesame.images import frame
from seesame.images.colours import colours
from seesame.images.window import around, warp_box, warp_mask, warp_picture
from seesame.inference.engine import Engine, Floats, Seen
from seesame.reference import Reference
from seesame.weights import Sizes

LEVEL, STRIDE = 1, 8
"""Which map of the pyramid details are taken from, and how many pixels of a window one of its pixels is."""
CELLS = 10
"""Cells a side in which the details of a thing are read."""

_AT_ONCE = 8  # windows in a batch
_LEAST_PIXELS = 32  # an outline of fewer says nothing; the box is taken instead

Picture = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


class Near(Protocol):
    """What is needed of a scene here."""

    @property
    def looks(self) -> dict[int, Looks]:
        """Regions that were looked at from near, by their rows."""

    def sight(self, chosen: npt.NDArray[np.int64]) -> tuple[Picture, Floats]:
        """Where some regions are to be seen: a picture (H, W, 3) and their boxes (M, 4) in its pixels."""


def look(
    engine: Engine, sizes: Sizes, picture: Picture, boxes: npt.ArrayLike, masks: Sequence[Mask | None] | None = None
) -> Looks:
    """How the things in boxes of a picture look from near.

    Takes: picture RGB (H, W, 3); boxes (N, 4), picture pixels, one or more; masks, for each box its thing's (H, W), or
        None where the network is to outline it.
    """
    every = np.asarray(boxes, np.float32).reshape(-1, 4)
    given = masks or [None] * len(every)
    parts = []
    for start in range(0, len(every), _AT_ONCE):
        batch = slice(start, start + _AT_ONCE)
        parts.append(_batch(engine, sizes, picture, every[batch], given[batch]))
    return Looks.concatenate(parts)


def of_references(engine: Engine, sizes: Sizes, references: Sequence[Reference]) -> Looks:
    """How references, one or more, look from near."""
    return Looks.concatenate([look(engine, sizes, each.picture, [each.box], [each.mask]) for each in references])


def of_regions(engine: Engine, sizes: Sizes, scene: Near, rows: npt.NDArray[np.int64]) -> Looks:
    """How rows of a scene's regions, one or more, look from near; the scene remembers it."""
    new = np.array([row for row in rows.tolist() if row not in scene.looks], np.int64)
    if len(new):
        seen = look(engine, sizes, *scene.sight(new))
        scene.looks.update({row: seen[[place]] for place, row in enumerate(new.tolist())})
    return Looks.concatenate([scene.looks[row] for row in rows.tolist()])


def _batch(engine: Engine, sizes: Sizes, picture: Picture, boxes: Floats, given: Sequence[Mask | None]) -> Looks:
    side = sizes.reference_side
    matrices = [around(box, side, sizes.reference_context) for box in boxes]
    windows = [warp_picture(picture, matrix, side) for matrix in matrices]
    moved = np.stack([warp_box(box, matrix) for box, matrix in zip(boxes, matrices, strict=True)])
    seen = engine.see(np.stack([frame(window, side).pixels for window in windows]))
    masks = [
        _outlined(engine, seen[row], box, side)
        if mask is None
        else warp_mask(mask, matrix, side).astype(np.bool_)
        for row, (mask, box, matrix) in enumerate(zip(given, moved, matrices, strict=True))
    ]
    cells = np.stack([coverage(mask, box, sizes.cells) for mask, box in zip(masks, moved, strict=True)])
    vectors, _ = engine.embed(seen, moved, cells)
    return Looks(
        vectors,
        np.stack([colours(window, mask) for window, mask in zip(windows, masks, strict=True)]),
        np.stack([details(seen.pyramid[LEVEL][row], box / STRIDE) for row, box in enumerate(moved)]),
        np.stack([coverage(mask, box, CELLS) for mask, box in zip(masks, moved, strict=True)]),
    )


def details(level: Floats, box: Floats) -> Floats:
    """A map (C, h, w) read at the centres of the cells of a box in its own pixels: (C, CELLS, CELLS), unit along C."""
    height, width = level.shape[1:]
    places = (np.arange(CELLS) + 0.5) / CELLS
    across = np.clip(box[0] + places * (box[2] - box[0]) - 0.5, 0, width - 1)
    down = np.clip(box[1] + places * (box[3] - box[1]) - 0.5, 0, height - 1)
    left, top = across.astype(np.int64), down.astype(np.int64)
    right, below = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    x, y = across - left, (down - top)[:, None]
    upper = level[:, top][:, :, left] * (1 - x) + level[:, top][:, :, right] * x
    lower = level[:, below][:, :, left] * (1 - x) + level[:, below][:, :, right] * x
    read = upper * (1 - y) + lower * y
    return np.asarray(read / np.maximum(np.linalg.norm(read, axis=0), 1e-6), np.float32)


def _outlined(engine: Engine, seen: Seen, box: Floats, side: int) -> Mask:
    """The mask (side, side) of the thing in a box of a window, as the network outlines it."""
    mask = np.zeros((side, side), np.bool_)
    crop, (x, y) = mask_geometry.paste(engine.outline(seen, box[None])[0], box, side, side)
    mask[y : y + crop.shape[0], x : x + crop.shape[1]] = crop
    if mask.sum() < _LEAST_PIXELS:
        x1, y1, x2, y2 = np.clip(np.rint(box), 0, side - 1).astype(int)
        mask[y1 : y2 + 1, x1 : x2 + 1] = True
    return mask
