"""Why something was found, or which step lost what a person points at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal

import numpy as np
import numpy.typing as npt

from seesame.card import Card
from seesame.descriptor import Descriptor, Floats
from seesame.errors import InputError, QuestionError
from seesame.geometry import boxes as box_geometry
from seesame.inference import Finder, Scene, assemble
from seesame.inference.finder import Picture, Question
from seesame.inspect.breakdown import Box, Breakdown, as_box, break_down
from seesame.inspect.traces import COVERS, Looked, Other, Trace, overlaps, trace
from seesame.instances import Instances
from seesame.reference import Reference

Rows = npt.NDArray[np.int64]


class Cause(str, Enum):
    """What became of a thing."""

    found = "found"
    no_candidate = "no candidate"
    candidate_suppressed = "candidate suppressed"
    beyond_limit = "candidate beyond the limit"
    moved = "moved away"
    suppressed = "suppressed"
    beyond_top = "beyond the number asked for"
    under_threshold = "under the threshold"


class Blame(str, Enum):
    """What a score under the threshold fails by."""

    match = "match"
    box = "box"
    negatives = "negatives"


@dataclass(frozen=True, eq=False)
class Why:
    """What became of an instance, or of a box that a person points at.

    Attributes:
        cause: found, or the step that lost it.
        asked: the box that was pointed at, picture pixels; None where an instance is explained.
        threshold: the score from which an instance counts.
        weights_id: the network that answered.
        instances: all that was found, as `find` gives them.
        number: which of them is explained, from 0; None for what was not found.
        breakdown: the region that speaks for it; None where no region covers what was asked.
        blame: what a score under the threshold fails by; None otherwise.
        looked: what the network had where the asked box is; None where an instance is explained.
        by: what suppressed it, or would if its score were enough; None if nothing.
        hidden: the best region that the found instance suppressed; None if there is none.
        next_best: what would be found next if the threshold were lower; None if there is nothing.
    """

    cause: Cause
    asked: Box | None
    threshold: float
    weights_id: str
    instances: Instances = field(repr=False)
    number: int | None = None
    breakdown: Breakdown | None = None
    blame: Blame | None = None
    looked: Looked | None = None
    by: Other | None = None
    hidden: Other | None = None
    next_best: Other | None = None


def why(
    finder: Finder,
    scene: Scene | Picture,
    question: Question,
    at: Sequence[float] | None = None,
    instance: int = 0,
    threshold: float | None = None,
    top: int = 100,
) -> Why:
    """Why an instance was found; with `at`, what became of the thing in that box.

    Where nothing was found and no box is given, the region that came nearest is explained. What is explained is the
    match with the category, also for a card that asks for the very object.

    Args:
        finder: whose answer it is.
        scene, question, threshold, top: as for `Finder.find`.
        at: x1 y1 x2 y2, picture pixels. A box stands for the thing if it overlaps it by `COVERS`.
        instance: which of the instances, the best is 0; not looked at with `at`.

    Raises: as `Finder.find`. InputError: there is no such instance, or the box is none or outside the picture.
    """
    encoded = scene if isinstance(scene, Scene) else finder.encode(scene)
    descriptor = question if isinstance(question, Descriptor) else finder.describe(question, same="category")
    asked = None if at is None else _asked(at, encoded.size)
    if descriptor.looks is not None:
        raise QuestionError("the descriptor asks for the very object, expected one for its category")
    least = finder.threshold_of(question, "category") if threshold is None else threshold
    instances = finder.find(encoded, descriptor, least, top)
    view = _View(finder, encoded, descriptor, names(question, len(descriptor)), least, top)
    start = Why(Cause.found, asked, least, finder.weights_id, instances, next_best=view.next_best())
    if asked is None:
        return _of_instance(view, start, instance)
    return _at(view, start, asked)


def names(question: Question, count: int) -> tuple[str, ...]:
    """What to call the references of a question: their own names, or their place."""
    own: Sequence[Reference] = ()
    if isinstance(question, Card):
        own = question.references
    elif not isinstance(question, Descriptor):
        own = [question] if isinstance(question, Reference) else question
    given = [each.name for each in own] or [""] * count
    return tuple(name or f"reference {place}" for place, name in enumerate(given, 1))


class _View:
    """One question to one scene: every region's score, which are instances, which would be at threshold 0."""

    def __init__(
        self, finder: Finder, scene: Scene, descriptor: Descriptor, names: Sequence[str], threshold: float, top: int
    ) -> None:
        self.finder, self.scene, self.descriptor, self.names = finder, scene, descriptor, names
        self.scores = finder.scores(scene, descriptor)
        self.match = assemble.fuse(finder.compared(scene.regions, descriptor), descriptor.votes)
        self.boxes = box_geometry.clip(scene.frame.to_picture(scene.regions.boxes), *scene.size)
        self.threshold = threshold
        every = self._chosen(0.0, len(self.scores) or 1)
        inside = box_geometry.area(self.boxes) > 0
        self.rows: Rows = np.array([row for row in self._chosen(threshold, top) if inside[row]], np.int64)
        self.possible: Rows = np.array([row for row in every if inside[row]], np.int64)

    def _chosen(self, threshold: float, top: int) -> Rows:
        overlap = self.finder.card.sizes.instance_overlap
        return assemble.choose(self.scene.regions.boxes, self.scores, threshold, overlap, top)

    def breakdown(self, row: int) -> Breakdown:
        return break_down(self.finder, self.scene, self.descriptor, row, float(self.scores[row]), self.names)

    def other(self, row: int, box: Box) -> Other:
        """A region beside another box."""
        overlap = float(overlaps(self.boxes[row : row + 1], box)[0])
        kind: Literal["instance", "region"] = "instance" if row in self.rows else "region"
        told = (float(each[row]) for each in (self.scores, self.match, self.scene.regions.quality))
        return Other(kind, row, as_box(self.boxes[row]), overlap, *told)

    def next_best(self) -> Other | None:
        left = [int(row) for row in self.possible if row not in self.rows]
        return self.other(left[0], as_box(self.boxes[left[0]])) if left else None

    def hidden(self, row: int) -> Other | None:
        """The best region that a chosen one suppressed."""
        below = [int(each) for each in np.argsort(-self.scores, kind="stable") if self.suppressor(int(each)) == row]
        return self.other(below[0], as_box(self.boxes[row])) if below else None

    def suppressor(self, row: int) -> int | None:
        """The first of the chosen that overlaps a region too much; None for the chosen themselves."""
        if row in self.possible:
            return None
        frame_boxes: Floats = self.scene.regions.boxes
        shared = box_geometry.iou(frame_boxes[self.possible], frame_boxes[row : row + 1])[:, 0]
        over = self.possible[shared > self.finder.card.sizes.instance_overlap]
        return int(over[0]) if len(over) else None


