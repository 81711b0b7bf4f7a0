"""Losses as sums and what they are divided by, so that several processes that share a batch agree on the means."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class Tally(NamedTuple):
    """A summed loss, a scalar with its gradient, and how many things it is the sum of."""

    total: Tensor
    over: float

    def mean(self, over: float | None = None) -> Tensor:
        """The sum divided by how many there are, or by another number; by nothing it is not divided."""
        return self.total / max(self.over if over is None else over, 1.0)


Tallies = dict[str, tuple[Tally, ...]]
"""Losses by name; one may be the sum of several means."""
