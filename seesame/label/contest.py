"""Several cards claim things of one picture: each thing goes to the card that is surest of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from seesame.geometry import masks
from seesame.instances import Instances
from seesame.label.labelled import Claim

SAME_THING = 0.5
"""Intersection over union of masks from which two claims are of one thing."""
_SURE = 1e-6  # scores are kept so far from 0 and 1


def contest(found: Sequence[Instances], levels: Sequence[float]) -> tuple[Claim, ...]:
    """One claim for each thing, the surest first.

    Args:
        found: what each card found in the picture.
        levels: the score from which instances of each card count.
    """
    margins = [
        (log_odds(score) - log_odds(levels[card]), card, row)
        for card, each in enumerate(found)
        for row, score in enumerate(each.scores.tolist())
    ]
    kept: list[tuple[float, int, int]] = []
    rivals: dict[tuple[int, int], tuple[int, float]] = {}
    for margin, card, row in sorted(margins, key=lambda each: (-each[0], each[1], each[2])):
        better = next((each for each in kept if _overlap(found, each[1:], (card, row)) >= SAME_THING), None)
        if better is None:
            kept.append((margin, card, row))
        elif better[1] != card:
            rivals.setdefault(better[1:], (card, margin))
    return tuple(_claim(found[card], row, card, margin, rivals.get((card, row))) for margin, card, row in kept)


def _claim(found: Instances, row: int, card: int, margin: float, rival: tuple[int, float] | None) -> Claim:
    x1, y1, x2, y2 = found.boxes[row].tolist()
    (told,) = found[row].to_coco(0, 0)
    score = float(found.scores[row])
    other, other_margin = rival or (None, None)
    return Claim(card, (x1, y1, x2, y2), score, margin, told["segmentation"], other, other_margin)


def _overlap(found: Sequence[Instances], one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union of the masks of two claims (card, row)."""
    (first, a), (second, b) = ((found[card], row) for card, row in (one, other))
    common = masks.common(first.crops[a], first.corners[a], second.crops[b], second.corners[b])
    return common / max(int(first.crops[a].sum()) + int(second.crops[b].sum()) - common, 1)


def log_odds(score: float) -> float:
    """The logarithm of a score's odds, finite at 0 and 1 too."""
    held = min(max(score, _SURE), 1.0 - _SURE)
    return math.log(held / (1.0 - held))
