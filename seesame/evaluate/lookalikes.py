"""Photographs of single objects among others of their category: "my mug, not any mug" asked on real pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seesame.data import read_coco
from seesame.errors import ConfigError, DataError
from seesame.evaluate.retrieval import read_collection


@dataclass(frozen=True)
class Kind:
    """Objects of the collection that a stranger would call by one name."""

    name: str
    objects: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """Which categories of an annotated set look like a kind of object."""

    kind: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Elsewhere:
    """An annotated set, in COCO's format, that shows none of the objects.

    Attributes:
        annotations, pictures: under the data folder.
        alike: what in it looks like the objects.
        most: pictures of each kind, the first ones.
        others: pictures that show nothing alike, the first ones.
    """

    annotations: str
    pictures: str
    alike: tuple[Alike, ...]
    most: int = 1000
    others: int = 0


@dataclass(frozen=True)
class LookalikesRecipe:
    """What is asked, and among what: `objects` is a folder, under the data folder, of folders of photographs."""

    objects: str
    kinds: tuple[Kind, ...]
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True)
class Place:
    """One photograph.

    Attributes:
        path: its file.
        owner: the object that it shows, "" for none of them.
        kinds: of what it shows, as far as they look like one of the objects.
        half: 0 or 1; whatever is fitted on one half of the photographs is measured on the other.
    """

    path: Path
    owner: str
    kinds: frozenset[str]
    half: int


def read_places(recipe: LookalikesRecipe, data: Path) -> tuple[Place, ...]:
    """Every photograph that a recipe names, those of the objects first.

    Objects go to the halves in turn within their kind, other pictures in turn.
    Raises: ConfigError: an object has no kind, or a kind no object. DataError: pictures or annotations are not there.
    """
    objects = read_collection(data / recipe.objects).objects
    kinds = {name: kind.name for kind in recipe.kinds for name in kind.objects}
    if set(kinds) != set(objects):
        odd = ", ".join(sorted(set(kinds) ^ set(objects)))
        raise ConfigError(f"{recipe.objects}: its objects and those of the recipe's kinds differ in {odd}; name each")
    order = [name for kind in recipe.kinds for name in kind.objects]
    places = [
        Place(path, name, frozenset({kinds[name]}), turn % 2)
        for turn, name in enumerate(order)
        for path in objects[name]
    ]
    others = [found for each in recipe.elsewhere for found in _found(each, data, set(kinds.values()))]
    return (*places, *(Place(path, "", shown, turn % 2) for turn, (path, shown) in enumerate(others)))


def _found(elsewhere: Elsewhere, data: Path, known: set[str]) -> Sequence[tuple[Path, frozenset[str]]]:
    """Pictures of an annotated set, and which kinds each shows."""
    unknown = {each.kind for each in elsewhere.alike} - known
    if unknown:
        raise ConfigError(f"{elsewhere.annotations}: is alike to {', '.join(sorted(unknown))}, no kind of the recipe")
    kind_of = {category: each.kind for each in elsewhere.alike for category in each.categories}
    dataset = read_coco(data / elsewhere.annotations, data / elsewhere.pictures)
    missing = set(kind_of) - set(dataset.categories.values())
    if missing:
        raise DataError(f"{elsewhere.annotations}: has no category {', '.join(sorted(missing))}; mend the recipe")
    taken: Counter[str] = Counter()  # "" counts those that show nothing alike
    found = []
    for record in dataset.records:
        shown = frozenset(kind_of[each.category] for each in record.objects if each.category in kind_of)
        if any(taken[kind] < elsewhere.most for kind in shown) or (not shown and taken[""] < elsewhere.others):
            taken.update(shown or [""])
            found.append((record.path, shown))
    return found
