"""Losses as sums and what they are divided by, so that several processes that share a batch agree on the means."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class Tally(NamedTuple):
    """A summed loss, a scalar with its gradient, and how many things it is the sum of."""

    total: Tensor
    count: float

    def mean(self, count: float | None = None) -> Tensor:
        """The sum over this count, or over another; over nothing it is the sum itself."""
        return self.total / max(self.count if count is None else count, 1.0)


Tallies = dict[str, tuple[Tally, ...]]
"""Losses by name; one may be the sum of several means."""
