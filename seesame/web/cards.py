"""What is told of cards, and what changes them: everything between the shelf and the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from seesame.card import Card, Judgement, Promise
from seesame.errors import ConfigError
from seesame.images.sheet import contact_sheet
from seesame.inference import Finder, Scene, diagnosis
from seesame.inference.feedback import teach
from seesame.reference import Reference
from seesame.web.problems import Refusal
from seesame.web.schemas.answers import Remark
from seesame.web.schemas.cards import CardOpened, CardPatch, CardTold, ExampleTold, PromiseTold
from seesame.web.schemas.questions import Level
from seesame.web.shelf import Entry, Shelf
from seesame.web.understanding import described, is_taught


def told(finder: Finder, entry: Entry) -> CardTold:
    """A card as lists show it."""
    card, promise = entry.card, entry.card.promise
    return CardTold(
        id=entry.id,
        name=card.name,
        notes=card.notes,
        same=card.same,
        threshold=finder.threshold_of(card),
        own_threshold=card.threshold,
        promise=None if promise is None else PromiseTold(**vars(promise)),
        references=len(card.references),
        negatives=len(card.negatives),
        judgements=len(card.judgements),
        taught=is_taught(card),
        version=entry.version,
        modified=entry.modified.isoformat(timespec="seconds"),
    )


def opened(finder: Finder, entry: Entry) -> CardOpened:
    """A card and its examples."""
    return CardOpened(
        **told(finder, entry).model_dump(),
        examples=[_example(each) for each in entry.card.references],
        counterexamples=[_example(each) for each in entry.card.negatives],
    )


def preview(card: Card) -> NDArray[np.uint8]:
    """The first references on one sheet."""
    return contact_sheet(card.references[:9])


def example(card: Card, kind: str, number: int) -> Reference:
    """One example, by its place from 1. Raises: Refusal: there is none."""
    part = card.references if kind == "references" else card.negatives
    if not 1 <= number <= len(part):
        raise Refusal("no-such-address", f"the card {card.name!r} has {len(part)} {kind}, {number} was asked for")
    return part[number - 1]


def named(card: Card, name: str, notes: str) -> Card:
    """A card with the name and notes that were sent."""
    return replace(card, name=name or card.name, notes=notes)


def levelled(finder: Finder, card: Card, level: Level) -> Card:
    """A card with the threshold that was asked for; nothing asked leaves it. Raises: ConfigError: not measured."""
    if level.threshold is not None:
        return card.levelled(level.threshold)
    if level.false_alarms is None:
        return card
    found = finder.level(level.false_alarms, card.same)
    return card.levelled(found.threshold, Promise(found.rate, 0, found.recall))


def patched(finder: Finder, entry: Entry | None, patch: CardPatch, name: str) -> Card:
    """A card with the changes that were sent. Raises: Refusal: there is none. ConfigError: they do not go together."""
    if entry is None:
        raise Refusal("no-such-card", f"there is no card {name!r} on the shelf")
    if sum((patch.threshold is not None, patch.false_alarms is not None, patch.advised)) > 1:
        raise ConfigError("threshold, false_alarms and advised came together, expected one of them")
    card = entry.card if patch.same is None else described(finder, entry.card.meaning(patch.same))
    card = card.levelled(None) if patch.advised else card
    card = levelled(finder, card, Level(threshold=patch.threshold, false_alarms=patch.false_alarms))
    kept = patch.name if patch.name is not None else card.name
    return replace(card, name=kept, notes=card.notes if patch.notes is None else patch.notes)


def taught(
    finder: Finder,
    shelf: Shelf,
    card: str,
    said: Sequence[Judgement],
    scenes: Sequence[Scene],
    forget: bool,
    only: str | None,
) -> Entry:
    """A kept card that has learnt from what was said. Raises: Refusal: there is none. CardError: it cannot learn."""

    def change(before: Entry | None) -> Card:
        if before is None:
            raise Refusal("no-such-card", f"there is no card {card!r} on the shelf")
        kept = before.card.forgetting() if forget else before.card
        return teach(finder, kept, said, scenes) if said or forget else kept

    return shelf.change(card, change, only)[0]


def checked(finder: Finder, card: Card) -> list[Remark]:
    """What would make a card better."""
    return [
        Remark(example=each.example, kind=each.kind, text=each.text, box=each.box)
        for each in diagnosis.check(finder, card)
    ]


def _example(each: Reference) -> ExampleTold:
    height, width = each.picture.shape[:2]
    return ExampleTold(
        name=each.name,
        box=each.box,
        width=width,
        height=height,
        masked=each.mask is not None,
        warnings=list(each.warnings),
    )
