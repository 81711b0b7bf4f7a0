"""The match: is what is in this region of the kind that the references show?"""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from seesame.model.regions import Embedded


class Descriptor(NamedTuple):
    """What is kept of K references: vectors (K, D), maps (K, C, cells, cells), weights (K, cells, cells) in [0, 1]."""

    vectors: Tensor
    maps: Tensor
    weights: Tensor


class Match(nn.Module):
    """Vector against vector and map against map.

    The logit starts as a scaled cosine; what the maps' correspondences and the vectors' products add is learnt.
    """

    def __init__(self, vector: int, cells: int, width: int = 128) -> None:
        super().__init__()
        evidence = vector + 3 * cells * cells
        self.learned = nn.Sequential(nn.Linear(evidence, width), nn.ReLU(), nn.Linear(width, 1))
        self.cosine = nn.Parameter(torch.tensor(10.0))
        self.offset = nn.Parameter(torch.tensor(-6.0))
        last = cast(nn.Linear, self.learned[2])
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def forward(self, regions: Embedded, descriptor: Descriptor) -> Tensor:
        """Compare R regions with K references of one question.

        Returns: logits (R, K), one for each pair.
        """
        cosine = regions.vectors @ descriptor.vectors.T
        products = regions.vectors[:, None] * descriptor.vectors[None]
        evidence = torch.cat([products * regions.vectors.shape[1] ** 0.5, self.correspondences(regions, descriptor)], 2)
        logits: Tensor = self.learned(evidence)[..., 0] + self.cosine * cosine + self.offset
        return logits

    @staticmethod
    def correspondences(regions: Embedded, descriptor: Descriptor) -> Tensor:
        """For each cell how well it is found on the other side, and in the same place.

        Returns: (R, K, 3 * cells * cells) cosines.
        """
        theirs = descriptor.maps.flatten(2)
        weights = descriptor.weights.flatten(1)
        ours = regions.maps.flatten(2)
        table = torch.einsum("rcp,kcq->rkpq", ours, theirs)
        in_reference = (table - 2.0 * (1.0 - weights)[None, :, None]).amax(3)
        in_region = table.amax(2) * weights[None]
        in_place = torch.einsum("rcp,kcp->rkp", ours, theirs * weights[:, None])
        return torch.cat([in_reference, in_region, in_place], 2)


def fuse(logits: Tensor) -> Tensor:
    """Logits (R, K) of one question's references to its own (R,): the logarithm of their mean odds."""
    return logits.logsumexp(1) - math.log(logits.shape[1])
