from __future__ import annotations

import pytest

from seesame.label.labelled import Claim, Labelled
from seesame.label.review import doubts


def claim(card: int, margin: float, rival_margin: float | None = None) -> Claim:
    return Claim(card, (0, 0, 5, 5), 0.5, margin, {}, None if rival_margin is None else 1 - card, rival_margin)


def test_the_nearest_of_each_card_come_first() -> None:
    first = Labelled("a.png", (9, 9), (claim(0, 3.0), claim(0, 0.1), claim(0, -0.2), claim(1, -0.9), claim(1, -2.0)))
    second = Labelled("b.png", (9, 9), (claim(0, 0.3), claim(1, 0.5)))
    order = [(each.picture, each.claim.card, each.distance) for each in doubts([first, second])]
    assert order == [("a.png", 0, 0.1), ("b.png", 1, 0.5), ("a.png", 0, 0.2), ("a.png", 1, 0.9), ("b.png", 0, 0.3)]
    assert len(doubts([first, second], band=0.25)) == 2


def test_a_near_rival_makes_a_sure_claim_doubtful() -> None:
    contested, left_out = claim(0, 3.0, 2.6), claim(0, -0.5, -0.6)
    found = doubts([Labelled("a.png", (9, 9), (contested, left_out, claim(1, 3.0, 1.0)))])
    assert [each.distance for each in found] == [pytest.approx(0.4), 0.5]
    assert doubts([]) == []
