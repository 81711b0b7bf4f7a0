from __future__ import annotations

import numpy as np
import pytest

from seesame.errors import ConfigError
from seesame.inference.alarms import allowance, conformal, measured, probability, promised, recall_at
from seesame.weights import AlarmLevel, Presence

LEVELS = (
    AlarmLevel(rate=0.01, threshold=0.8, recall=0.2),
    AlarmLevel(rate=0.1, threshold=0.4, recall=0.6),
    AlarmLevel(rate=0.5, threshold=0.1, recall=0.9),
)
PRESENCE = Presence(slope=2.0, offset=1.0, levels=LEVELS)


def test_probability_by_hand() -> None:
    assert probability(PRESENCE, 0.5) == pytest.approx(1 / (1 + np.exp(-1)))
    assert probability(PRESENCE, 0.0) < 1e-10
    assert probability(PRESENCE, 1.0) > 1 - 1e-10


def test_between_two_rates() -> None:
    assert promised(PRESENCE, 0.01) == LEVELS[0]
    between = promised(PRESENCE, 0.1**1.5)
    assert (between.threshold, between.recall) == (pytest.approx(0.6), pytest.approx(0.4))
    for rate in (0.001, 0.9):
        with pytest.raises(ConfigError, match="expected 1 % to 50 %"):
            promised(PRESENCE, rate)


def test_recall_of_a_threshold() -> None:
    assert recall_at(PRESENCE, 0.4) == 0.6
    assert recall_at(PRESENCE, 0.6) == pytest.approx(0.4)
    assert recall_at(PRESENCE, 0.9) == pytest.approx(0.1)  # higher than what was measured
    assert (recall_at(PRESENCE, 1.0), recall_at(PRESENCE, 0.0)) == (0.0, 0.9)


def test_the_conformal_threshold_by_hand() -> None:
    best = np.linspace(0.1, 0.9, 9)
    assert conformal(best, 0.1) > 0.9
    assert conformal(best, 0.1) == pytest.approx(0.9)
    assert 0.8 < conformal(best, 0.2) < 0.81
    assert conformal([1.0] * 99, 0.01) == 1.0


def test_how_many_alarms_are_allowed() -> None:
    assert [allowance(count, 0.05) for count in (19, 38, 39, 99)] == [1, 1, 2, 5]
    assert (allowance(99, 0.01), allowance(198, 0.01), allowance(199, 0.01)) == (1, 1, 2)
    with pytest.raises(ConfigError, match=r"18 pictures .* 5 % false alarms, expected 19 or more; .* ask for 6 %"):
        allowance(18, 0.05)


def test_too_few_pictures_say_how_many_it_takes() -> None:
    with pytest.raises(ConfigError, match=r"8 pictures .* cannot promise 1 % .* expected 99 or more; .* ask for 12 %"):
        conformal(np.zeros(8), 0.01)
    with pytest.raises(ConfigError, match="0 pictures"):
        conformal([], 0.5)


def test_what_is_promised_is_kept() -> None:
    """Over many draws the share of new pictures that reach the threshold is at most the rate."""
    rng = np.random.default_rng(0)
    for rate in (0.02, 0.1):
        seen = [(rng.beta(1, 5, 200) >= conformal(rng.beta(1, 5, 120), rate)).mean() for _ in range(2000)]
        assert rate * 0.6 < np.mean(seen) <= rate


def test_measured_levels() -> None:
    levels = measured(np.linspace(0, 1, 101), [0.95, 0.55, 0.2], 4, (0.5, 0.1))
    assert [each.rate for each in levels] == [0.1, 0.5]
    assert [each.threshold for each in levels] == [pytest.approx(0.9), pytest.approx(0.5)]
    assert [each.recall for each in levels] == [0.25, 0.5]
