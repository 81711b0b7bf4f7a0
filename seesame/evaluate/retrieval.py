"""The same object again: one photograph asks, the other photographs of that very object should come first."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.descriptor import Same
from seesame.errors import DataError, InputError
from seesame.evaluate.ask import identity
from seesame.evaluate.report import spread
from seesame.evaluate.system import System
from seesame.images import expand, read
from seesame.inference import Finder
from seesame.reference import Reference

CROPS = ("whole", "object")
RANKS = (1, 5, 10)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Collection:
    """Photographs of single objects, several of each, and others that show none of them.

    Attributes:
        name: of the folder.
        objects: by name, the photographs of each.
        distractors: photographs that never are an answer.
    """

    name: str
    objects: Mapping[str, tuple[Path, ...]]
    distractors: tuple[Path, ...] = ()


@dataclass(frozen=True)
class RetrievalReport:
    """How often another photograph of the same object comes first.

    Attributes:
        collection: its name; `sizes`: objects, questions, pictures, distractors.
        crop: what of the asking photograph was the reference: all of it, or the system's own best region.
        same: what was asked for, the category or the very object.
        recall: by k, the share of questions with a right photograph among the first k.
        precision: mean average precision over the questions.
        objects: by name, the average precision of each question.
        failed: photographs that could not be read, with the reason.
        timing: milliseconds, mean, of encode, describe and question.
    """

    collection: str
    sizes: Mapping[str, int]
    system: Mapping[str, Any]
    crop: str
    same: Same
    recall: Mapping[str, float]
    precision: float
    objects: Mapping[str, Any]
    failed: Mapping[str, str]
    timing: Mapping[str, float]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self, timing: bool = True) -> str:
        """The report as JSON, keys sorted; without `timing`, what is the same every time."""
        content = asdict(self)
        if not timing:
            del content["timing"], content["provenance"]
        return json.dumps(content, indent=2, sort_keys=True, allow_nan=False, ensure_ascii=False) + "\n"


def read_collection(folder: Path, distractors: Sequence[str | Path] = ()) -> Collection:
    """A folder that has a folder for each object.

    Raises: DataError: there are not two photographs of an object. InputError: a distractor is not there.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: is no folder; give one that has a folder of photographs for each object")
    found = {each.name: tuple(map(Path, expand([each]))) for each in sorted(folder.iterdir()) if each.is_dir()}
    objects = {name: paths for name, paths in found.items() if paths}
    if not any(len(paths) > 1 for paths in objects.values()):
        raise DataError(f"{folder}: has no folder with two photographs; each object needs a folder with several")
    return Collection(folder.name, objects, tuple(map(Path, expand(distractors))) if distractors else ())


def retrieve(
    system: System,
    collection: Collection,
    crop: str = "whole",
    progress: Progress | None = None,
    same: Same = "category",
) -> RetrievalReport:
    """Ask with every photograph and rank all others by their best instance; equal scores in order of their names.

    Args:
        crop: "whole" asks with the whole photograph, "object" with the system's best region of it.
        same: what is asked for, the category or the very object; only a Finder knows the latter.

    Raises: InputError: there is no such crop, or the system shows no regions.
    """
    if crop not in CROPS:
        raise InputError(f"the crop {crop!r} was asked for, expected one of {', '.join(CROPS)}")
    asking = _Asking(system, crop, same)
    places = [(name, path) for name, paths in collection.objects.items() for path in paths]
    places += [("", path) for path in collection.distractors]
    owners, scenes, references = [], [], []
    for done, (owner, path) in enumerate(places, 1):
        encoded = asking.encode(path, asks=bool(owner))
        if encoded is not None:
            owners.append(owner)
            scenes.append(encoded[0])
            references.append(encoded[1])
        if progress is not None:
            progress(done, len(places), path.name)
    ranked = []
    for index, (owner, reference) in enumerate(zip(owners, references, strict=True)):
        others = [place for place, each in enumerate(owners) if place != index]
        right = np.array([owners[place] == owner for place in others])
        if reference is not None and right.any():
            scores = np.array([asking.best(scenes[place], reference) for place in others])
            ranked.append((owner, right[np.argsort(-scores, kind="stable")]))
            if progress is not None:
                progress(index + 1, len(owners), f"asking for {owner}")
    return _report(collection, crop, asking, ranked, len(owners))


