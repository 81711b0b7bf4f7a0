"""One learnt vector for each category of the training data; regions and references gather round their own.

Only training knows it: what the network keeps is a space in which kinds lie apart.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seesame.data.sources import Pool
from seesame.train.tally import Tally


class Proxies(nn.Module):
    """A vector for each askable category of a pool. Source: arXiv 1703.07464 in the form of arXiv 1811.12649."""

    doubtful: Tensor

    def __init__(self, pool: Pool, channels: int, sharpness: float = 14.0) -> None:
        super().__init__()
        self.sharpness = sharpness
        self.vectors = nn.Parameter(torch.randn(len(pool.askable), channels) / channels**0.5)
        doubtful = [[pool.same(one, other) < 0.0 for other in pool.askable] for one in pool.askable]
        self.register_buffer("doubtful", torch.tensor(doubtful), persistent=False)

    @torch.no_grad()
    def start_from(self, vectors: Tensor) -> None:
        """Begin where each category's references lie: vectors (N, D) in the order of the pool's askable ones."""
        self.vectors.copy_(vectors)

    def forward(self, vectors: Tensor, kinds: Tensor) -> Tally:
        """Cross entropy of vectors (N, D) of unit length over all categories, of those whose kind is known.

        Takes: kinds int64 (N,), -1 where it is not; categories that may be the same thing don't count against it.
        """
        known = kinds >= 0
        if not known.any():
            return Tally(vectors.sum() * 0.0, 0)
        logits = self.sharpness * vectors[known] @ F.normalize(self.vectors, dim=1).T
        logits = logits.masked_fill(self.doubtful[kinds[known]], -torch.inf)
        return Tally(F.cross_entropy(logits, kinds[known], reduction="sum"), int(known.sum()))
