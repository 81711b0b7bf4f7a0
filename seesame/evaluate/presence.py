"""Is it there at all? What a system answers to questions whose answer is not in the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.evaluate.detection import Figures

RECALL = 0.6  # where systems of different calibration are compared
STEPS = 101  # thresholds of the curve, from 0 to 1


@dataclass(frozen=True, eq=False)
class Answer:
    """What came back for one question.

    Attributes:
        present: whether the thing asked for is in the picture.
        scores: (R,) float64, of what was found.
        hits: (R,) bool, whether each found an object: its box overlaps it by half or more.
        objects: how many there were to find.
        told: how probable it is that something is there; None where the system tells by its scores alone.
    """

    present: bool
    scores: NDArray[np.float64]
    hits: NDArray[np.bool_]
    objects: int
    told: float | None = None

    @property
    def presence(self) -> float:
        """What was told, or the best score; 0 if nothing was found."""
        return self.best if self.told is None else self.told

    @property
    def best(self) -> float:
        """The best score; 0 if nothing was found."""
        return float(self.scores.max(initial=0.0))


def presence(answers: Sequence[Answer], threshold: float | None) -> dict[str, Figures]:
    """How well present and absent things are told apart.

    Args:
        answers: of one run.
        threshold: the shipped one; None if the system has none.

    Returns: "ranking": auroc and average_precision of the presence of each answer; "shipped" and "recall_60": the
        figures of `curve` at the shipped threshold, and at the highest that finds 60 % of the objects. None stands
        where nothing can be counted: no absent question, no threshold.
    """
    told, there = [answer.presence for answer in answers], [answer.present for answer in answers]
    counts = _counts(answers)
    return {
        "ranking": {"auroc": auroc(told, there), "average_precision": average_precision(told, there)},
        "shipped": _at(counts, threshold),
        "recall_60": _at(counts, _threshold(counts, RECALL)),
    }


def curve(answers: Sequence[Answer]) -> list[Figures]:
    """What evenly spaced thresholds from 0 to 1 make of the answers.

    Returns: at each, threshold; answered, the share of present questions with an instance; recall, the share of the
        objects found; false_per_100, instances per 100 absent questions.
    """
    counts = _counts(answers)
    return [_at(counts, step / (STEPS - 1)) for step in range(STEPS)]


def auroc(scores: ArrayLike, positive: ArrayLike) -> float | None:
    """The chance that a positive scores higher than a negative, ties counting half; scores (N,), positive (N,) bool.

    Returns: None without a positive or without a negative.
    """
    values, there = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=np.bool_)
    positives, negatives = values[there], np.sort(values[~there])
    if not len(positives) or not len(negatives):
        return None
    below = np.searchsorted(negatives, positives, side="left")
    not_above = np.searchsorted(negatives, positives, side="right")
    return float((below + not_above).sum() / (2 * len(positives) * len(negatives)))


def average_precision(scores: ArrayLike, positive: ArrayLike) -> float | None:
    """Precision averaged over recall, not interpolated, equal scores taken together; None as in `auroc`."""
    values, there = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=np.bool_)
    if there.all() or not there.any():
        return None
    order = np.argsort(-values, kind="stable")
    lasts = np.flatnonzero(np.diff(values[order], append=-np.inf))
    true = np.cumsum(there[order])[lasts]
    gained = np.diff(true, prepend=0) / true[-1]
    return float((gained * true / (lasts + 1)).sum())


@dataclass(frozen=True, eq=False)
class _Counts:
    """All answers together; scores ascending, so that a threshold is one look-up."""

    best: NDArray[np.float64]  # of each present question that found anything
    found: NDArray[np.float64]  # of instances that found an object
    wrong: NDArray[np.float64]  # of instances of absent questions
    present: int
    absent: int
    objects: int


def _counts(answers: Sequence[Answer]) -> _Counts:
    present = [answer for answer in answers if answer.present]
    absent = [answer for answer in answers if not answer.present]
    return _Counts(
        best=np.sort([answer.best for answer in present if len(answer.scores)]),
        found=np.sort(np.concatenate([np.zeros(0), *(answer.scores[answer.hits] for answer in present)])),
        wrong=np.sort(np.concatenate([np.zeros(0), *(answer.scores for answer in absent)])),
        present=len(present),
        absent=len(absent),
        objects=sum(answer.objects for answer in present),
    )


def _at(counts: _Counts, threshold: float | None) -> Figures:
    if threshold is None:
        return dict.fromkeys(("threshold", "answered", "recall", "false_per_100"))
    return {
        "threshold": threshold,
        "answered": _share(_least(counts.best, threshold), counts.present),
        "recall": _share(_least(counts.found, threshold), counts.objects),
        "false_per_100": _share(100 * _least(counts.wrong, threshold), counts.absent),
    }


def _threshold(counts: _Counts, recall: float) -> float | None:
    """The highest threshold that finds that share of the objects; None if none does."""
    needed = max(math.ceil(recall * counts.objects), 1)
    return float(counts.found[-needed]) if len(counts.found) >= needed else None


def _least(ascending: NDArray[np.float64], threshold: float) -> int:
    """How many are at least the threshold."""
    return int(len(ascending) - np.searchsorted(ascending, threshold, side="left"))


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
