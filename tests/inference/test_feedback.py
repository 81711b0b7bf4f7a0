from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.card import Card, Judgement
from seesame.errors import CardError
from seesame.geometry import boxes as box_geometry
from seesame.inference import Finder
from seesame.inference.feedback import teach
from seesame.reference import Reference
from seesame.weights import Weights

COIN = (80, 174, 124, 218)
EVERYTHING: dict[str, Any] = {"threshold": 0.0, "top": 1000}


@pytest.fixture
def finder(untrained: Weights) -> Finder:
    return Finder(untrained, threads=1)


@pytest.fixture
def card(coins: NDArray[np.uint8]) -> Card:
    return Card.of([Reference.from_box(coins, COIN)], "coin")


@pytest.fixture
def said(finder: Finder, coins: NDArray[np.uint8]) -> list[Judgement]:
    """Half of two dozen finds are right: those of one half along what the untrained network's vectors vary in most."""
    scene = finder.encode(coins)
    boxes = box_geometry.clip(finder.region_boxes(scene), *coins.shape[:2])
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2]).min(1) > 8]
    boxes = boxes[box_geometry.nms(boxes, np.arange(len(boxes), 0, -1, dtype=np.float32), 0.5)][:24]
    vectors = np.concatenate([finder.region_at(scene, box).vectors for box in boxes])
    along = (vectors - vectors.mean(0)) @ np.linalg.svd(vectors - vectors.mean(0))[2][0]
    right = along > np.median(along)
    examples = [Reference.from_box(coins, box.tolist()) for box in boxes]
    return [Judgement(example, bool(yes)) for example, yes in zip(examples, right, strict=True)]


def test_nothing_said_changes_no_answer(finder: Finder, card: Card, coins: NDArray[np.uint8]) -> None:
    taught = teach(finder, card, [])
    assert taught.judgements == () and taught.threshold is None
    assert taught.descriptor is not None and taught.descriptor.lesson is None
    before, after = finder.find(coins, card, **EVERYTHING), finder.find(coins, taught, **EVERYTHING)
    np.testing.assert_array_equal(before.scores, after.scores)


def test_rounds_build_on_each_other(finder: Finder, card: Card, said: list[Judgement]) -> None:
    scenes = [finder.encode(said[0].example.picture)] * len(said)
    at_once = teach(finder, card, said, scenes)
    by_and_by = teach(finder, teach(finder, card, said[:5], scenes[:5]), said[5:])  # encodes the picture itself
    for one in (at_once, by_and_by):
        assert [each.right for each in one.judgements] == [each.right for each in said]
        assert one.impressions is not None and one.descriptor is not None and len(one.impressions) == len(said)
    assert at_once.impressions is not None and by_and_by.impressions is not None
    np.testing.assert_allclose(at_once.impressions.vectors, by_and_by.impressions.vectors, atol=1e-5)
    assert at_once.threshold == pytest.approx(by_and_by.threshold, abs=1e-5)


def test_what_the_vectors_tell_is_learnt(
    finder: Finder, card: Card, said: list[Judgement], coins: NDArray[np.uint8]
) -> None:
    scene = finder.encode(coins)
    taught = teach(finder, card, said, [scene] * len(said))
    assert taught.descriptor is not None and taught.descriptor.lesson is not None
    before, after = (finder.scores(scene, finder.describe(each)) for each in (card, taught))
    assert finder.describe(taught) is taught.descriptor and np.abs(before - after).max() > 0.01
    scored = [
        [float(finder.scored(finder.region_at(scene, each.example.box), taught.descriptor)[0]) for each in part]
        for part in ([s for s in said if s.right], [s for s in said if not s.right])
    ]
    assert np.mean(scored[0]) > np.mean(scored[1])


def test_the_last_word_counts(finder: Finder, card: Card, said: list[Judgement]) -> None:
    first = said[0]
    taught = teach(finder, teach(finder, card, [first]), [replace(first, right=not first.right)])
    assert [each.right for each in taught.judgements] == [not first.right]
    assert taught.impressions is not None and len(taught.impressions) == 1


def test_other_weights_look_again_at_what_the_card_keeps(finder: Finder, card: Card, said: list[Judgement]) -> None:
    taught = teach(finder, card, said)
    assert taught.impressions is not None and taught.descriptor is not None
    foreign = replace(
        taught,
        impressions=replace(taught.impressions, weights_id="old-7"),
        descriptor=replace(taught.descriptor, weights_id="old-7"),
    )
    described = finder.describe(foreign)
    assert described.weights_id == finder.weights_id
    again = teach(finder, foreign, [])
    assert again.impressions is not None and again.impressions.weights_id == finder.weights_id
    assert len(again.impressions) == len(said) and again.descriptor is not None
    assert (described.lesson is None) == (again.descriptor.lesson is None)  # of crops, which need not teach the same
    if described.lesson is not None and again.descriptor.lesson is not None:
        np.testing.assert_allclose(described.lesson.direction, again.descriptor.lesson.direction, atol=1e-6)


def test_a_threshold_of_ones_own_stays_until_something_is_learnt(
    finder: Finder, card: Card, said: list[Judgement]
) -> None:
    taught = teach(finder, card.levelled(0.4), said[:1])
    assert taught.descriptor is not None and taught.descriptor.lesson is None and taught.threshold == 0.4
    assert teach(finder, card.levelled(0.4), said).threshold != 0.4


def test_a_place_where_the_network_saw_nothing_can_be_judged(finder: Finder, card: Card) -> None:
    blank = np.full((60, 80, 3), 128, np.uint8)
    taught = teach(finder, card, [Judgement(Reference.from_box(blank, (1, 1, 5, 5)), False)])
    assert taught.impressions is not None and np.isfinite(taught.impressions.vectors).all()


def test_a_lesson_moves_the_scores(finder: Finder, card: Card, said: list[Judgement], coins: NDArray[np.uint8]) -> None:
    from seesame.descriptor import Lesson

    plain = finder.describe(card)
    scene = finder.encode(coins)
    up = replace(plain, lesson=Lesson(np.zeros(plain.vectors.shape[1], np.float32), 0.0, 2.0))
    before, after = finder.scores(scene, plain), finder.scores(scene, up)
    moved = np.log(after / (1 - after)) - np.log(before / (1 - before))
    np.testing.assert_allclose(moved[(before > 1e-4) & (after < 0.99)], 2.0, atol=0.02)


def test_only_a_category_can_be_taught(finder: Finder, card: Card, said: list[Judgement]) -> None:
    with pytest.raises(CardError, match="only a category can be taught"):
        teach(finder, card.meaning("object"), said)
    described = finder.describe(card.judged(said).meaning("object"))
    assert described.same == "object" and described.lesson is None
