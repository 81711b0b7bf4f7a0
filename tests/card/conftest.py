from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seesame.card import Card, Impressions, Judgement
from seesame.descriptor import Descriptor, Lesson
from seesame.reference import Reference


def picture(height: int, width: int, seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def described(count: int, negatives: Descriptor | None = None) -> Descriptor:
    rng = np.random.default_rng(count)
    vectors, maps, weights = (rng.random(s, np.float32) for s in ((count, 8), (count, 4, 7, 7), (count, 7, 7)))
    return Descriptor(vectors, maps, weights, "tiny-1", negatives, gists=rng.random((count, 3), np.float32))


@pytest.fixture
def taught(card: Card) -> Card:
    """The same, taught by a yes with a mask and a no."""
    said = (Judgement(card.references[1], True), Judgement(card.negatives[0], False))
    assert card.descriptor is not None
    lesson = Lesson(np.linspace(-1, 1, 8, dtype=np.float32), 0.5, -0.25)
    return replace(card, judgements=said, impressions=seen(2), descriptor=replace(card.descriptor, lesson=lesson))


@pytest.fixture
def card() -> Card:
    """Two references, one with a mask, and a negative, described."""
    mask = np.zeros((60, 80), np.bool_)
    mask[10:30, 20:50] = True
    references = (
        Reference.from_box(picture(60, 80), (10.25, 5, 40, 45), "mug.png"),
        Reference.from_mask(picture(60, 80, 1), mask, "second mug"),
    )
    negative = Reference.from_box(picture(50, 50, 2), (5, 5, 45, 45), "a bowl")
    return Card("mug", references, (negative,), 0.25, "of the kitchen\n", None, described(2, described(1)))


def seen(count: int, start: int = 0, weights_id: str = "tiny-1") -> Impressions:
    """What a network saw of judgements; their qualities count up from `start`."""
    rng = np.random.default_rng(count)
    quality = np.arange(start, start + count, dtype=np.float32)
    vectors, maps, around = (rng.random(s, np.float32) for s in ((count, 8), (count, 4, 7, 7), (count, 9)))
    return Impressions(vectors, maps, quality, around, weights_id)
