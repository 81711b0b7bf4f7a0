from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seesame.errors import DataError
from seesame.evaluate import sameness
from seesame.evaluate.lookalikes import Place
from seesame.evaluate.sameness import Asked
from seesame.inference.sameness import EVIDENCE

MUGS, CATS, ELSE = frozenset({"mug"}), frozenset({"cat"}), frozenset[str]()


def asked(noise: float = 0.3) -> Asked:
    """Two photographs each of four mugs; elsewhere eight mugs and eight cats. Of two regions the second is the thing.

    Only hues tell the mugs apart; the category tells mugs from cats.
    """
    rng = np.random.default_rng(0)
    owned = [Place(Path(f"{name}-{n}"), name, MUGS, turn % 2) for turn, name in enumerate("abcd") for n in (0, 1)]
    others = [Place(Path(f"{n}"), "", MUGS if n % 4 < 2 else ELSE, n % 2) for n in range(16)]
    places = (*owned, *others)
    pairs = [(q, s) for q in range(8) for s in range(len(places)) if q != s]
    evidence = []
    for q, s in pairs:
        same, mug = places[q].owner == places[s].owner, bool(places[s].kinds)
        thing = np.array([4.0 if mug else -4.0, 0.0, 0.5, 0.9 if same else 0.4, 0.5, 0.5])
        regions = np.stack([np.array([-6.0, 0.0, 0.5, 0.5, 0.5, 0.5]), thing])
        evidence.append((regions + noise * 0.2 * rng.normal(size=regions.shape)).astype(np.float32))
    category = np.array([each[:, 0].max() for each in evidence], np.float64)
    questions, scenes = (np.array(each) for each in zip(*pairs, strict=True))
    return Asked(places, questions, scenes, category, tuple(evidence), {}, {})


def test_groups() -> None:
    every = asked()
    assert every.same.sum() == 8 and every.alike.sum() == 8 * (6 + 8) and not (every.same & every.alike).any()
    assert every.unseen(0).sum() == 4 * (4 + 8 - 1) == every.unseen(1).sum()


def test_what_tells_the_objects_apart_is_found_on_objects_that_were_not_fitted() -> None:
    every = asked()
    told = sameness.crossed(every)
    assert told[every.same].min() > 0.5 > told[~every.same].max()
    fitted = sameness.fit(every, np.ones(len(told), np.bool_))
    slopes = {name: abs(slope) for name, slope in fitted.slopes.items()}
    assert set(fitted.slopes) == set(EVIDENCE) and max(slopes, key=lambda name: slopes[name]) == "hues"
    known = sameness.presence(every, told)
    assert (known.slope, known.offset) == (1, 0) and known.levels[0].recall == 1.0 and known.levels[0].threshold < 0.5


def test_nothing_worth_a_look_scores_zero() -> None:
    every = asked()
    empty = np.zeros((0, len(EVIDENCE)), np.float32)
    bare = Asked(every.places, every.questions, every.scenes, every.category, (empty,) * len(every.questions), {}, {})
    fitted = sameness.fit(every, np.ones(len(every.questions), np.bool_))
    assert sameness.scores(bare, fitted).tolist() == [0.0] * len(bare.questions)
    with pytest.raises(DataError, match="no photographs of the same object, of look-alikes or of other things"):
        sameness.fit(every, every.same)


def test_weights_are_halves_and_quarters() -> None:
    weights = sameness.shares(np.array([1, 0, 0, 0, 0], bool), np.array([0, 1, 1, 0, 0], bool))
    assert weights.tolist() == [0.5, 0.125, 0.125, 0.125, 0.125]


def test_logistic_finds_the_rates() -> None:
    """One in four of those at 0 and three in four of those at 1: logits -log 3 and log 3, a little shrunk."""
    x = np.repeat([0.0, 1.0], 400)[:, None]
    correct = np.tile([True, False, False, False], 100).tolist() + np.tile([True, True, True, False], 100).tolist()
    slopes, offset = sameness.logistic(x, np.array(correct), np.full(800, 1 / 800))
    assert offset + slopes[0] / 2 == pytest.approx(0, abs=1e-6)
    assert 0.8 * 2 * np.log(3) < slopes[0] < 2 * np.log(3)
