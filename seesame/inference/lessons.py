"""What yes and no teach: a regularised logistic regression on top of the scores, kept only where it proves itself.

The score's log odds stay as they are and get an addition that is linear in a region's vector and quality. Its strength
is the one that predicts held-out judgements best; where none predicts them better than the scores alone do, nothing is
learnt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seesame.card import Impressions
from seesame.descriptor import Lesson

STRENGTHS = (1.0, 0.3, 0.1)
"""Precisions of the prior that nothing is to be learnt, the most sceptical first."""
QUALITY = 3.0
"""How much more sceptical of the quality, which varies more than the vectors do."""
OFFSET = 0.1
"""The prior's precision for what is added to all."""
FOLDS = 5
EITHER = 3
"""Yes, and no, that it takes to fit a threshold."""
LEAST = 0.01
"""Nats a held-out judgement must be better predicted by, for anything to be learnt."""

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Learnt:
    """What came of judgements.

    Attributes:
        lesson: None where the scores alone predict held-out judgements as well.
        odds: (N,), log odds of each judged region as it would be if it had not been judged.
        shift: what the lesson adds to the log odds of a region as they usually are.
        gain: by how much better held-out judgements are predicted than by the scores, nats each; 0 without lesson.
    """

    lesson: Lesson | None
    odds: Doubles
    shift: float
    gain: float


def learn(impressions: Impressions, odds: Doubles, right: Bools) -> Learnt:
    """Learn from N judgements.

    Takes: what was seen of them; the log odds (N,) of their scores before; what was said (N,).
    """
    before = odds.astype(np.float64)
    if not len(before):
        return Learnt(None, before, 0.0, 0.0)
    fold, seen, centre = _folds(right), _design(impressions), _centre(impressions)
    shifted = _held_out(seen[:, :0], before, right, fold, 1.0)
    told, strength = before, 0.0
    least = min(_loss(before, right), _loss(shifted, right)) - LEAST
    for precision in STRENGTHS:
        trial = _held_out(seen, before, right, fold, precision)
        if _loss(trial, right) < least:
            told, least, strength = trial, _loss(trial, right), precision
    if not strength:
        return Learnt(None, told, 0.0, 0.0)
    weights = fit(seen, before, right, strength)
    direction = weights[:-2].astype(np.float32)
    quality = float(weights[-2] / np.sqrt(QUALITY))
    offset = float(weights[-1] - weights[:-1] @ centre)
    return Learnt(Lesson(direction, quality, offset), told, float(weights[-1]), _loss(before, right) - least)


def enough(right: Bools) -> bool:
    """Whether there are judgements of both kinds, enough for a threshold."""
    return int(min(right.sum(), (~right).sum())) >= EITHER


def threshold(learnt: Learnt, right: Bools, before: float) -> float:
    """The score from which an instance counts, after judgements; so far it was `before`.

    It divides the judged instances best into right and wrong, by F1, but is at most half of that F1, where
    probabilities are best cut. Where there are too few of either kind, or where none is better left out, it only moves
    along with the scores: what lies lower has not been judged.
    Source: half of the best F1, Lipton et al. 2014, arXiv 1402.1892.
    """
    along = float(_sigmoid(np.float64(np.log(before / (1 - before)) + learnt.shift))) if 0 < before < 1 else before
    if not enough(right):
        return along
    order = np.argsort(-learnt.odds, kind="stable")
    found = np.cumsum(right[order])
    f1 = 2.0 * found / (np.arange(1, len(order) + 1) + right.sum())
    last = int(f1.argmax())
    falling = _sigmoid(learnt.odds[order])
    if last + 1 == len(order):
        return min(along, float(falling[last]))
    return float(min((falling[last] + falling[last + 1]) / 2, f1[last] / 2))


def fit(seen: Doubles, odds: Doubles, right: Bools, precision: float, rounds: int = 30) -> Doubles:
    """Weights (P + 1,) of a logistic regression with fixed offsets, by Newton's method with halved steps.

    Takes: seen (N, P), log odds (N,) to start from, right (N,), the precision of the prior that all weights are 0. The
    last weight is added to all. Solved in the space of the N rows, which are few, not of the P columns.
    Source: Bishop, Pattern Recognition and Machine Learning, 4.3.3; the Woodbury identity.
    """
    design = np.concatenate([seen, np.ones((len(seen), 1))], 1)
    prior = np.full(design.shape[1], precision)
    prior[-1] = OFFSET

    def loss(weights: Doubles) -> float:
        values = odds + design @ weights
        return float((np.logaddexp(0.0, values) - right * values).sum() + 0.5 * (prior * weights**2).sum())

    weights = np.zeros(design.shape[1])
    for _ in range(rounds):
        p = _sigmoid(odds + design @ weights)
        slope = (design.T @ (p - right) + prior * weights) / prior
        spread = design / prior
        inner = np.diag(1.0 / (p * (1.0 - p) + 1e-9)) + spread @ design.T
        step = slope - spread.T @ np.linalg.solve(inner, design @ slope)
        while loss(weights - step) > loss(weights) and np.abs(step).max() > 1e-7:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() <= 1e-7:
            break
    return weights


def _design(impressions: Impressions) -> Doubles:
    """What is regressed on (N, D + 1): vectors and quality, less what is usual in the judged scenes."""
    joined = np.concatenate([impressions.vectors, impressions.quality[:, None]], 1).astype(np.float64)
    joined[:, -1] /= np.sqrt(QUALITY)
    return np.asarray(joined - _centre(impressions))


def _centre(impressions: Impressions) -> Doubles:
    usual = impressions.surroundings.astype(np.float64).mean(0)
    usual[-1] /= np.sqrt(QUALITY)
    return np.asarray(usual)


def _folds(right: Bools) -> npt.NDArray[np.int64]:
    """The fold of each judgement: yes and no each dealt out evenly."""
    fold = np.zeros(len(right), np.int64)
    for said in (True, False):
        rows = np.flatnonzero(right == said)
        fold[rows] = np.arange(len(rows)) % FOLDS
    return fold


def _held_out(seen: Doubles, odds: Doubles, right: Bools, fold: npt.NDArray[np.int64], precision: float) -> Doubles:
    """The log odds (N,) of each judgement from what the others teach."""
    told = odds.copy()
    for number in np.unique(fold):
        held = fold == number
        if not held.all():
            weights = fit(seen[~held], odds[~held], right[~held], precision)
            told[held] += seen[held] @ weights[:-1] + weights[-1]
    return np.asarray(told)


def _sigmoid(odds: Doubles | np.float64) -> Doubles:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * odds)))


def _loss(odds: Doubles, right: Bools) -> float:
    """The mean logarithmic loss of log odds (N,), nats."""
    return float((np.logaddexp(0.0, odds) - right * odds).mean())
