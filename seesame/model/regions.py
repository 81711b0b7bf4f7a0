"""From candidate boxes to regions: a better box, how good it is, and what kind of thing is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch.nn.functional as F
from torch import Tensor, nn

from seesame.model.layers import pool, pool_by_size, shift


class Refined(NamedTuple):
    """Boxes (R, 4) frame pixels and the logit (R,) of how well each encloses one whole object."""

    boxes: Tensor
    quality: Tensor


class Embedded(NamedTuple):
    """What is in R boxes: vectors (R, D) of unit length, maps (R, C, cells, cells) of unit length along C."""

    vectors: Tensor
    maps: Tensor


class BoxHead(nn.Module):
    """Class-agnostic refinement of boxes, after the box head of arXiv 1703.06870."""

    def __init__(self, channels: int, cells: int, width: int = 256) -> None:
        super().__init__()
        self.cells = cells
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.hidden = nn.Linear(channels * cells * cells, width)
        self.deltas = nn.Linear(width, 4)
        self.quality = nn.Linear(width, 1)
        nn.init.zeros_(self.deltas.weight)
        nn.init.zeros_(self.deltas.bias)

    def forward(self, pyramid: Sequence[Tensor], rois: Tensor) -> tuple[Tensor, Tensor]:
        """Rois (R, 5) to deltas (R, 4) and quality logits (R,)."""
        x = F.relu(self.conv(pool_by_size(pyramid, rois, self.cells)))
        x = F.relu(self.hidden(x.flatten(1)))
        return self.deltas(x), self.quality(x)[:, 0]

    def refine(self, pyramid: Sequence[Tensor], rois: Tensor) -> Refined:
        """Rois (R, 5) to moved boxes and their quality."""
        deltas, quality = self(pyramid, rois)
        return Refined(shift(rois[:, 1:], deltas), quality)


class Embedding(nn.Module):
    """The vector and the map of a box. Knows no reference: references and regions go through the same layers."""

    def __init__(self, semantic: int, channels: int, cells: int) -> None:
        super().__init__()
        self.cells = cells
        self.residual = nn.Sequential(nn.Linear(semantic, semantic), nn.ReLU(), nn.Linear(semantic, semantic))
        self.to_map = nn.Conv2d(semantic, channels, 1)
        last = cast(nn.Linear, self.residual[2])
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        nn.init.orthogonal_(self.to_map.weight)
        nn.init.zeros_(self.to_map.bias)  # type: ignore[arg-type]

    def forward(self, semantic: Tensor, rois: Tensor, weights: Tensor | None = None) -> Embedded:
        """Embed boxes.

        Takes: semantic (B, S, h / 16, w / 16); rois (R, 5); weights (R, cells, cells), how much of each cell belongs to
        the object, None for all of it.
        """
        x = pool(semantic, rois, 16, self.cells)
        if weights is None:
            mean = x.mean((2, 3))
        else:
            mean = (x * weights[:, None]).sum((2, 3)) / weights.sum((1, 2)).clamp(min=1e-4)[:, None]
        mean = F.normalize(mean, dim=1)
        vectors = F.normalize(mean + self.residual(mean), dim=1)
        return Embedded(vectors, F.normalize(self.to_map(x), dim=1))
