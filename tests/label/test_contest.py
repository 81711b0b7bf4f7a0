from __future__ import annotations

import numpy as np
import pytest

from seesame.geometry import runlength
from seesame.instances import Instances
from seesame.label.contest import contest

SIZE = (40, 60)


def found(*things: tuple[int, int, int, int, float]) -> Instances:
    masks = np.zeros((len(things), *SIZE), np.bool_)
    for mask, (x1, y1, x2, y2, _) in zip(masks, things, strict=True):
        mask[y1:y2, x1:x2] = True
    return Instances.from_masks(SIZE, [each[:4] for each in things], [each[4] for each in things], masks)


def test_nothing_claimed() -> None:
    assert contest([found(), found()], [0.3, 0.3]) == ()


def test_each_thing_goes_to_the_card_that_is_surest_of_it() -> None:
    mugs = found((0, 0, 10, 10, 0.9), (20, 0, 30, 10, 0.4))
    bowls = found((0, 0, 10, 11, 0.5), (20, 0, 30, 10, 0.6), (40, 0, 50, 10, 0.2))
    claims = contest([mugs, bowls], [0.5, 0.5])
    assert [(claim.card, claim.box[0]) for claim in claims] == [(0, 0), (1, 20), (1, 40)]
    assert [claim.rival for claim in claims] == [1, 0, None]
    assert claims[0].margin == pytest.approx(np.log(9)) and claims[0].rival_margin == pytest.approx(0)
    assert claims[2].margin == pytest.approx(np.log(0.25)) and claims[2].rival_margin is None
    np.testing.assert_array_equal(runlength.decode(claims[0].segmentation), mugs.masks[0])


def test_what_counts_is_the_distance_from_the_cards_own_level() -> None:
    strict, lenient = found((0, 0, 10, 10, 0.7)), found((0, 0, 10, 10, 0.4))
    (claim,) = contest([strict, lenient], [0.8, 0.1])
    assert (claim.card, claim.rival) == (1, 0) and claim.rival_margin is not None and claim.rival_margin < 0


def test_a_card_is_not_its_own_rival_and_neighbours_are_two_things() -> None:
    (one, other) = contest([found((0, 0, 10, 10, 0.9), (0, 0, 10, 9, 0.8), (6, 0, 16, 10, 0.7))], [0.5])
    assert (one.box[0], other.box[0], one.rival) == (0, 6, None)
