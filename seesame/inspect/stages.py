"""One question, stage by stage: everything that the network made on the way to its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Floats
from seesame.inference import Descriptor, Finder, Scene, assemble
from seesame.instances import Instances
from seesame.reference import Reference

GRID = 26
"""Places along the longer side of the picture at which likeness is asked for."""


MATCHED_SIDES = (32, 64, 128, 256)
"""Frame pixels: sides of the boxes that the matched pyramid asks for, about the size that each level proposes."""


class Matched(NamedTuple):
    """A level of the matched pyramid: how well a square box of `side` frame pixels would match at each place, (rows,
    columns) in [0, 1]."""

    side: int
    match: Floats


@dataclass(frozen=True, eq=False)
class Stages:
    """What each stage made. Boxes are picture pixels; R regions, N candidates, M instances.

    Attributes:
        picture: (H, W, 3) RGB uint8; scene: the same, encoded.
        references, descriptor: the question.
        candidates: (N, 4), and how likely each is an object at all, (N,).
        proposed: rows of the candidates that none better suppressed, best first; the first R became the regions.
        regions: (R, 4), refined; their quality (R,) and match (R,) as probabilities, their scores (R,).
        threshold: the score from which an instance counts.
        enough: rows of the regions that score so much; found: those of them that none better suppressed.
        outlines: (M, side, side), how probably each cell belongs to the thing.
        likeness: (rows, columns) in [0, 1]: how well a box of the size of what matched best would match at each place.
        matched: the same for boxes of the size of each level, finest first: the matched pyramid.
    """

    picture: npt.NDArray[np.uint8] = field(repr=False)
    scene: Scene = field(repr=False)
    references: tuple[Reference, ...] = field(repr=False)
    descriptor: Descriptor = field(repr=False)
    candidates: Floats
    likely: Floats
    proposed: npt.NDArray[np.int64]
    regions: Floats
    quality: Floats
    match: Floats
    scores: Floats
    threshold: float
    enough: npt.NDArray[np.int64]
    found: npt.NDArray[np.int64]
    outlines: Floats
    instances: Instances
    likeness: Floats
    matched: tuple[Matched, ...]

    @property
    def before(self) -> Floats:
        """The candidates (R, 4) that became the regions, before they were refined."""
        return self.candidates[self.proposed[: len(self.regions)]]


def stages(
    finder: Finder,
    picture: npt.NDArray[np.uint8],
    references: Sequence[Reference],
    threshold: float | None = None,
    top: int = 100,
) -> Stages:
    """Ask one picture one question, and keep everything.

    Takes: picture (H, W, 3) RGB uint8; references of one thing; threshold and top as for `Finder.find`.
    Raises: QuestionError: there is no reference.
    """
    scene, descriptor = finder.encode(picture), finder.describe(references)
    least = finder.threshold if threshold is None else threshold
    sizes, frame = finder.card.sizes, scene.frame
    scores = finder.scores(scene, descriptor)
    match = assemble.sigmoid(assemble.fuse(finder.compared(scene.regions, descriptor), descriptor.votes))
    found = assemble.choose(scene.regions.boxes, scores, least, sizes.instance_overlap, top)
    regions = frame.to_picture(scene.regions.boxes)
    outlines = finder.mask_cells(scene, found) if len(found) else np.zeros((0, 1, 1), np.float32)
    return Stages(
        picture=picture,
        scene=scene,
        references=tuple(references),
        descriptor=descriptor,
        candidates=frame.to_picture(scene.seen.boxes[0]),
        likely=assemble.sigmoid(scene.seen.logits[0]),
        proposed=assemble.proposed(scene.seen, sizes),
        regions=regions,
        quality=assemble.sigmoid(scene.regions.quality),
        match=match,
        scores=scores,
        threshold=least,
        enough=np.flatnonzero(scores >= least),
        found=found,
        outlines=outlines,
        instances=finder.instances(scene, scores, least, top),
        likeness=_likeness(finder, scene, descriptor, regions, match),
        matched=_pyramid(finder, scene, descriptor),
    )


def _likeness(finder: Finder, scene: Scene, descriptor: Descriptor, regions: Floats, match: Floats) -> Floats:
    """The match at a grid of places, of boxes as large as the region that matched best."""
    if not len(regions):
        return np.zeros((1, 1), np.float32)
    x1, y1, x2, y2 = regions[int(match.argmax())].tolist()
    return _everywhere(finder, scene, descriptor, (x2 - x1, y2 - y1), max(scene.size) / GRID)


def _pyramid(finder: Finder, scene: Scene, descriptor: Descriptor) -> tuple[Matched, ...]:
    """The match at a grid of places for each of `MATCHED_SIDES`, coarser for larger boxes."""
    made = []
    for framed in MATCHED_SIDES:
        side = framed / scene.frame.scale
        step = max(max(scene.size) / GRID, side / 5)
        made.append(Matched(framed, _everywhere(finder, scene, descriptor, (side, side), step)))
    return tuple(made)


def _everywhere(
    finder: Finder, scene: Scene, descriptor: Descriptor, size: tuple[float, float], step: float
) -> Floats:
    """The match (rows, columns) of boxes of a size (width, height) with their middles `step` pixels apart."""
    height, width = scene.size
    rows, columns = max(round(height / step), 1), max(round(width / step), 1)
    x, y = np.meshgrid((np.arange(columns) + 0.5) * width / columns, (np.arange(rows) + 0.5) * height / rows)
    places, half = np.stack([x.ravel(), y.ravel()], 1), np.array(size) / 2
    boxes = np.concatenate([places - half, places + half], 1).astype(np.float32)
    logits = assemble.fuse(finder.compared(finder.regions_in(scene, boxes), descriptor), descriptor.votes)
    return np.asarray(assemble.sigmoid(logits).reshape(rows, columns), np.float32)
