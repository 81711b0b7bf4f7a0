"""Look through a dataset: what is there, what is broken, what is doubtful."""

from __future__ import annotations

import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from seesame.data.likeness import Look, Pair, look, pairs, pairs_between
from seesame.data.pictures import missing, pictures_in
from seesame.data.problems import KINDS, Problem
from seesame.data.records import Dataset, Record
from seesame.data.suspicion import look_over
from seesame.errors import PictureError
from seesame.images import read
from seesame.images.glance import glance

Progress = Callable[[int, int, str], None]

AREAS = (("small", 0, 32**2), ("medium", 32**2, 96**2), ("large", 96**2, 10**18))  # pixels, as COCO counts them


@dataclass(frozen=True)
class Share:
    """What is there of one category: in how many pictures, how many objects, the median of their masks' pixels."""

    pictures: int
    objects: int
    crowds: int
    median_pixels: float | None


@dataclass(frozen=True)
class Checkup:
    """What a look through a dataset came to.

    Attributes:
        name: of the dataset.
        what: what it was taken for.
        pictures, objects: how many there are.
        sizes: pictures by width x height, the most frequent first.
        areas: objects by COCO's small, medium and large.
        categories: by name, the most objects first.
        problems: those that are broken first, kind by kind.
        looks: of all pictures that could be read.
    """

    name: str
    what: str
    pictures: int
    objects: int
    sizes: dict[str, int]
    areas: dict[str, int]
    categories: dict[str, Share]
    problems: tuple[Problem, ...]
    looks: tuple[Look, ...] = field(repr=False, compare=False)

    @property
    def broken(self) -> tuple[Problem, ...]:
        """The problems for which the data cannot be used as it is."""
        return tuple(each for each in self.problems if each.broken)

    def by_kind(self) -> dict[str, list[Problem]]:
        """The problems by kind, those that are broken first."""
        found: dict[str, list[Problem]] = defaultdict(list)
        for each in self.problems:
            found[each.kind].append(each)
        return {kind: found[kind] for kind in KINDS if kind in found}

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "name": self.name,
            "format": self.what,
            "pictures": self.pictures,
            "objects": self.objects,
            "sizes": self.sizes,
            "areas": self.areas,
            "categories": {name: vars(share) for name, share in self.categories.items()},
            "broken": len(self.broken),
            "problems": [
                {"kind": e.kind, "broken": e.broken, "path": str(e.path), "part": e.part, "reason": e.reason}
                for e in self.problems
            ],
        }


def check(
    dataset: Dataset,
    problems: Iterable[Problem] = (),
    what: str = "",
    whole_is_meant: bool = False,
    progress: Progress | None = None,
) -> Checkup:
    """Look at every picture and every mask; nothing that is broken stops it.

    Args:
        problems: what its reader told already.
        what: what it was taken for, for people.
        whole_is_meant: whole pictures are objects, as in cut-outs.
    """
    told, looks = list(problems), []
    areas: dict[str, list[int]] = defaultdict(list)
    for done, record in enumerate(dataset.records, 1):
        seen, here = _picture(record)
        masked, more = look_over(record, whole_is_meant)
        told += [*here, *more]
        looks += [seen] if seen is not None else []
        for each in masked:
            if not each.each.crowd:
                areas[each.each.category or "(no name)"].append(each.pixels)
        if progress is not None:
            progress(done, len(dataset), record.path.name)
    told += [*_numbers(dataset), *_not_listed(dataset, {problem.path for problem in told})]
    categories = _categories(dataset, areas)
    told += [*_alone(dataset, categories), *_nearly_one(dataset, categories)]
    kinds = {"file": "same picture", "copy": "copied picture", "scene": "same scene"}
    told += [_likened(pair, kinds) for pair in pairs(looks)]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return Checkup(
        name=dataset.name,
        what=what,
        pictures=len(dataset),
        objects=sum(len(record.objects) for record in dataset.records),
        sizes=dict(Counter(f"{record.width}x{record.height}" for record in dataset.records).most_common()),
        areas=_areas([pixels for listed in areas.values() for pixels in listed]),
        categories=categories,
        problems=tuple(sorted(told, key=lambda each: order[each.kind])),
        looks=tuple(looks),
    )


def leaks(ours: Checkup, theirs: Checkup) -> list[Problem]:
    """The pictures of `ours` that are in `theirs`, too: what was trained on is no test."""
    kinds = {"file": "in both", "copy": "copy in both", "scene": "scene in both"}
    return [_likened(pair, kinds) for pair in pairs_between(ours.looks, theirs.looks)]


