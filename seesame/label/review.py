"""What a person should look at, the most useful first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from seesame.label.labelled import Claim, Labelled

BAND = 1.0
"""Logarithm of odds: a claim nearer than this to being decided otherwise is doubtful."""


@dataclass(frozen=True)
class Doubt:
    """A claim that might be decided otherwise.

    Attributes:
        picture: its path.
        distance: how far from being decided otherwise, logarithm of odds: from being a label or none, or from going to
            the rival.
    """

    picture: str
    claim: Claim
    distance: float


def doubts(pictures: Iterable[Labelled], band: float = BAND) -> list[Doubt]:
    """The doubtful claims: of each card in turn the nearest, then of each the second, and so on.

    So a card with many doubts does not hide another's.
    """
    by_card: dict[int, list[Doubt]] = defaultdict(list)
    for each in pictures:
        for claim in each.claims:
            distance = _distance(claim)
            if distance < band:
                by_card[claim.card].append(Doubt(each.path, claim, distance))
    ranked = (
        (place, doubt)
        for card in sorted(by_card)
        for place, doubt in enumerate(sorted(by_card[card], key=lambda each: each.distance))
    )
    return [doubt for _, doubt in sorted(ranked, key=lambda each: (each[0], each[1].distance))]


def _distance(claim: Claim) -> float:
    if claim.rival_margin is None or claim.margin < 0:
        return abs(claim.margin)
    return min(claim.margin, claim.margin - claim.rival_margin)
