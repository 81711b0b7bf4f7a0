"""What is asked: which category is searched for in which picture, with which objects as references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from seesame.data.records import Dataset, Object, Record
from seesame.errors import ConfigError, DataError

SPLITS = 4  # Source: arXiv 1811.11507, section 5: every fourth category is held out
_LEAST_SIDE = 3.0  # pixels; a Reference refuses less
_PRESENT, _ABSENT, _CHOICE = (0, 0), (1, 0), (2,)  # keep the random numbers of the three draws apart

Pool = Mapping[str, Mapping[int, tuple[int, ...]]]  # category -> picture -> objects that can be references


@dataclass(frozen=True)
class Protocol:
    """How a system is examined.

    Attributes:
        shots: references of one question.
        runs: how often everything is asked, each time with other references.
        seed: of all draws.
        same_picture: whether a reference may come from the searched picture, as in the paper; by default it may not.
        floors: least scores that count, one set of figures each.
        limit: search only that many pictures; references still come from all.
        categories: names to ask for; None for all.
        split: ask only for what this split, 1 to 4, holds out; None for no split.
        novel: with False, for what the split does not hold out instead.

    Raises:
        ConfigError: a setting cannot be used.
    """

    shots: int = 1
    runs: int = 5
    seed: int = 0
    same_picture: bool = False
    floors: tuple[float, ...] = (0.0, 0.7)
    limit: int | None = None
    categories: tuple[str, ...] | None = None
    split: int | None = None
    novel: bool = True

    def __post_init__(self) -> None:
        least = {"shots": 1, "runs": 1, "seed": 0, "limit": 1}
        for name, bound in least.items():
            value = getattr(self, name)
            if value is not None and value < bound:
                raise ConfigError(f"the protocol's {name} came as {value}, expected at least {bound}; raise it")
        if not self.floors or not all(0 <= floor <= 1 for floor in self.floors):
            raise ConfigError(f"the protocol's floors came as {self.floors}, expected scores from 0 to 1; give one")
        if self.categories is not None and not self.categories:
            raise ConfigError("the protocol's categories came empty, expected names; give None to ask for all")
        if self.split is not None and not 1 <= self.split <= SPLITS:
            raise ConfigError(f"split {self.split} was asked for, expected 1 to {SPLITS}; choose one of them")
        if self.split is not None and self.categories is not None:
            raise ConfigError("the protocol came with both a split and categories, expected one of them; leave one out")


@dataclass(frozen=True)
class Question:
    """One thing asked: find `category` in the picture `scene`.

    `scene` is a record's id, `references` are (record id, object id), `present` says whether an object of the category
    is in the scene, `run` is the draw that the question belongs to.
    """

    scene: int
    category: str
    references: tuple[tuple[int, int], ...]
    present: bool
    run: int


def split(categories: Mapping[int, str], number: int) -> tuple[str, ...]:
    """The names that split 1 to 4 holds out: of the categories sorted by id, every fourth from the `number`-th."""
    return tuple(categories[key] for key in sorted(categories))[number - 1 :: SPLITS]


def category_ids(dataset: Dataset, protocol: Protocol) -> dict[str, int]:
    """The categories that may be asked for, by name, in order of their ids.

    Raises:
        DataError: the protocol names a category that the dataset has not.
    """
    known: dict[str, int] = {}
    for number in sorted(dataset.categories):
        known.setdefault(dataset.categories[number], number)
    if protocol.split is not None:
        held = split(dataset.categories, protocol.split)
        return {name: number for name, number in known.items() if (name in held) == protocol.novel}
    if protocol.categories is None:
        return known
    for name in protocol.categories:
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(list(known)[:5])} ..."
            raise DataError(f"category {name!r} was asked for, but {dataset.name} does not have it; {meant}")
    return {name: number for name, number in known.items() if name in protocol.categories}


def searched(dataset: Dataset, protocol: Protocol) -> tuple[Record, ...]:
    """The pictures that are searched, in order of their ids."""
    return tuple(sorted(dataset.records, key=lambda record: record.id))[: protocol.limit]


def questions(dataset: Dataset, protocol: Protocol, run: int) -> list[Question]:
    """Everything that one run asks, picture by picture: each category that is there, then as many that are not.

    What is not there is the same in every run and asked once in each, if need be for fewer of them: how often something
    is asked tells nothing of whether it is there.

    The references are drawn uniformly over the other pictures that have the category (distinct while there are
    enough), then uniformly over its objects in the picture. Each question depends only on seed, run, picture and
    category: not on the order of the pictures nor on the other questions.

    Raises:
        DataError: ids are not unique, or the protocol names an unknown category.
    """
    ids, pool = category_ids(dataset, protocol), _pool(dataset.records)
    asked: list[Question] = []
    for record in searched(dataset, protocol):
        here = [name for name in ids if name in _names(record.objects)]
        drawn = [(name, _draw(pool, protocol, record.id, name, (run, ids[name], *_PRESENT))) for name in here]
        present = [Question(record.id, name, references, True, run) for name, references in drawn if references]
        asked += present + _absent(record, pool, protocol, ids, run, len(present))
    return asked


def left_out(dataset: Dataset, protocol: Protocol) -> dict[str, str]:
    """The categories that cannot be asked for, and why."""
    reasons, pool = {}, _pool(dataset.records)
    pictures = searched(dataset, protocol)
    for name in category_ids(dataset, protocol):
        holders = [record.id for record in pictures if name in _names(record.objects)]
        usable = set(pool.get(name, {}))
        if not holders:
            reasons[name] = "no searched picture has an object of it"
        elif not usable:
            reasons[name] = f"none of its objects is {_LEAST_SIDE:g} pixels wide and high, as a reference must be"
        elif not protocol.same_picture and all(usable <= {holder} for holder in holders):
            reasons[name] = "only one picture has a reference, and a reference must come from another picture"
    return reasons


def _absent(
    record: Record, pool: Pool, protocol: Protocol, ids: Mapping[str, int], run: int, count: int
) -> list[Question]:
    """Questions for up to `count` categories not in the picture, not even in a crowd; the same in every run."""
    there = {each.category for each in record.objects}
    names = [name for name in ids if name in pool and name not in there]
    generator = np.random.default_rng((protocol.seed, record.id, *_CHOICE))
    chosen = [names[place] for place in generator.permutation(len(names))[:count]]
    drawn = [(name, _draw(pool, protocol, record.id, name, (run, ids[name], *_ABSENT))) for name in chosen]
    return [Question(record.id, name, references, False, run) for name, references in drawn]


def _draw(pool: Pool, protocol: Protocol, scene: int, category: str, key: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """References (record id, object id) for one question; none if the rule leaves none."""
    by_picture = pool.get(category, {})
    pictures = [number for number in by_picture if protocol.same_picture or number != scene]
    if not pictures:
        return ()
    generator = np.random.default_rng((protocol.seed, scene, *key))
    chosen = [pictures[place] for place in np.resize(generator.permutation(len(pictures)), protocol.shots)]
    return tuple((number, by_picture[number][generator.integers(len(by_picture[number]))]) for number in chosen)


def _pool(records: Iterable[Record]) -> Pool:
    """All objects that can be references, pictures in order of their ids."""
    pool: dict[str, dict[int, tuple[int, ...]]] = defaultdict(dict)
    seen: set[int] = set()
    for record in sorted(records, key=lambda record: record.id):
        numbers = {each.id for each in record.objects}
        if record.id in seen or len(numbers) < len(record.objects):
            raise DataError(f"{record.path}: its id {record.id} or one of its objects' came twice; number them anew")
        seen.add(record.id)
        for name in _names(record.objects):
            usable = [each.id for each in record.objects if each.category == name and _usable(each, record)]
            if usable:
                pool[name][record.id] = tuple(sorted(usable))
    return pool


def _names(objects: Iterable[Object]) -> set[str]:
    """The categories that have an object which is not a crowd."""
    return {each.category for each in objects if each.category is not None and not each.crowd}


def _usable(each: Object, record: Record) -> bool:
    """Whether the object's box, inside the picture, is large enough for a reference."""
    x1, y1, x2, y2 = each.box
    wide, high = min(x2, record.width) - max(x1, 0), min(y2, record.height) - max(y1, 0)
    return not each.crowd and min(wide, high) >= _LEAST_SIDE