def _of_instance(view: _View, start: Why, number: int) -> Why:
    if not len(view.possible):
        return replace(start, cause=Cause.no_candidate)
    if not len(view.rows) and number == 0:
        return _under(view, start, int(view.possible[0]))
    if not 0 <= number < len(view.rows):
        raise InputError(
            f"instance {number + 1} was asked for, but {len(view.rows)} were found; ask for one of them, or for a box"
        )
    row = int(view.rows[number])
    return replace(start, number=number, breakdown=view.breakdown(row), hidden=view.hidden(row))


def _at(view: _View, start: Why, asked: Box) -> Why:
    """What became of the thing in a box: from the last step back to the first."""
    traced = trace(view.scene, view.finder.card.sizes, asked)
    shared = overlaps(view.boxes, asked)
    nearest = view.other(int(shared.argmax()), asked) if len(shared) else None
    start = replace(start, looked=replace(traced.looked, region=nearest))
    found = shared[view.rows]
    if len(found) and found.max() >= COVERS:
        place = int(found.argmax())
        row = int(view.rows[place])
        return replace(start, number=place, breakdown=view.breakdown(row), hidden=view.hidden(row))
    covering = np.flatnonzero(shared >= COVERS)
    if not len(covering):
        return _lost_early(start, traced)
    row = int(covering[view.scores[covering].argmax()])
    if view.scores[row] < view.threshold:
        return replace(_under(view, start, row), looked=start.looked)
    better = view.suppressor(row)
    cause = Cause.beyond_top if better is None else Cause.suppressed
    breakdown = view.breakdown(row)
    by = None if better is None else view.other(better, breakdown.box)
    return replace(start, cause=cause, breakdown=breakdown, by=by)


def _lost_early(start: Why, traced: Trace) -> Why:
    """No region covers the box: was there a candidate?"""
    if traced.fate == "none":
        return replace(start, cause=Cause.no_candidate)
    causes = {"suppressed": Cause.candidate_suppressed, "limit": Cause.beyond_limit, "kept": Cause.moved}
    return replace(start, cause=causes[traced.fate], by=traced.by)


def _under(view: _View, start: Why, row: int) -> Why:
    breakdown = view.breakdown(row)
    better = view.suppressor(row)
    by = None if better is None else view.other(better, breakdown.box)
    blamed = blame(breakdown, view.threshold)
    return replace(start, cause=Cause.under_threshold, breakdown=breakdown, by=by, blame=blamed)


def blame(breakdown: Breakdown, threshold: float) -> Blame:
    """What a score fails by: negatives, if it would be enough without them; else the weaker of match and box.

    A score is never better than the weaker of the two alone would make it.
    """
    if breakdown.negatives and breakdown.with_no_negatives >= threshold:
        return Blame.negatives
    return Blame.match if breakdown.with_sure_box <= breakdown.with_sure_match else Blame.box


def _asked(at: Sequence[float], size: tuple[int, int]) -> Box:
    """A checked box, clipped to the picture."""
    height, width = size
    sides = [float(side) for side in at]
    if len(sides) != 4 or not all(map(math.isfinite, sides)) or not (sides[0] < sides[2] and sides[1] < sides[3]):
        raise InputError(f"the box came as {list(at)}, expected x1, y1, x2, y2 with x1 < x2 and y1 < y2; mend it")
    clipped = box_geometry.clip([sides], height, width)
    if not box_geometry.area(clipped)[0] > 0:
        raise InputError(f"the box {list(at)} is outside the picture of {width} x {height} pixels; give one inside it")
    return as_box(clipped[0])
