"""From a question as it comes over the wire to a card that a network understands; remembered, since it comes again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from seesame.card import Card
from seesame.errors import ConfigError
from seesame.inference import Finder, Scene, TiledScene
from seesame.inference.feedback import teach
from seesame.web import examples
from seesame.web.memory import Memory
from seesame.web.pictures import Pictures
from seesame.web.schemas.answers import AskedTold, LevelsTold, LevelTold
from seesame.web.schemas.questions import Level, Question
from seesame.web.schemas.wire import Same
from seesame.web.settings import Limits
from seesame.web.shelf import Shelf

RATES = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""The stops of the false-alarm slider, where the weights were measured for them."""


@dataclass(frozen=True, eq=False)
class Understood:
    """A question, described.

    Attributes:
        card: the question; its descriptor is of the server's network.
        key: equal for equal questions.
    """

    card: Card
    key: str


class Understanding:
    """Makes cards of questions."""

    def __init__(self, finder: Finder, pictures: Pictures, shelf: Shelf, limits: Limits) -> None:
        self._finder, self._pictures, self._shelf = finder, pictures, shelf
        self.memory: Memory[str, Card] = Memory(limits.questions_bytes)

    def key_of(self, question: Question) -> str:
        """What a question is remembered by. Raises: Refusal: its card is not there."""
        version = "" if question.card is None else self._shelf.entry(question.card).version
        text = f"{self._finder.weights_id} {version} {question.model_dump_json()}"
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def remembered(self, question: Question) -> Understood | None:
        """The question, if it came before."""
        known = self.memory.get(key := self.key_of(question))
        return None if known is None else Understood(known, key)

    def understand(self, question: Question, scenes: Sequence[Scene | TiledScene]) -> Understood:
        """The question as a card, described and taught; `scenes` are those of its judgements, in their order.

        Raises: Refusal, InputError: it cannot be used.
        """
        plain = self._plain(question)
        said = examples.judgements(self._pictures, question.judgements)
        card = teach(self._finder, plain, said, scenes) if said else described(self._finder, plain)
        return Understood(self.memory.put(key := self.key_of(question), card), key)

    def _plain(self, question: Question) -> Card:
        """The card that a question begins with, before it is taught."""
        shown = examples.references(self._pictures, question.references)
        unwanted = examples.references(self._pictures, question.negatives)
        if question.card is None:
            card = Card.of(shown, question.name)
        else:
            kept = self._shelf.entry(question.card).card
            card = replace(kept, name=question.name or kept.name)
            card = card.added(shown) if shown else card
        card = card.rejecting(unwanted) if unwanted else card
        return card if question.same is None else card.meaning(question.same)


def described(finder: Finder, card: Card) -> Card:
    """A card with the descriptor of this network."""
    kept = finder.describe(card)
    return card if kept is card.descriptor else replace(card, descriptor=kept)


def threshold_of(finder: Finder, card: Card, level: Level) -> float:
    """From which score an instance counts. Raises: ConfigError: the weights were not measured for such a rate."""
    if level.threshold is not None:
        return level.threshold
    if level.false_alarms is not None:
        return finder.level(level.false_alarms, card.same).threshold
    return finder.threshold_of(card)


def is_taught(card: Card) -> bool:
    """Whether judgements changed what a card finds."""
    return card.descriptor is not None and card.descriptor.lesson is not None


def asked(card: Card, threshold: float) -> AskedTold:
    """A question as it was understood."""
    warnings = [warning for each in (*card.references, *card.negatives) for warning in each.warnings]
    return AskedTold(
        name=card.name,
        same=card.same,
        threshold=threshold,
        references=len(card.references),
        negatives=len(card.negatives),
        judgements=len(card.judgements),
        taught=is_taught(card),
        warnings=warnings,
    )


def levels(finder: Finder, same: Same) -> list[LevelTold]:
    """The stops of the slider; none where the weights were not measured."""
    told = []
    for rate in RATES:
        try:
            level = finder.level(rate, same)
        except ConfigError:
            continue
        told.append(LevelTold(rate=rate, threshold=level.threshold, recall=level.recall))
    return told


def scale(finder: Finder, same: Same) -> LevelsTold:
    """The slider's whole scale."""
    advised = finder.threshold if same == "category" else finder.card.same_object.threshold
    return LevelsTold(same=same, advised=advised, levels=levels(finder, same))
