"""Class-agnostic candidates: at every place of the pyramid, is there an object, and how far are its sides?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seesame.model.layers import separable


class Proposals(NamedTuple):
    """Dense candidates of B scenes at N places: logits (B, N), boxes (B, N, 4) frame pixels, places (N, 2) x y,
    strides (N,)."""

    logits: Tensor
    boxes: Tensor
    places: Tensor
    strides: Tensor


class ProposalHead(nn.Module):
    """One tower for all levels. Source: FCOS, arXiv 1904.01355, with the joint quality of arXiv 2006.04388."""

    def __init__(self, channels: int, depth: int, levels: int) -> None:
        super().__init__()
        self.tower = nn.Sequential(*(separable(channels, channels) for _ in range(depth)))
        self.objectness = nn.Conv2d(channels, 1, 1)
        self.sides = nn.Conv2d(channels, 4, 1)
        self.scales = nn.Parameter(torch.ones(levels))
        nn.init.constant_(self.objectness.bias, -math.log(99.0))  # type: ignore[arg-type]
        nn.init.normal_(self.objectness.weight, std=0.01)
        nn.init.constant_(self.sides.bias, math.log(4.0))  # type: ignore[arg-type]
        nn.init.normal_(self.sides.weight, std=0.01)

    def forward(self, pyramid: Sequence[Tensor]) -> Proposals:
        """Pyramid maps of stride 4, 8, 16, 32 to candidates of stride 4 to 64."""
        levels = [*pyramid, F.max_pool2d(pyramid[-1], 1, 2)]
        logits, boxes, places, strides = [], [], [], []
        for index, level in enumerate(levels):
            stride = 4 * 2**index
            x = self.tower(level)
            where = _places(x, stride)
            sides = torch.exp((self.sides(x) * self.scales[index]).clamp(max=5.0)) * stride
            sides = sides.flatten(2).transpose(1, 2)
            logits.append(self.objectness(x).flatten(1))
            boxes.append(torch.cat([where - sides[..., :2], where + sides[..., 2:]], -1))
            places.append(where)
            strides.append(where.new_full(where.shape[:1], stride))
        return Proposals(torch.cat(logits, 1), torch.cat(boxes, 1), torch.cat(places), torch.cat(strides))


def best(proposals: Proposals, count: int, size: Sequence[int] | Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """The most likely candidates, clipped to the frame.

    Returns: boxes (B, count, 4), logits (B, count), best first.
    """
    logits, order = proposals.logits.topk(count, 1)
    boxes = proposals.boxes.gather(1, order[..., None].expand(-1, -1, 4))
    height, width = size
    x = boxes[..., 0::2].clamp(min=0).clamp(max=width)
    y = boxes[..., 1::2].clamp(min=0).clamp(max=height)
    return torch.stack([x[..., 0], y[..., 0], x[..., 1], y[..., 1]], -1), logits


def _places(level: Tensor, stride: int) -> Tensor:
    """Centres of a map's cells: (h * w, 2) x y in frame pixels."""
    ys = (torch.arange(level.shape[2], device=level.device) + 0.5) * stride
    xs = (torch.arange(level.shape[3], device=level.device) + 0.5) * stride
    grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")
    return torch.stack([grid_x.flatten(), grid_y.flatten()], 1).to(level.dtype)
