"""What each stage of the default network should have said of a scene whose objects are known, in NumPy.

Training compares with the same: `seesame.train.targets` and `seesame.train.losses`, which this must equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Floats
from seesame.geometry import boxes as box_geometry
from seesame.geometry.coverage import coverage
from seesame.instances import Instances

STRIDES = (4, 8, 16, 32, 64)
"""Frame pixels from place to place, level by level."""

HOLDS, EMPTY, ENCLOSES = 0.5, 0.4, 0.3
"""Overlaps: from the first a region is the object, under the second background; from the third its quality counts."""

_RADIUS, _LEAST, _MOST = 1.5, 5.0, 14.0  # in strides: how far from the middle, sides of objects

Rows = npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Places:
    """The places that the dense part of the network speaks for, N of them, finest level first, row by row.

    Attributes:
        points: (N, 2) x y, frame pixels.
        strides: (N,) frame pixels.
        shapes: rows and columns of each level.
    """

    points: Floats = field(repr=False)
    strides: Floats = field(repr=False)
    shapes: tuple[tuple[int, int], ...]

    def levels(self, values: npt.NDArray[Number]) -> list[npt.NDArray[Number]]:
        """Values (N, ...) of all places as one array (rows, columns, ...) a level."""
        ends = np.cumsum([rows * columns for rows, columns in self.shapes])
        parts = np.split(values, ends[:-1].tolist())
        return [part.reshape(*shape, *values.shape[1:]) for part, shape in zip(parts, self.shapes, strict=True)]


def places(height: int, width: int) -> Places:
    """The places of a frame of (height, width), multiples of 32. Source: `seesame.model.proposals`."""
    shapes = [(-(-height // stride), -(-width // stride)) for stride in STRIDES]
    points = []
    for (rows, columns), stride in zip(shapes, STRIDES, strict=True):
        x, y = np.meshgrid((np.arange(columns) + 0.5) * stride, (np.arange(rows) + 0.5) * stride)
        points.append(np.stack([x.ravel(), y.ravel()], 1))
    counts = [rows * columns for rows, columns in shapes]
    return Places(
        np.concatenate(points).astype(np.float32), np.repeat(STRIDES, counts).astype(np.float32), tuple(shapes)
    )


def owners(where: Places, boxes: npt.ArrayLike) -> Rows:
    """Which object each place answers for, int64 (N,), -1 for none.

    It lies within an object near its middle, and the object's size suits its stride; of several the smallest.
    Takes: boxes (T, 4), frame pixels.
    """
    true = np.asarray(boxes, np.float32).reshape(-1, 4)
    points, strides = where.points[:, None], where.strides[:, None]
    if not len(true):
        return np.full(len(where.points), -1, np.int64)
    middle, area = (true[:, :2] + true[:, 2:]) / 2, box_geometry.area(true)
    near = (np.abs(points - middle) < _RADIUS * strides[..., None]).all(2)
    inside = (points > true[:, :2]).all(2) & (points < true[:, 2:]).all(2)
    side = np.sqrt(area)[None]
    least = np.where(strides == STRIDES[0], 0.0, _LEAST * strides)
    most = np.where(strides == STRIDES[-1], np.inf, _MOST * strides)
    cost = np.where(near & inside & (side >= least) & (side < most), area[None], np.inf)
    return np.where(np.isfinite(cost.min(1)), cost.argmin(1), -1).astype(np.int64)


def paired(boxes: Floats, others: Floats) -> Floats:
    """Overlap (R,) of boxes (R, 4) with boxes (R, 4), row by row."""
    low, high = np.maximum(boxes[:, :2], others[:, :2]), np.minimum(boxes[:, 2:], others[:, 2:])
    shared = np.clip(high - low, 0, None).prod(1)
    union = box_geometry.area(boxes) + box_geometry.area(others) - shared
    return np.asarray(shared / np.maximum(union, 1e-6), np.float32)


@dataclass(frozen=True, eq=False)
class RegionTargets:
    """What R regions are, and what should have been said of them.

    Attributes:
        of: (R,) row of the object that each overlaps most, -1 where there are no objects.
        before, after: (R,) overlap with it before and after the region was refined.
        quality: (R,) what the quality should be: the overlap, 0 where it is small.
        match: (R,) what the match should be: 1, 0, or NaN where it does not count.
    """

    of: Rows
    before: Floats
    after: Floats
    quality: Floats
    match: Floats


def region_targets(before: Floats, after: Floats, truth: Instances, asked: npt.NDArray[np.bool_]) -> RegionTargets:
    """What should have been said of regions: boxes (R, 4) before and after refinement, picture pixels.

    Takes: asked (T,), which true objects are of the asked category.
    """
    if not len(truth):
        nothing = np.zeros(len(after), np.float32)
        return RegionTargets(np.full(len(after), -1, np.int64), nothing, nothing, nothing, nothing)
    overlaps = box_geometry.iou(after, truth.boxes)
    of = overlaps.argmax(1).astype(np.int64)
    most = overlaps.max(1)
    meant = np.where(most >= HOLDS, asked[of].astype(np.float32), np.where(most < EMPTY, 0.0, np.nan))
    return RegionTargets(
        of,
        np.asarray(paired(before, truth.boxes[of]), np.float32),
        np.asarray(most, np.float32),
        np.where(most >= ENCLOSES, most, 0.0).astype(np.float32),
        meant.astype(np.float32),
    )


def mask_targets(truth: Instances, of: Sequence[int] | Rows, boxes: Floats, side: int) -> npt.NDArray[np.bool_]:
    """The cells that should belong to an object's mask under a box.

    Takes: of (M,), the object of each of boxes (M, 4), picture pixels. Returns: bool (M, side, side).
    """
    made = np.zeros((len(boxes), side, side), np.bool_)
    for place, (row, box) in enumerate(zip(of, boxes, strict=True)):
        mask = truth.mask(int(row))
        shares = coverage(mask, box, side)
        empty = bool((shares == 1).all()) and not _under(mask, box).any()  # coverage fills what is empty
        made[place] = False if empty else shares > 0.5
    return made


def _under(mask: npt.NDArray[np.bool_], box: Floats) -> npt.NDArray[np.bool_]:
    x1, y1, x2, y2 = (int(value) for value in (*np.floor(box[:2]), *np.ceil(box[2:])))
    part: npt.NDArray[np.bool_] = mask[max(y1, 0) : max(y2, 0), max(x1, 0) : max(x2, 0)]
    return part
