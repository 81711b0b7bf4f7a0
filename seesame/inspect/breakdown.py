"""What a region's score is made of: parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from seesame.descriptor import Descriptor, Floats
from seesame.geometry import boxes as box_geometry
from seesame.inference import Finder, Scene, assemble
from seesame.inference.engine import Regions
from seesame.inspect.correspondence import Correspondence, correspond

Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True)
class Part:
    """A summand of a score's log-odds.

    Attributes:
        name: start (before anything is compared), whole (the vectors), cells (the maps), references (what it costs that
            some of several are not alike), negatives, box (what doubt of the box takes), calibration.
        points: natural logarithm of odds.
    """

    name: str
    points: float


@dataclass(frozen=True, eq=False)
class Spoken:
    """What one reference says of a region. `start + whole + cells` is `logit`.

    Attributes:
        name: of the reference.
        cosine: of the two vectors, -1 to 1.
        logit: the network's match logit.
        start: what it says of things that have nothing in common: all cosines 0.
        whole: what the vectors add to that; the mean of adding them before and after the maps.
        cells: what the maps add, likewise.
        share: how much it counts among the references, 0 to 1.
        correspondence: cell by cell.
    """

    name: str
    cosine: float
    logit: float
    start: float
    whole: float
    cells: float
    share: float
    correspondence: Correspondence


@dataclass(frozen=True, eq=False)
class Breakdown:
    """A region's score for a question, taken apart. The points of `parts` add up to the log-odds of `score`.

    Attributes:
        row: which region of the scene.
        box: clipped to the picture, picture pixels.
        grid: where its cells lie: the box before it was clipped.
        score: as `find` tells it, 0 to 1.
        match: logit of the references together, negatives aside.
        quality: logit of how well the box encloses one whole object.
        negatives: the match logit of each negative.
        references: what each reference says.
        parts: of the score.
        with_sure_match, with_sure_box, with_no_negatives: the score if only that were otherwise.
    """

    row: int
    box: Box
    grid: Box
    score: float
    match: float
    quality: float
    negatives: tuple[float, ...]
    references: tuple[Spoken, ...]
    parts: tuple[Part, ...]
    with_sure_match: float
    with_sure_box: float
    with_no_negatives: float

    @property
    def log_odds(self) -> float:
        """Of the score: the sum of the parts."""
        return sum(part.points for part in self.parts)


def break_down(
    finder: Finder, scene: Scene, descriptor: Descriptor, row: int, score: float, names: Sequence[str]
) -> Breakdown:
    """Take the score of one region apart.

    Takes: the score that `finder.scores` gave it; a name for each reference.
    """
    region = _only(scene.regions, row)
    spoken = _spoken(finder, region, descriptor, names)
    calibration = finder.card.calibration
    match = float(assemble.fuse(np.array([[each.logit for each in spoken]], np.float32), descriptor.votes)[0])
    quality, kept = float(region.quality[0]), match
    foreign: tuple[float, ...] = ()
    if descriptor.negatives is not None:
        logits = finder.compared(region, descriptor.negatives)
        foreign = tuple(float(each) for each in logits[0])
        kept = float(assemble.without(np.array([match], np.float32), logits)[0])

    taught = 0.0 if descriptor.lesson is None else float(descriptor.lesson(region.vectors, region.quality)[0])

    def log_odds(logit: float, worth: float) -> float:
        return float(assemble.calibrated(_one(logit), _one(worth), calibration)[0]) + taught

    slope, total = calibration.slope, log_odds(kept, quality)
    shared = {name: sum(each.share * getattr(each, name) for each in spoken) for name in ("start", "whole", "cells")}
    points = {
        **{name: slope * logit for name, logit in shared.items()},
        "references": slope * (match - sum(shared.values())),
        "negatives": slope * (kept - match),
        "box": total - taught - calibration.offset - slope * kept,
        "calibration": calibration.offset,
        "lesson": taught,
    }
    grid = scene.frame.to_picture(region.boxes)
    sure = 50.0  # a logit whose probability is 1
    return Breakdown(
        row,
        as_box(box_geometry.clip(grid, *scene.size)[0]),
        as_box(grid[0]),
        score,
        match,
        quality,
        foreign,
        spoken,
        tuple(Part(name, value) for name, value in points.items()),
        with_sure_match=_chance(log_odds(sure, quality)),
        with_sure_box=_chance(log_odds(kept, sure)),
        with_no_negatives=_chance(log_odds(match, quality)),
    )


def _spoken(finder: Finder, region: Regions, descriptor: Descriptor, names: Sequence[str]) -> tuple[Spoken, ...]:
    no_vectors, no_maps = np.zeros_like(region.vectors), np.zeros_like(region.maps)

    def logits(vectors: Floats, maps: Floats) -> list[float]:
        told = finder.compared(Regions(region.boxes, region.quality, vectors, maps), descriptor)
        return [float(each) for each in told[0]]

    both, neither = logits(region.vectors, region.maps), logits(no_vectors, no_maps)
    vectors, maps = logits(region.vectors, no_maps), logits(no_vectors, region.maps)
    odds = np.exp(np.array(both) - max(both)) * np.array(descriptor.votes)
    spoken = []
    for place, name in enumerate(names):
        logit, start, whole, cells = both[place], neither[place], vectors[place], maps[place]
        found = correspond(region.maps[0], descriptor.maps[place], descriptor.weights[place])
        spoken.append(
            Spoken(
                name,
                float(region.vectors[0] @ descriptor.vectors[place]),
                logit,
                start,
                ((whole - start) + (logit - cells)) / 2,
                ((cells - start) + (logit - whole)) / 2,
                float(odds[place] / odds.sum()),
                found,
            )
        )
    return tuple(spoken)


def _only(regions: Regions, row: int) -> Regions:
    rows = slice(row, row + 1)
    return Regions(regions.boxes[rows], regions.quality[rows], regions.vectors[rows], regions.maps[rows])


def as_box(row: Floats) -> Box:
    """A row of boxes as plain numbers."""
    x1, y1, x2, y2 = (float(side) for side in row)
    return x1, y1, x2, y2


def _one(value: float) -> Floats:
    return np.array([value], np.float32)


def _chance(log_odds: float) -> float:
    return float(assemble.sigmoid(np.array(log_odds)))
