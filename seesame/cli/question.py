"""What a command asks: the card, its name, what is kept of it, and from which score an instance counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from seesame.card import SUFFIX, Card, read_card
from seesame.cli.rates import parse_rate
from seesame.cli.screen import complain
from seesame.errors import ConfigError, PictureError, QuestionError
from seesame.images import read_reference
from seesame.reference import Reference, parse_question

if TYPE_CHECKING:
    from seesame.descriptor import Descriptor
    from seesame.inference import Finder


def read_question(texts: Sequence[str], max_pixels: int) -> Card:
    """What the texts of a question name, cards and references, as one card.

    Raises: QuestionError: one cannot be used.
    """
    cards = [read_card(Path(text)) for text in texts if text.endswith(SUFFIX)]
    references = read_references([text for text in texts if not text.endswith(SUFFIX)], max_pixels)
    if references:
        cards.append(Card(references[0].name, tuple(references)))
    return reduce(Card.merged, cards)


def read_references(texts: Sequence[str], max_pixels: int) -> list[Reference]:
    """The references that texts name.

    Raises: QuestionError: one cannot be used.
    """
    references = []
    for text in texts:
        try:
            references.append(read_reference(text, max_pixels))
        except PictureError as error:
            raise QuestionError(f"the reference cannot be read: {error}") from error
    return references


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


def rate_of(threshold: float | None, false_alarms: str | None) -> float | None:
    """The rate of false alarms that was asked for, if one was; it and a threshold exclude each other.

    Raises: ConfigError: both came, or the rate is none.
    """
    if threshold is not None and false_alarms is not None:
        raise ConfigError("--threshold and --false-alarms came together, expected one of them; leave one out")
    return None if false_alarms is None else parse_rate(false_alarms)


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
