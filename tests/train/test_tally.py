from __future__ import annotations

import torch

from seesame.train.tally import Tally


def test_a_sum_over_how_many_there_are() -> None:
    assert Tally(torch.tensor(6.0), 3).mean() == 2.0
    assert Tally(torch.tensor(6.0), 3).mean(12) == 0.5


def test_over_nothing() -> None:
    assert Tally(torch.tensor(0.0), 0).mean() == 0.0
    assert Tally(torch.tensor(0.5), 0.25).mean() == 0.5  # less than one thing is not divided by
