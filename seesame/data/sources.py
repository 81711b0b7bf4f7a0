"""Several datasets as one pool of scenes and objects: which categories are the same, which pictures are held back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seesame.data.opening import open_dataset
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError


@dataclass(frozen=True)
class SourceSpec:
    """One dataset of a recipe; paths are relative to the recipe's data folder.

    Attributes:
        annotations: a file or folder of annotations in any known format.
        pictures: the folder of its pictures; None to look for it.
        weight: its share of the scenes.
        exhaustive: whether what is not annotated is not there.
        format: of `seesame.data.recognise.FORMATS`; None to recognise it.
        last_left_out: pictures at the end of the annotations that are not used.
        category: what to call objects that the format gives no name; None for objects whose kind is not known.
        licence: goes on the weights card.
        cutouts: whether its objects may be cut out and pasted into scenes.
        unnamed: categories whose name does not say what is under the mask, "*" for all.
        unnamed_quality: the same for all categories whose entry in the JSON has one of these as its "quality".
        aliases: a JSON file whose "same" maps names of this dataset to names of another and whose "near" names pairs
            that are neither same nor different.
    """

    annotations: str
    pictures: str | None = None
    weight: float = 1.0
    exhaustive: bool = False
    licence: str = "not stated"
    cutouts: bool = True
    unnamed: tuple[str, ...] = ()
    unnamed_quality: tuple[str, ...] = ()
    aliases: str | None = None
    format: str | None = None
    category: str | None = None
    last_left_out: int = 0


@dataclass(frozen=True)
class Source:
    """A dataset read, with what its annotations promise."""

    dataset: Dataset
    spec: SourceSpec


@dataclass(frozen=True)
class Place:
    """Where an object stands: source, record and object by position."""

    source: int
    record: int
    object: int


class Pool:
    """All sources of a recipe, indexed by category.

    `places` maps each named category to its objects by picture, `near` holds pairs of names that may be the same kind.
    """

    def __init__(self, sources: Sequence[Source], near: frozenset[frozenset[str]] = frozenset()) -> None:
        if not any(len(source.dataset) for source in sources):
            raise DataError("the sources hold no picture; check their paths and the share held back")
        self.sources = tuple(sources)
        self.near = near
        self.places: dict[str, dict[tuple[int, int], list[Place]]] = {}
        for s, source in enumerate(self.sources):
            for r, record in enumerate(source.dataset.records):
                for o, each in enumerate(record.objects):
                    if each.category is not None and not each.crowd:
                        pictures = self.places.setdefault(each.category, {})
                        pictures.setdefault((s, r), []).append(Place(s, r, o))
        self.askable = sorted(name for name, pictures in self.places.items() if len(pictures) > 1)

    def record(self, source: int, record: int) -> Record:
        """One picture of one source."""
        return self.sources[source].dataset.records[record]

    def object(self, place: Place) -> Object:
        """The object at a place."""
        return self.record(place.source, place.record).objects[place.object]

    def same(self, one: str | None, other: str | None) -> float:
        """1 for the same category, 0 for different ones, -1 where it cannot be told."""
        if one is None or other is None or (one != other and frozenset((one, other)) in self.near):
            return -1.0
        return float(one == other)


def held_back(record: Record, share: float) -> bool:
    """Whether a picture is held back from training; depends on its name alone."""
    return zlib.crc32(record.path.name.encode()) % 10_000 < share * 10_000


def read_pool(
    specs: Sequence[SourceSpec], root: Path, hold_back: float, held: bool = False, excluded: Sequence[str] = ()
) -> Pool:
    """Read all sources below `root`: the pictures to train on, or with `held` those held back.

    Objects of the `excluded` categories (names of the datasets or what aliases make of them) become crowds without a
    name: neither asked for nor learnt from. Pictures that show nothing else are left out.
    Raises: DataError: a source cannot be read, or no source has an excluded category.
    """
    sources: list[Source] = []
    near: set[frozenset[str]] = set()
    unseen = set(excluded)
    for spec in specs:
        same, pairs = _aliases(root / spec.aliases) if spec.aliases else ({}, frozenset[frozenset[str]]())
        near |= pairs
        pictures = None if spec.pictures is None else root / spec.pictures
        dataset = open_dataset(root / spec.annotations, pictures, spec.format, category=spec.category)
        unnamed = _unnamed(spec, dataset, root)
        hidden = _hidden(dataset, same, excluded)
        unseen -= hidden | {same.get(name, name) for name in hidden}
        named = (
            replace(record, objects=tuple(_renamed(_shown(each, hidden), same, unnamed) for each in record.objects))
            for record in dataset.records[: max(len(dataset) - spec.last_left_out, 0)]
            if held_back(record, hold_back) == held and any(each.category not in hidden for each in record.objects)
        )
        sources.append(Source(replace(dataset, records=tuple(named)), spec))
    if unseen:
        raise DataError(f"no source has the excluded {', '.join(sorted(unseen))}; leave it out, or mend its spelling")
    return Pool(sources, frozenset(near))


def _hidden(dataset: Dataset, same: Mapping[str, str], excluded: Sequence[str]) -> frozenset[str]:
    """The names of a dataset that are excluded, as they stand or by what they mean."""
    names = dataset.categories.values()
    return frozenset(name for name in names if name in excluded or same.get(name, name) in excluded)


def _shown(each: Object, hidden: frozenset[str]) -> Object:
    return replace(each, category=None, crowd=True) if each.category in hidden else each


def _renamed(each: Object, same: Mapping[str, str], unnamed: frozenset[str]) -> Object:
    if each.category is None or each.category in unnamed:
        return replace(each, category=None)
    return replace(each, category=same.get(each.category, each.category))


def _unnamed(spec: SourceSpec, dataset: Dataset, root: Path) -> frozenset[str]:
    if "*" in spec.unnamed:
        return frozenset(dataset.categories.values())
    listed = _listed(root / spec.annotations) if spec.unnamed_quality else []
    by_quality = {str(each["name"]) for each in listed if each.get("quality") in spec.unnamed_quality}
    return frozenset(spec.unnamed) | by_quality


def _listed(path: Path) -> list[dict[str, object]]:
    """The categories of a COCO file, with whatever else it says of them."""
    if path.suffix != ".json":
        raise DataError(f"{path}: unnamed_quality was given, which only a COCO JSON says; leave it out")
    categories: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8")).get("categories", [])
    return categories


def _aliases(path: Path) -> tuple[dict[str, str], frozenset[frozenset[str]]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        same, near = dict(content["same"]), dict(content["near"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: is not a file of aliases ({error}); give a JSON object with 'same' (name to name) and 'near' "
            "(name to names)"
        ) from error
    pairs = (frozenset((a, b)) for a, names in near.items() for b in ([names] if isinstance(names, str) else names))
    return same, frozenset(pairs)
