"""What became of the candidates at a box: from the dense part to the regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from seesame.descriptor import Floats
from seesame.geometry import boxes as box_geometry
from seesame.inference import Scene, assemble
from seesame.inspect.breakdown import Box, as_box
from seesame.weights import Sizes

COVERS = 0.5
"""The overlap (intersection over union) from which one box stands for another."""

Fate: TypeAlias = Literal["none", "suppressed", "limit", "kept"]


@dataclass(frozen=True)
class Other:
    """Another box that plays a part.

    Attributes:
        kind: candidate (of the dense part), region or instance.
        row: which of them; of instances, which region.
        box: clipped to the picture, picture pixels.
        overlap: with the box that is explained, 0 to 1.
        score: for the question, 0 to 1; of a candidate, how likely it is an object at all.
        match, quality: logits; None for candidates.
    """

    kind: Literal["candidate", "region", "instance"]
    row: int
    box: Box
    overlap: float
    score: float
    match: float | None = None
    quality: float | None = None


@dataclass(frozen=True)
class Looked:
    """What the network had where a box is.

    Attributes:
        candidates: of the dense part, before suppression.
        regions: that came of them.
        limit: the most regions that are looked at.
        candidate: the one that overlaps most; where candidates cover the box, the one that came furthest.
        place: of that candidate among those not suppressed, from 1; None if it was suppressed.
        region: the one that overlaps most.
    """

    candidates: int
    regions: int
    limit: int
    candidate: Other | None
    place: int | None = None
    region: Other | None = None


@dataclass(frozen=True)
class Trace:
    """How far the candidates that cover a box came: suppressed, beyond the limit, or kept; `by` is what suppressed."""

    fate: Fate
    looked: Looked
    by: Other | None = None


def trace(scene: Scene, sizes: Sizes, asked: Box) -> Trace:
    """Follow the candidates that cover a box, picture pixels. `looked.region` is left open."""
    raw = scene.seen.boxes[0]
    boxes = box_geometry.clip(scene.frame.to_picture(raw), *scene.size)
    shared = overlaps(boxes, asked)
    kept = assemble.proposed(scene.seen, sizes)
    places = {int(row): place for place, row in enumerate(kept, 1)}

    def looked(row: int | None) -> Looked:
        told = None if row is None else candidate(row, asked)
        return Looked(len(raw), len(scene.regions), sizes.regions, told, None if row is None else places.get(row))

    def candidate(row: int, beside: Box) -> Other:
        likely = float(assemble.sigmoid(scene.seen.logits[0][row : row + 1])[0])
        overlap = float(overlaps(boxes[row : row + 1], beside)[0])
        return Other("candidate", row, as_box(boxes[row]), overlap, likely)

    if not len(raw):
        return Trace("none", looked(None))
    covering = [int(row) for row in np.argsort(-shared, kind="stable") if shared[row] >= COVERS]
    if not covering:
        return Trace("none", looked(int(shared.argmax())))
    for row in covering:
        if places.get(row, sizes.regions + 1) <= sizes.regions:
            return Trace("kept", looked(row))
    for row in covering:
        if row in places:
            return Trace("limit", looked(row))
    row = covering[0]
    over = kept[box_geometry.iou(raw[kept], raw[row : row + 1])[:, 0] > sizes.proposal_overlap]
    return Trace("suppressed", looked(row), candidate(int(over[0]), as_box(boxes[row])))


def overlaps(boxes: Floats, box: Box) -> Floats:
    """Intersection over union (R,) of boxes (R, 4) with one."""
    return box_geometry.iou(boxes, np.array([box], np.float32))[:, 0]

