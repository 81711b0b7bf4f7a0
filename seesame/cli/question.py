"""What a command asks: the card, its name, what is kept of it, and from which score an instance counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from seesame.cli.screen import complain
from seesame.cli.search import read_question
from seesame.reference import parse_question

if TYPE_CHECKING:
    from seesame.card import Card
    from seesame.descriptor import Descriptor
    from seesame.inference import Finder


def read_with_warnings(texts: Sequence[str], max_pixels: int) -> Card:
    """The question, with a word on whatever makes it weaker than it could be."""
    card = read_question(texts, max_pixels)
    for warning in chain.from_iterable(reference.warnings for reference in card.references):
        complain(f"warning: {warning}")
    return card


def least_score(finder: Finder, card: Card, threshold: float | None, rate: float | None) -> float:
    """The score from which an instance counts."""
    if rate is not None:
        level = finder.level(rate, card.same)
        complain(
            f"the threshold for {100 * rate:g} % false alarms is {level.threshold:.3f}; there about "
            f"{100 * level.recall:.0f} % of the objects are found, as measured with the weights"
        )
        return level.threshold
    return finder.threshold_of(card) if threshold is None else threshold


def described(finder: Finder, card: Card) -> Descriptor:
    """What is kept of a card, with a notice if other weights had described it."""
    kept = card.descriptor
    if kept is not None and kept.weights_id != finder.weights_id:
        complain(f"the card was made with {kept.weights_id}; its pictures are described anew by {finder.weights_id}")
    return finder.describe(card)


def category(text: str) -> str:
    """What to call what is found: the name of the first reference's file."""
    path = parse_question(text).path
    return "thing" if path == "-" else Path(path).stem
