"""From candidate boxes to regions: a better box, how good it is, and what kind of thing is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seesame.model.config import LiteConfig
from seesame.model.layers import shift
from seesame.model.pooling import pool, pool_by_size
from seesame.model.relations import Relations


class Refined(NamedTuple):
    """Boxes (R, 4) frame pixels and the features (R, width) by which they are judged."""

    boxes: Tensor
    features: Tensor


class Embedded(NamedTuple):
    """What is in R boxes: vectors (R, D) of unit length, maps (R, C, cells, cells) of unit length along C."""

    vectors: Tensor
    maps: Tensor


class BoxHead(nn.Module):
    """Class-agnostic refinement of boxes, after the box head of arXiv 1703.06870, and what each box is worth.

    A box is judged with what lies around it, by the kind of thing in it, and among the other boxes of its scene.
    """

    def __init__(self, channels: int, config: LiteConfig, width: int = 256) -> None:
        super().__init__()
        self.cells, self.context = config.box_cells, config.box_context
        self.conv = nn.Conv2d(channels, 64, 3, padding=1)
        self.hidden = nn.Linear(64 * self.cells**2, width)
        self.deltas = nn.Linear(width, 4)
        self.relate = Relations(width, config.semantic_channels, config.relations)
        nn.init.zeros_(self.deltas.weight)
        nn.init.zeros_(self.deltas.bias)

    def forward(self, pyramid: Sequence[Tensor], rois: Tensor) -> tuple[Tensor, Tensor]:
        """Rois (R, 5) to deltas (R, 4) and features (R, width)."""
        x = F.relu(self.conv(pool_by_size(pyramid, widened(rois, self.context), self.cells)))
        x = F.relu(self.hidden(x.flatten(1)))
        return self.deltas(x), x

    def refine(self, pyramid: Sequence[Tensor], rois: Tensor) -> Refined:
        """Rois (R, 5) to moved boxes and their features."""
        deltas, features = self(pyramid, rois)
        return Refined(shift(rois[:, 1:], deltas), features)

    def judge(self, refined: Refined, vectors: Tensor) -> Tensor:
        """How well each of one scene's boxes encloses one whole object: logits (R,), from their vectors (R, D) too."""
        quality: Tensor = self.relate(refined.features[None], vectors[None], refined.boxes[None])[0]
        return quality


def widened(rois: Tensor, context: float) -> Tensor:
    """Rois (R, 5) with their boxes grown by `context` of their sides on each side."""
    margin = (rois[:, 3:] - rois[:, 1:3]) * context
    return torch.cat([rois[:, :1], rois[:, 1:3] - margin, rois[:, 3:] + margin], 1)


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