class _Asking:
    """A system, how long it takes, and what could not be read."""

    def __init__(self, system: System, crop: str, same: Same) -> None:
        self.system, self.crop, self.same = system, crop, same
        self.failed: dict[str, str] = {}
        self.times: dict[str, list[float]] = {"encode": [], "describe": [], "question": []}

    def encode(self, path: Path, asks: bool) -> tuple[Any, Any] | None:
        """A photograph as scene and, if it asks, as descriptor; None if it cannot be read."""
        try:
            picture = read(path)
            scene = self._timed("encode", lambda: self.system.encode(picture))
            if not asks:
                return scene, None
            reference = asked_with(self.system, picture, scene, self.crop)
            return scene, self._timed("describe", lambda: self._describe(reference))
        except InputError as error:
            self.failed[path.name] = str(error)
            return None

    def best(self, scene: Any, descriptor: Any) -> float:
        """The score that the object is in a scene."""
        scores: Callable[[Any, Any], Any] | None = getattr(self.system, "scores", None)
        if scores is not None:
            return float(self._timed("question", lambda: scores(scene, descriptor)).max(initial=0.0))
        found = self._timed("question", lambda: self.system.find(scene, descriptor, threshold=0.0, top=1))
        return float(found.scores.max(initial=0.0))

    def _describe(self, reference: Reference) -> Any:
        if self.same == "category":
            return self.system.describe([reference])
        if not isinstance(self.system, Finder):
            raise InputError(f"{type(self.system).__name__} knows no objects; ask for the same category")
        return self.system.describe([reference], same=self.same)

    def _timed(self, name: str, run: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = run()
        self.times[name].append(1000 * (time.perf_counter() - started))
        return result


def asked_with(system: System, picture: NDArray[np.uint8], scene: Any, crop: str) -> Reference:
    """The reference that a photograph gives: all of it, or the system's best region in it.

    Raises: InputError: the system shows no regions.
    """
    if crop == "whole":
        return Reference.whole(picture)
    show = getattr(system, "region_boxes", None)
    if show is None:
        raise InputError(f"{type(system).__name__} shows no regions; ask with crop='whole'")
    for box in np.asarray(show(scene), np.float64):
        low = np.clip(box[:2], 0, np.array(picture.shape[1::-1]) - 8)
        high = np.clip(box[2:], low + 8, picture.shape[1::-1])
        return Reference.from_box(picture, (*low.tolist(), *high.tolist()))
    return Reference.whole(picture)


def average_precision(right: NDArray[np.bool_]) -> float:
    """The mean over the right ones of the share of right ones down to each: right (N,) in order of rank."""
    places = np.flatnonzero(right)
    return float((np.arange(1, len(places) + 1) / (places + 1)).mean())


def _report(
    collection: Collection, crop: str, asking: _Asking, ranked: Sequence[tuple[str, NDArray[np.bool_]]], pictures: int
) -> RetrievalReport:
    if not ranked:
        raise DataError(f"{collection.name}: no object has two photographs that can be read; give others")
    precisions = [(owner, average_precision(right)) for owner, right in ranked]
    by_object = {name: [value for owner, value in precisions if owner == name] for name in collection.objects}
    return RetrievalReport(
        collection=collection.name,
        sizes={
            "objects": len({owner for owner, _ in ranked}),
            "questions": len(ranked),
            "pictures": pictures,
            "distractors": len(collection.distractors),
        },
        system=identity(asking.system),
        crop=crop,
        same=asking.same,
        recall={str(rank): float(np.mean([right[:rank].any() for _, right in ranked])) for rank in RANKS},
        precision=float(np.mean([value for _, value in precisions])),
        objects={name: spread(values) for name, values in by_object.items() if values},
        failed=asking.failed,
        timing={name: float(np.mean(each)) for name, each in asking.times.items() if each},
    )
