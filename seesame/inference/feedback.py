"""Yes and no: what was said of found instances makes a question better, in an instant and without training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from seesame.card import Card, Impressions, Judgement
from seesame.descriptor import Descriptor
from seesame.errors import CardError
from seesame.inference import assemble, lessons
from seesame.inference.engine import Floats, Regions


class Learner(Protocol):
    """What is needed of a Finder here; a scene is what its `encode` gives."""

    @property
    def weights_id(self) -> str:
        """Which network it is."""

    @property
    def threshold(self) -> float:
        """The score from which an instance counts, unless another is asked for."""

    def describe(self, references: Card) -> Descriptor:
        """The descriptor of a card."""

    def encode(self, picture: Any) -> Any:
        """A scene."""

    def region_at(self, scene: Any, box: Sequence[float]) -> Regions:
        """The region that is at a box in picture pixels."""

    def scored(self, regions: Regions, descriptor: Descriptor) -> Floats:
        """Scores (R,) of regions."""


def teach(finder: Learner, card: Card, judgements: Sequence[Judgement], scenes: Sequence[Any] | None = None) -> Card:
    """A card that has learnt from what was said of found instances, and keeps it for the next round.

    Args:
        card: the question. What it learnt before is learnt anew, together with this.
        judgements: instances in their pictures and whether they are what was asked for.
        scenes: of each judgement, its picture encoded; None to encode the pictures here, each once.

    Returns: the card, described. Its threshold is fitted to all judgements if they are enough, or moves along with the
        scores; a promise is taken off it.
    Raises: CardError: it would hold more judgements than a card may, or it asks for the very object.
    """
    if card.same == "object":
        raise CardError(
            f"the card {card.name!r} asks for the very object, and only a category can be taught; give more references "
            "of the object instead, or make the card mean its category"
        )
    impressions = _look(finder, judgements, scenes) if judgements else None
    earlier = replace(card, impressions=_impressions(finder, card))
    judged = earlier.judged(judgements, impressions)
    if judged.impressions is None:
        return replace(judged, descriptor=finder.describe(judged))
    plain = replace(finder.describe(replace(card, judgements=(), impressions=None)), lesson=None)
    learnt = _learn(finder, judged, plain, judged.impressions)
    level = _level(finder, card, learnt, _right(judged))
    return replace(judged, descriptor=replace(plain, lesson=learnt.lesson), threshold=level)


def relearnt(finder: Learner, card: Card, described: Descriptor) -> Descriptor:
    """A card's examples as they were described anew, with what its judgements teach about them."""
    impressions = _impressions(finder, card)
    if impressions is None:
        return described
    return replace(described, lesson=_learn(finder, card, described, impressions).lesson)


def _level(finder: Learner, card: Card, learnt: lessons.Learnt, right: lessons.Bools) -> float | None:
    """The threshold after judgements; where they say nothing of it the card's own, without what is learnt no more."""
    if learnt.lesson is not None or lessons.enough(right):
        return lessons.threshold(learnt, right, finder.threshold)
    moved = card.descriptor is not None and card.descriptor.lesson is not None
    return None if moved else card.threshold


def _learn(finder: Learner, card: Card, plain: Descriptor, impressions: Impressions) -> lessons.Learnt:
    nowhere = np.zeros((len(impressions), 4), np.float32)
    regions = Regions(nowhere, impressions.quality, impressions.vectors, impressions.maps)
    odds = assemble.odds(finder.scored(regions, plain)).astype(np.float64)
    return lessons.learn(impressions, odds, _right(card))


def _right(card: Card) -> lessons.Bools:
    return np.array([each.right for each in card.judgements], np.bool_)


def _impressions(finder: Learner, card: Card) -> Impressions | None:
    """What this network saw of a card's judgements; what another one saw is looked at anew, in what the card keeps."""
    if card.impressions is not None and card.impressions.weights_id == finder.weights_id:
        return card.impressions
    return _look(finder, card.judgements, None) if card.judgements else None


def _look(finder: Learner, judgements: Sequence[Judgement], scenes: Sequence[Any] | None) -> Impressions:
    encoded: dict[int, Any] = {}
    rows = []
    for number, judgement in enumerate(judgements):
        picture = judgement.example.picture
        if scenes is not None:
            scene = scenes[number]
        elif id(picture) in encoded:
            scene = encoded[id(picture)]
        else:
            scene = encoded[id(picture)] = finder.encode(picture)
        rows.append(_row(finder.region_at(scene, judgement.example.box), scene.regions, finder.weights_id))
    return Impressions.concatenate(rows)


def _row(region: Regions, around: Regions, weights_id: str) -> Impressions:
    """One judged region among the regions of its scene."""
    usual = around if len(around) else region
    means = np.append(usual.vectors.mean(0), usual.quality.mean())[None].astype(np.float32)
    return Impressions(region.vectors, region.maps, region.quality, means, weights_id)
