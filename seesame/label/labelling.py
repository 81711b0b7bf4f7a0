"""Ask every picture for the things of several cards."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.card import Card
from seesame.images.read import MAX_PIXELS
from seesame.inference import Descriptor, Finder, Tiling
from seesame.label.contest import contest
from seesame.label.journal import Journal
from seesame.label.labelled import Labelled
from seesame.label.looking import looked
from seesame.label.review import BAND

Progress = Callable[[int, int, str], None]
_DOUBTFUL = math.exp(BAND)  # odds are kept down to this share of those of the level


@dataclass(frozen=True, eq=False)
class Plan:
    """What is asked.

    Attributes:
        cards: the questions, and their descriptors.
        levels: the score from which instances of each card count.
        tiling: how large pictures are cut; None for not at all.
        top: most instances of a card and a picture.
    """

    cards: tuple[Card, ...]
    descriptors: tuple[Descriptor, ...]
    levels: tuple[float, ...]
    tiling: Tiling | None = None
    top: int = 100
    max_pixels: int = MAX_PIXELS

    def asked(self, weights_id: str) -> dict[str, Any]:
        """Everything that decides what is answered, ready for JSON."""
        return {
            "cards": [card.name for card in self.cards],
            "questions": [_digest(each) for each in self.descriptors],
            "levels": list(self.levels),
            "tiles": None if self.tiling is None else repr(self.tiling),
            "top": self.top,
            "weights": weights_id,
        }


def label(
    finder: Finder, plan: Plan, pictures: Sequence[str], journal: Path, progress: Progress | None = None
) -> list[Labelled]:
    """Label pictures; those that the journal has are not looked at again.

    A picture that cannot be read is labelled as failed, and the next one is looked at.
    Returns: all of them, in the order of `pictures`.
    Raises: InputError: the journal holds labels by other questions.
    """
    kept = Journal(journal, plan.asked(finder.weights_id))
    for done, path in enumerate(pictures, 1):
        if path not in kept.done:
            kept.append(_labelled(finder, plan, path))
        if progress is not None:
            progress(done, len(pictures), "pictures")
    return kept.of(pictures)


def _labelled(finder: Finder, plan: Plan, path: str) -> Labelled:
    def look(picture: NDArray[np.uint8]) -> Labelled:
        scene = finder.encode(picture) if plan.tiling is None else finder.encode_tiles(picture, plan.tiling)
        found = [
            finder.find(scene, descriptor, _least(level), plan.top)
            for descriptor, level in zip(plan.descriptors, plan.levels, strict=True)
        ]
        height, width = picture.shape[:2]
        return Labelled(path, (height, width), contest(found, plan.levels))

    seen = looked(path, plan.max_pixels, look)
    return Labelled(path, (0, 0), (), seen) if isinstance(seen, str) else seen


def _least(level: float) -> float:
    """The score whose odds are those of a level, less what is still doubtful."""
    return level / (level + (1.0 - level) * _DOUBTFUL)


def _digest(descriptor: Descriptor) -> str:
    """Alike for equal questions."""
    told = hashlib.sha256()
    for part in _parts(descriptor):
        told.update(part)
    return told.hexdigest()[:16]


def _parts(value: Any) -> Iterator[bytes]:
    """Everything that a value is made of, field by field."""
    if dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            yield each.name.encode()
            yield from _parts(getattr(value, each.name))
    else:
        yield value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode()
