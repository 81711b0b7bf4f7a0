"""What is true of a scene, and which find is which object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from seesame.data import Dataset, Record
from seesame.errors import DataError
from seesame.geometry import boxes as box_geometry
from seesame.instances import Instances

ENOUGH = 0.5
"""Intersection over union from which a find is the object."""


@dataclass(frozen=True, eq=False)
class Truth:
    """The objects of a scene, T of them; crowds are none.

    Attributes:
        objects: as instances that score 1.
        names: of their categories.
        category: the one that is asked for.
    """

    objects: Instances
    names: tuple[str, ...]
    category: str

    @property
    def asked(self) -> npt.NDArray[np.bool_]:
        """(T,), which objects are of the asked category."""
        return np.array([name == self.category for name in self.names], np.bool_)

    @property
    def meant(self) -> Instances:
        """The objects that the question asks for."""
        return self.objects[self.asked]


@dataclass(frozen=True)
class Pairing:
    """Which find is which object.

    Attributes:
        overlaps: (F, T) intersection over union of boxes, finds by true objects.
        object_of: (F,) row of the object that each find is, -1 for none; each object is taken once, the surest first.
    """

    overlaps: npt.NDArray[np.float32]
    object_of: npt.NDArray[np.int64]

    @property
    def missed(self) -> list[int]:
        """Objects that no find is."""
        return sorted(set(range(self.overlaps.shape[1])) - set(self.object_of.tolist()))


def pair(found: Instances, truth: Instances, enough: float = ENOUGH) -> Pairing:
    """Pair finds with true objects, the surest find first."""
    overlaps = np.asarray(box_geometry.iou(found.boxes, truth.boxes), np.float32)
    taken: set[int] = set()
    object_of = np.full(len(found), -1, np.int64)
    for row in np.argsort(-found.scores, kind="stable").tolist():
        free = [(float(overlaps[row, each]), each) for each in range(len(truth)) if each not in taken]
        best = max(free, default=(0.0, -1))
        if best[0] >= enough:
            object_of[row] = best[1]
            taken.add(best[1])
    return Pairing(overlaps, object_of)


def ranked(pairs: Sequence[tuple[Instances, Instances]], enough: float = ENOUGH) -> list[tuple[float, float]]:
    """Recall and precision after each find, the surest of all pictures first.

    Takes: for each picture its finds and its true objects.
    """
    scores = np.concatenate([found.scores for found, _ in pairs]) if pairs else np.zeros(0)
    right = np.concatenate([pair(*each, enough).object_of >= 0 for each in pairs]) if pairs else np.zeros(0, np.bool_)
    hits = np.cumsum(right[np.argsort(-scores, kind="stable")])
    objects = sum(len(truth) for _, truth in pairs)
    return [(int(many) / max(objects, 1), int(many) / told) for told, many in enumerate(hits.tolist(), 1)]


def average_precision(points: Sequence[tuple[float, float]]) -> float:
    """The area under a curve of recall and precision, precision never rising with recall, 0 to 1."""
    area, last = 0.0, 0.0
    for place, (recall, _) in enumerate(points):
        area += (recall - last) * max(precision for _, precision in points[place:])
        last = recall
    return area


def truth_of(record: Record, category: str | None = None) -> Instances:
    """The annotated objects of a picture as instances that score 1, all or those of one category; crowds are none.

    Raises: DataError: a mask cannot be used.
    """
    size = (record.height, record.width)
    chosen = [each for each in record.objects if not each.crowd and category in (None, each.category)]
    if not chosen:
        return Instances.empty(size)
    masks = np.array([each.mask(*size) for each in chosen])
    return Instances.from_masks(size, [each.box for each in chosen], np.ones(len(chosen)), masks)


def truth_in(dataset: Dataset, picture: Path, category: str | None = None) -> Truth:
    """What annotations say of a picture, and which of it a question asks for.

    Args:
        picture: the file, as the annotations name it or of that name.
        category: what is asked for; may be left out where the annotations know only one.

    Raises: DataError: the annotations say nothing of the picture, or of that category, or a mask cannot be used.
    """
    named = [each for each in dataset.records if each.path.name == picture.name]
    own = [each for each in named if each.path.resolve() == picture.resolve()] or named
    if len(own) != 1:
        raise DataError(f"{dataset.name} says something of {len(own)} pictures {picture.name}, expected 1; give others")
    known = sorted(dataset.categories.values())
    if category is None and len(known) != 1:
        here = sorted({each.category for each in own[0].objects if each.category is not None})
        raise DataError(
            f"the annotations know {len(known)} categories; say which is asked for, in this picture: {', '.join(here)}"
        )
    asked = known[0] if category is None else category
    if asked not in known:
        raise DataError(f"the annotations know no category {asked!r}, only {', '.join(known)}; give one of them")
    objects = [each for each in own[0].objects if not each.crowd]
    return Truth(truth_of(own[0]), tuple(each.category or "object" for each in objects), asked)
