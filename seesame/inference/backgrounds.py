"""A question's own threshold, from pictures that do not have the thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from seesame.card import Card, Promise
from seesame.errors import PictureError
from seesame.inference import alarms
from seesame.inference.finder import Finder, Picture

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Background:
    """What was seen in pictures without the thing: the best score of each, and why some could not be read."""

    best: tuple[float, ...]
    failed: tuple[str, ...]


def look(finder: Finder, card: Card, pictures: Iterable[Picture], progress: Progress | None = None) -> Background:
    """The best score of a card in each picture; one that cannot be read is named."""
    every, descriptor = list(pictures), finder.describe(card)
    best, failed = [], []
    for done, picture in enumerate(every, 1):
        try:
            best.append(float(finder.scores(finder.encode(picture), descriptor).max(initial=0.0)))
        except PictureError as error:
            failed.append(str(error))
        if progress is not None:
            progress(done, len(every), "looking where it is not")
    return Background(tuple(best), tuple(failed))


def levelled(finder: Finder, card: Card, background: Background, false_alarms: float) -> Card:
    """The card with the threshold that at most this share of pictures like the background reaches.

    Raises: ConfigError: so few pictures promise no rate as low.
    """
    threshold = alarms.conformal(background.best, false_alarms)
    known = finder.measured(card.same)
    recall = None if known is None else alarms.recall_at(known, threshold)
    return card.levelled(threshold, Promise(false_alarms, len(background.best), recall))
