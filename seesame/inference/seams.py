"""One thing once: halves on both sides of a seam are joined, parts of what was found whole are left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from seesame.geometry import boxes as box_geometry
from seesame.geometry import masks
from seesame.inference.tiling import Tile
from seesame.instances import Instances

SEVERAL = -2
"""The home of what was joined from several tiles."""
ALIKE = 0.5
"""Intersection over union, where both tiles look, from which two halves are of one thing."""
PART = 0.8
"""Share of a mask inside that of a larger and better one of another tile, from which it is a part of it."""

Numbers = npt.NDArray[np.int64]


def join(pieces: Instances, cuts: npt.NDArray[np.bool_], homes: Numbers, tiles: tuple[Tile, ...]) -> Instances:
    """Things that seams have cut, each made whole from its pieces; a piece without a counterpart is left out.

    Takes: cuts (R, 4) of the sides that end at a seam, homes (R,) of the tile of each piece.
    The score of a joined thing is the mean of its pieces', weighted by their pixels.
    """
    groups = list(range(len(pieces)))
    for first in range(len(pieces)):
        for second in range(first + 1, len(pieces)):
            one, other = tiles[homes[first]], tiles[homes[second]]
            if _facing(one, cuts[first], other, cuts[second]) and _agree(pieces, first, second, one, other):
                groups = [groups[first] if each == groups[second] else each for each in groups]
    members = [[row for row, own in enumerate(groups) if own == group] for group in dict.fromkeys(groups)]
    made = [_whole(pieces[rows]) for rows in members if len(rows) > 1]
    return Instances.concatenate([Instances.empty(pieces.size), *made])


def distinct(found: Instances, homes: Numbers, overlap: float) -> Numbers:
    """Rows, best first, without those that are a better one again.

    Boxes that overlap by more than `overlap` are one thing; of different tiles also a mask that lies in a larger one.
    """
    kept: list[int] = []
    areas, shares = found.areas, box_geometry.iou(found.boxes, found.boxes)
    for row in np.argsort(-found.scores, kind="stable").tolist():
        near = [other for other in kept if shares[row, other] > 0]
        if not any(shares[row, other] > overlap or _part(found, areas, homes, row, other) for other in near):
            kept.append(row)
    return np.array(kept, np.int64)


def _part(found: Instances, areas: Numbers, homes: Numbers, row: int, other: int) -> bool:
    """Whether a row of one tile is a part of a larger one of another."""
    if homes[row] == homes[other] != SEVERAL or not 0 < areas[row] < areas[other]:
        return False
    return _common(found, row, other) >= PART * int(areas[row])


def _facing(one: Tile, cut: npt.NDArray[np.bool_], other: Tile, cut_other: npt.NDArray[np.bool_]) -> bool:
    """Whether pieces of two tiles of one scale are cut on the sides where the other tile goes on."""
    if one.level != other.level or one == other:
        return False
    across = (cut[2] and cut_other[0] and one.x1 < other.x1) or (cut[0] and cut_other[2] and other.x1 < one.x1)
    down = (cut[3] and cut_other[1] and one.y1 < other.y1) or (cut[1] and cut_other[3] and other.y1 < one.y1)
    return bool(across or down)


def _agree(pieces: Instances, first: int, second: int, one: Tile, other: Tile) -> bool:
    """Whether two pieces cover the same pixels where both tiles look."""
    zone = (max(one.x1, other.x1), max(one.y1, other.y1), min(one.x2, other.x2), min(one.y2, other.y2))
    if zone[0] >= zone[2] or zone[1] >= zone[3]:
        return False
    common = _common(pieces, first, second)
    union = sum(_within(pieces, row, zone) for row in (first, second)) - common
    return common > 0 and common >= ALIKE * union


def _common(found: Instances, row: int, other: int) -> int:
    return masks.common(found.crops[row], found.corners[row], found.crops[other], found.corners[other])


def _within(found: Instances, row: int, zone: tuple[int, int, int, int]) -> int:
    """Pixels of a mask in a zone x1 y1 x2 y2."""
    filled = np.ones((zone[3] - zone[1], zone[2] - zone[0]), np.bool_)
    return masks.common(found.crops[row], found.corners[row], filled, zone[:2])


def _whole(pieces: Instances) -> Instances:
    """One instance from the pieces of one thing."""
    low = pieces.corners.min(0)
    high = max(y + crop.shape[0] for crop, (_, y) in zip(pieces.crops, pieces.corners.tolist(), strict=True))
    wide = max(x + crop.shape[1] for crop, (x, _) in zip(pieces.crops, pieces.corners.tolist(), strict=True))
    mask = np.zeros((high - low[1], wide - low[0]), np.bool_)
    for crop, (x, y) in zip(pieces.crops, (pieces.corners - low).tolist(), strict=True):
        mask[y : y + crop.shape[0], x : x + crop.shape[1]] |= crop
    box = np.concatenate([pieces.boxes[:, :2].min(0), pieces.boxes[:, 2:].max(0)])[None]
    score = np.average(pieces.scores, weights=np.maximum(pieces.areas, 1))
    return Instances(pieces.size, box, np.array([score], np.float32), (mask,), low[None])
