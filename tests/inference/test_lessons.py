from __future__ import annotations

import numpy as np
import pytest

from seesame.card import Impressions
from seesame.inference import lessons


def impressions(vectors: np.ndarray, quality: float = 0.0) -> Impressions:  # type: ignore[type-arg]
    count, length = vectors.shape
    return Impressions(
        vectors.astype(np.float32),
        np.zeros((count, 2, 7, 7), np.float32),
        np.full(count, quality, np.float32),
        np.append(np.zeros(length), quality)[None].repeat(count, 0).astype(np.float32),
        "tiny-1",
    )


def two_kinds(count: int) -> tuple[Impressions, np.ndarray]:  # type: ignore[type-arg]
    """Right ones point along the first axis, wrong ones along the second."""
    right = np.arange(count) % 2 == 0
    vectors = np.stack([right, ~right, np.zeros(count, np.bool_)], 1).astype(np.float64)
    return impressions(vectors), right


def test_what_tells_right_from_wrong_is_learnt() -> None:
    seen, right = two_kinds(20)
    learnt = lessons.learn(seen, np.zeros(20), right)
    assert learnt.lesson is not None and learnt.gain > 0.3
    along, across, _ = learnt.lesson.direction
    assert along > 1 and across < -1
    told = learnt.lesson(seen.vectors, seen.quality)
    assert (told[right] > 1).all() and (told[~right] < -1).all()
    assert (learnt.odds[right] > 0).all() and (learnt.odds[~right] < 0).all()


def test_chance_is_not_learnt() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(40, 64))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    right = rng.random(40) < 0.5
    odds = np.where(right, 2.0, -2.0)  # the scores know already
    learnt = lessons.learn(impressions(vectors), odds, right)
    assert learnt.lesson is None and learnt.gain == 0.0
    np.testing.assert_array_equal(learnt.odds, odds)


@pytest.mark.parametrize("said", [[], [True], [False], [True, True]])
def test_too_little_teaches_nothing_that_breaks(said: list[bool]) -> None:
    right = np.array(said, np.bool_)
    seen = impressions(np.eye(3)[: len(said)])
    learnt = lessons.learn(seen, np.zeros(len(said)), right)
    assert len(learnt.odds) == len(said) and np.isfinite(learnt.odds).all()


def test_the_regression_is_at_its_least_loss() -> None:
    """The gradient of the penalised loss is zero."""
    rng = np.random.default_rng(0)
    seen, odds, right = rng.normal(size=(12, 30)), rng.normal(size=12), rng.random(12) < 0.5
    weights = lessons.fit(seen, odds, right, 0.5)
    p = 1 / (1 + np.exp(-(odds + seen @ weights[:-1] + weights[-1])))
    np.testing.assert_allclose(seen.T @ (p - right) + 0.5 * weights[:-1], 0, atol=1e-4)
    assert (p - right).sum() + lessons.OFFSET * weights[-1] == pytest.approx(0, abs=1e-4)


def levelled(scores: list[float], right: list[bool], shift: float = 0.0) -> float:
    odds = np.log(np.array(scores) / (1 - np.array(scores)))
    return lessons.threshold(lessons.Learnt(None, odds, shift, 0.0), np.array(right, np.bool_), 0.2)


def test_the_threshold_parts_right_from_wrong() -> None:
    assert levelled([0.5, 0.45, 0.4, 0.3, 0.2, 0.1], [True] * 3 + [False] * 3) == pytest.approx(0.35)
    assert levelled([0.99, 0.95, 0.9, 0.8, 0.2, 0.1], [True] * 3 + [False] * 3) == pytest.approx(0.5)  # half of F1


def test_the_threshold_moves_along_where_nothing_says_otherwise() -> None:
    assert levelled([0.9, 0.8], [True, True]) == pytest.approx(0.2)
    assert levelled([0.9, 0.8], [True, False], np.log(4)) == pytest.approx(0.5)  # odds of 1 : 4, four times as high
    assert levelled([], []) == pytest.approx(0.2)
    mixed = [False] * 3 + [True] * 3
    assert levelled([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], mixed) == pytest.approx(0.2)  # the lowest is right
    assert levelled([0.9, 0.8, 0.7, 0.6, 0.5, 0.1], mixed) == pytest.approx(0.1)
