"""What several cards say of one picture, and many such pictures as a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seesame.data import Dataset, Object, Record


@dataclass(frozen=True)
class Claim:
    """What a card says of a thing.

    Attributes:
        card: which one, from 0.
        box: x1 y1 x2 y2, picture pixels.
        score: 0 to 1.
        margin: by how much the logarithm of its odds is above that of the score from which the card's instances count.
        segmentation: run lengths, of the whole picture.
        rival: the best other card that claims the same thing; None if there is none.
        rival_margin: likewise, of that claim.
    """

    card: int
    box: tuple[float, float, float, float]
    score: float
    margin: float
    segmentation: Mapping[str, Any] = field(repr=False)
    rival: int | None = None
    rival_margin: float | None = None


@dataclass(frozen=True)
class Labelled:
    """One picture.

    Attributes:
        path: as it was named.
        size: (height, width) in pixels; (0, 0) where it could not be read.
        claims: one for each thing, the surest first; those with a margin below 0 are no labels.
        failed: why it could not be read; "" where it could.
    """

    path: str
    size: tuple[int, int]
    claims: tuple[Claim, ...]
    failed: str = ""


def dataset_of(pictures: Iterable[Labelled], categories: Sequence[str], name: str) -> Dataset:
    """The labels as a dataset; a picture in which nothing was found is one without objects.

    Args:
        categories: what the things of each card are called; cards of one name label one category.
    """
    return Dataset.of(name, [_record(each, categories) for each in pictures if not each.failed])


def _record(each: Labelled, categories: Sequence[str]) -> Record:
    objects = tuple(_object(claim, categories) for claim in each.claims if claim.margin >= 0)
    return Record(0, Path(each.path), *each.size, objects)


def _object(claim: Claim, categories: Sequence[str]) -> Object:
    return Object(claim.box, dict(claim.segmentation), categories[claim.card])
