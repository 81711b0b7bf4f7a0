"""From which score to believe that a thing is there, so that a stated share of pictures without it raises no alarm."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from seesame.errors import ConfigError
from seesame.weights import AlarmLevel, Presence


def probability(presence: Presence, best: float, alike: float = 0.0) -> float:
    """How probable it is that the thing is in a picture whose best score is `best` and that is as `alike` to where the
    references were as `gist.likeness` says, where half of the pictures have it.

    Returns: 0 to 1.
    """
    clipped = min(max(best, 1e-7), 1 - 1e-7)
    evidence = math.log(clipped / (1 - clipped)) + presence.alike * alike
    return 1.0 / (1.0 + math.exp(-(presence.slope * evidence + presence.offset)))


def promised(presence: Presence, rate: float) -> AlarmLevel:
    """Threshold and recall for a false-alarm rate, between those that were measured.

    Raises: ConfigError: the rate lies outside of what was measured.
    """
    levels = presence.levels
    if not levels[0].rate <= rate <= levels[-1].rate:
        raise ConfigError(
            f"{100 * rate:g} % false alarms were asked for, expected {100 * levels[0].rate:g} % to "
            f"{100 * levels[-1].rate:g} %, which these weights were measured for"
        )
    at = [math.log(each.rate) for each in levels]
    threshold, recall = (
        float(np.interp(math.log(rate), at, [getattr(each, name) for each in levels]))
        for name in ("threshold", "recall")
    )
    return AlarmLevel(rate=rate, threshold=threshold, recall=recall)


def recall_at(presence: Presence, threshold: float) -> float:
    """The share of objects that a threshold is expected to find, as measured; above that, falling to none."""
    falling = presence.levels[::-1]  # the highest rate has the lowest threshold
    thresholds, recalls = [each.threshold for each in falling], [each.recall for each in falling]
    return float(np.interp(threshold, [*thresholds, max(1.0, thresholds[-1])], [*recalls, 0.0]))


def conformal(best: ArrayLike, rate: float) -> float:
    """The least threshold that at most `rate` of the pictures like these reach, whatever their scores look like.

    Takes: best (N,), the best scores of pictures that do not have the thing.
    Raises: ConfigError: so few pictures promise no rate as low.
    Source: split conformal prediction, arXiv 2107.07511, section 1.
    """
    falling = np.sort(np.asarray(best, np.float64))[::-1]
    allowed = allowance(len(falling), rate)
    return min(float(np.nextafter(np.float32(falling[allowed - 1]), np.float32(2))), 1.0)


def allowance(pictures: int, rate: float) -> int:
    """How many of so many pictures without the thing may raise a false alarm, for a promise that holds for others.

    Raises: ConfigError: so few pictures promise no rate as low.
    """
    allowed = math.floor(rate * (pictures + 1) + 1e-9)
    if allowed < 1:
        least, possible = math.ceil(1 / rate - 1e-9) - 1, math.ceil(100 / (pictures + 1))
        raise ConfigError(
            f"{pictures} pictures without the thing cannot promise {100 * rate:g} % false alarms, expected {least} or "
            f"more; give them, or ask for {possible} % or more"
        )
    return allowed


def measured(best: ArrayLike, right: ArrayLike, objects: int, rates: Sequence[float]) -> tuple[AlarmLevel, ...]:
    """What was measured at each rate: the threshold, and the share of objects found there.

    Takes: best (N,), of questions for absent things; right (M,), scores of finds that found one of the objects.
    """
    absent, found = np.sort(np.asarray(best, np.float64)), np.asarray(right, np.float64)
    levels = []
    for rate in sorted(rates):
        threshold = float(np.quantile(absent, 1.0 - rate))
        levels.append(
            AlarmLevel(rate=rate, threshold=threshold, recall=float((found >= threshold).sum()) / max(objects, 1))
        )
    return tuple(levels)