def _picture(record: Record) -> tuple[Look | None, list[Problem]]:
    """The look of a picture, and what is wrong with its file."""
    path = record.path
    if not path.is_file():
        return None, [missing(path)]
    try:
        picture, seen = read(path), glance(path)
    except PictureError as error:
        return None, [Problem("unreadable picture", path, str(error).removeprefix(f"{path}: "))]
    annotated, shown = (record.height, record.width), (picture.shape[0], picture.shape[1])
    problems = []
    if annotated != shown:
        reason = f"is {shown[1]} x {shown[0]}, its annotation says {annotated[1]} x {annotated[0]}"
        if annotated == seen.stored:
            reason += ": as it is stored, before the turn that EXIF asks for; turn the file itself, or the annotations"
        problems.append(Problem("another size", path, reason))
    elif seen.orientation != 1 and record.objects:
        reason = f"is turned by EXIF (orientation {seen.orientation}); see that its annotations were made so"
        problems.append(Problem("turned by EXIF", path, reason))
    return look(path, picture), problems


def _numbers(dataset: Dataset) -> list[Problem]:
    """Ids that came twice."""
    pictures = Counter(record.id for record in dataset.records)
    annotations = {id(each): each.id for record in dataset.records for each in record.objects}
    objects = Counter(annotations.values())  # two pictures of one id have the very same annotations
    found = []
    for record in dataset.records:
        if pictures[record.id] > 1:
            found.append(Problem("same number", record.path, f"has the id {record.id} of another picture"))
        for number in (each.id for each in record.objects if objects[each.id] > 1):
            found.append(Problem("same number", record.path, "has the id of another", f"annotation {number}"))
    return found


def _not_listed(dataset: Dataset, known: set[Path]) -> list[Problem]:
    """The folders with pictures that the annotations leave out; `known` are paths that something was told of."""
    listed = {record.path for record in dataset.records}
    found = []
    for folder in sorted({path.parent for path in listed}):
        others = [path for path in pictures_in(folder) if path not in listed | known]
        if others:
            reason = f"holds {len(others)} pictures that the annotations do not list, such as {others[0].name}"
            found.append(Problem("not listed", folder, reason))
    return found


def _categories(dataset: Dataset, areas: dict[str, list[int]]) -> dict[str, Share]:
    pictures: dict[str, set[int]] = defaultdict(set)
    objects, crowds = Counter[str](), Counter[str]()
    for place, record in enumerate(dataset.records):
        for each in record.objects:
            name = each.category or "(no name)"
            (crowds if each.crowd else objects)[name] += 1
            pictures[name].add(place)
    names = {*objects, *crowds, *dataset.categories.values()}
    shares = {
        name: Share(
            len(pictures[name]),
            objects[name],
            crowds[name],
            float(np.median(areas[name])) if areas.get(name) else None,
        )
        for name in names
    }
    return dict(sorted(shares.items(), key=lambda row: (-row[1].objects, row[0])))


def _alone(dataset: Dataset, categories: dict[str, Share]) -> list[Problem]:
    found = []
    for record in dataset.records:
        for name in sorted({each.category for each in record.objects if each.category is not None}):
            if categories[name].pictures == 1:
                found.append(Problem("in one picture only", record.path, f"is the only one that shows {name!r}"))
    return found


def _nearly_one(dataset: Dataset, categories: Mapping[str, Share]) -> list[Problem]:
    """The categories whose names only somebody who looks closely tells apart."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in categories:  # the most frequent first
        alike[re.sub(r"[\s_-]+", "", name).casefold()].append(name)
    shown = {each.category: record.path for record in reversed(dataset.records) for each in record.objects}
    found = []
    for first, *others in alike.values():
        for name in others:
            counts = f"of {categories[name].objects} and {categories[first].objects} objects"
            mend = f"make them one with --rename {_pair(name, first)}"
            reason = f"shows {name!r}, and there is {first!r}, too, {counts}; {mend}"
            found.append(Problem("nearly one name", shown.get(name, Path(dataset.name)), reason))
    return found


def _pair(old: str, new: str) -> str:
    """What to give to `seesame data convert --rename`, as one types it."""
    return shlex.quote(f"{old}={new}")


def _likened(pair: Pair, kinds: Mapping[str, str]) -> Problem:
    alike = "is the same file as" if pair.kind == "file" else f"is {100 * pair.likeness:.1f} % like"
    if pair.first == pair.second and kinds["file"] == "same picture":
        return Problem(kinds[pair.kind], pair.first, "is listed twice; join its annotations in one entry")
    return Problem(kinds[pair.kind], pair.first, f"{alike} {pair.second}")


def _areas(pixels: Sequence[int]) -> dict[str, int]:
    return {name: sum(low <= each < high for each in pixels) for name, low, high in AREAS}

