"""The anchors of networks that have them, over a picture and its objects, in NumPy.

Siamese Mask R-CNN and Mask R-CNN propose from anchors; the default network has none, see `seesame.inspect.targets`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Floats
from seesame.geometry import boxes as box_geometry
from seesame.model.config import CLOSED_PRESETS, ClosedConfig, PaperConfig

ENOUGH, LITTLE = 0.7, 0.3
"""Overlaps with an object from which an anchor is taught to be it, and under which it is taught to be background."""

_STRIDES = (4, 8, 16, 32, 64)


@dataclass(frozen=True, eq=False)
class Anchors:
    """The anchors of a frame, A of them, finest level first, row by row.

    Attributes:
        boxes: (A, 4), frame pixels; they may leave the frame.
        levels: (A,) which level each is of, from 0.
        shapes: boxes (levels, ratios, 4) of one place of each level, around the origin.
    """

    boxes: Floats = field(repr=False)
    levels: npt.NDArray[np.int64] = field(repr=False)
    shapes: Floats = field(repr=False)


def anchors(height: int, width: int, scales: Sequence[int], ratios: Sequence[float]) -> Anchors:
    """The anchors of a frame of (height, width), multiples of 32: on every place of a level one for each ratio.

    Args:
        scales: side of the square anchor of each level, frame pixels.
        ratios: width by height.

    Source: `seesame.model.anchors`, which this must equal.
    """
    roots = np.sqrt(np.asarray(ratios, np.float32))
    shapes = np.stack([np.stack([scale * roots, scale / roots], 1) / 2 for scale in scales])
    shapes = np.concatenate([-shapes, shapes], 2).astype(np.float32)
    made, levels = [], []
    for level, stride in enumerate(_STRIDES):
        rows, columns = -(-height // stride), -(-width // stride)
        x, y = np.meshgrid(np.arange(columns) * stride, np.arange(rows) * stride)
        middles = np.stack([x, y, x, y], 2).reshape(-1, 1, 4).astype(np.float32)
        made.append((middles + shapes[level]).reshape(-1, 4))
        levels.append(np.full(len(made[-1]), level, np.int64))
    return Anchors(np.concatenate(made), np.concatenate(levels), np.asarray(shapes, np.float32))


class AnchorTargets(NamedTuple):
    """What anchors are taught.

    Attributes:
        of: (A,) the object that each is taught to be, -1 for background, -2 for what is not learnt from.
        best: (T,) overlap of each object with its best anchor; level: (T,) of that anchor.
    """

    of: npt.NDArray[np.int64]
    best: Floats
    level: npt.NDArray[np.int64]


def anchor_targets(given: Anchors, boxes: npt.ArrayLike) -> AnchorTargets:
    """Which anchors are taught to be which of the objects (T, 4), frame pixels: those that overlap one by `ENOUGH` or
    more than any other anchor does; background those that overlap none by `LITTLE`.

    Source: `seesame.train.paper_targets.sample_anchors`, before it draws some of them.
    """
    true = np.asarray(boxes, np.float32).reshape(-1, 4)
    if not len(true):
        nothing = np.zeros(0, np.int64)
        return AnchorTargets(np.full(len(given.boxes), -1, np.int64), np.zeros(0, np.float32), nothing)
    overlap = box_geometry.iou(given.boxes, true)
    most, of = overlap.max(1), overlap.argmax(1)
    best = ((overlap == overlap.max(0)) & (overlap > 0)).any(1)
    taught = np.where((most >= ENOUGH) | best, of, np.where(most < LITTLE, -1, -2)).astype(np.int64)
    return AnchorTargets(taught, np.asarray(overlap.max(0), np.float32), given.levels[overlap.argmax(0)])


class Anchoring(NamedTuple):
    """A network that has anchors: its name, its frame, and its anchors' scales and ratios.

    Pictures are scaled until the long side is `scene_side`, or as the paper does where `short` is above 0.
    """

    name: str
    scene_side: int
    short: int
    scales: tuple[int, ...]
    ratios: tuple[float, ...]


def anchorings() -> tuple[Anchoring, ...]:
    """The networks of seesame that have anchors."""
    paper = PaperConfig()
    small: ClosedConfig = CLOSED_PRESETS["lite0"]
    large: ClosedConfig = CLOSED_PRESETS["resnet50"]
    return (
        Anchoring(
            "Siamese Mask R-CNN", paper.scene_side, paper.scene_short, paper.anchor_scales, paper.anchor_ratios
        ),
        Anchoring("Mask R-CNN, lite0", small.scene_side, 0, small.anchor_scales, small.anchor_ratios),
        Anchoring("Mask R-CNN, resnet50", large.scene_side, 0, large.anchor_scales, large.anchor_ratios),
    )
