"""What a box is worth among the others of its scene: the whole among its parts, the better of two."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn


class Relations(nn.Module):
    """Attention between the boxes of one scene, biased by how they lie to each other, to one quality each.

    Source: arXiv 1711.11575, section 3, with overlap and containment as geometry.
    """

    def __init__(self, channels: int, vector: int, rounds: int, width: int = 128, heads: int = 4) -> None:
        super().__init__()
        self.enter = nn.Linear(channels, width)
        self.kind = nn.Linear(vector, width, bias=False)
        self.rounds = nn.ModuleList(_Round(width, heads) for _ in range(rounds))
        self.quality = nn.Linear(width, 1)
        nn.init.zeros_(self.kind.weight)

    def forward(self, features: Tensor, vectors: Tensor, boxes: Tensor) -> Tensor:
        """Features (B, R, C), vectors (B, R, D) of what is in the boxes (B, R, 4) to quality logits (B, R)."""
        x = torch.relu(self.enter(features) + self.kind(vectors))
        lie = lying(boxes)
        for each in self.rounds:
            x = each(x, lie)
        quality: Tensor = self.quality(x)[..., 0]
        return quality


class _Round(nn.Module):
    """One round of attention; begins by changing nothing."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.each = heads, width // heads
        self.norm, self.norm_after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.ask = nn.Linear(width, 3 * width)
        self.bias = nn.Sequential(nn.Linear(GEOMETRY, 32), nn.ReLU(), nn.Linear(32, heads))
        self.leave = nn.Linear(width, width)
        self.think = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
        for last in (self.leave, cast(nn.Linear, self.think[2])):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def forward(self, x: Tensor, lie: Tensor) -> Tensor:
        """x (B, R, width), lie (B, R, R, GEOMETRY) to (B, R, width)."""
        queries, keys, values = self.ask(self.norm(x)).chunk(3, -1)
        queries, keys, values = (self._split(each) for each in (queries, keys, values))
        scale = queries.shape[-1] ** -0.5
        weights = (queries @ keys.transpose(2, 3) * scale + self.bias(lie).permute(0, 3, 1, 2)).softmax(-1)
        x = x + self.leave((weights @ values).transpose(1, 2).reshape(x.shape))
        after: Tensor = x + self.think(self.norm_after(x))
        return after

    def _split(self, x: Tensor) -> Tensor:
        """(B, R, width) to (B, heads, R, width / heads)."""
        return x.reshape(*x.shape[:2], self.heads, self.each).transpose(1, 2)


GEOMETRY = 7
"""Numbers that say how one box lies to another."""


def lying(boxes: Tensor) -> Tensor:
    """How boxes (B, R, 4) lie to each other: (B, R, R, 7).

    Overlap, the share of each inside the other, the distance of the centres by the first one's size, the logarithms of
    the ratios of width and height.
    """
    low, high = boxes[..., :2], boxes[..., 2:]
    size = (high - low).clamp(min=1.0)
    area = size[..., 0] * size[..., 1]
    shared = torch.minimum(high[:, :, None], high[:, None]) - torch.maximum(low[:, :, None], low[:, None])
    inter = shared.clamp(min=0.0).prod(-1)
    one, other = area[:, :, None], area[:, None]
    centre = (low + high) / 2
    far = ((centre[:, None] - centre[:, :, None]) / size[:, :, None]).clamp(-4.0, 4.0)
    ratio = (size[:, None].log() - size[:, :, None].log()).clamp(-4.0, 4.0)
    return torch.cat([torch.stack([inter / (one + other - inter), inter / one, inter / other], -1), far, ratio], -1)
