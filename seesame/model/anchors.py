"""Region proposals over anchors, and the arithmetic of boxes of the old code.

It computes between the middles of the first and the last pixel, so that the right and bottom sides of a box count one
less than elsewhere in seesame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.ops import nms

from seesame.model.layers import shift

CANDIDATES = 6000
"""Anchors a scene at most that become proposals, before overlapping ones are suppressed."""


class Anchored(NamedTuple):
    """What is said of the A anchors (A, 4) of B scenes: logits (B, A, 2) of background and object, deltas (B, A, 4)."""

    logits: Tensor
    deltas: Tensor
    anchors: Tensor


class AnchorHead(nn.Module):
    """Region proposal head over anchors of one size and several shapes a level. Source: arXiv 1506.01497."""

    def __init__(self, channels: int, scales: Sequence[int], ratios: Sequence[float]) -> None:
        super().__init__()
        self.scales, self.ratios = tuple(scales), tuple(ratios)
        self.shared = nn.Conv2d(channels, 512, 3, padding=1)
        self.objectness = nn.Conv2d(512, 2 * len(ratios), 1)
        self.deltas = nn.Conv2d(512, 4 * len(ratios), 1)

    def forward(self, levels: Sequence[Tensor]) -> Anchored:
        """Levels (B, C, h, w) to what is said of their anchors."""
        logits, deltas, anchors = [], [], []
        for index, level in enumerate(levels):
            x = F.relu(self.shared(level))
            logits.append(self.objectness(x).permute(0, 2, 3, 1).flatten(1).unflatten(1, (-1, 2)))
            deltas.append(self.deltas(x).permute(0, 2, 3, 1).flatten(1).unflatten(1, (-1, 4)))
            anchors.append(self._anchors(level, self.scales[index], 4 * 2**index))
        return Anchored(torch.cat(logits, 1), torch.cat(deltas, 1), torch.cat(anchors))

    def _anchors(self, level: Tensor, scale: int, stride: int) -> Tensor:
        """Anchors (h * w * ratios, 4) of a level, frame pixels, centred on its cells' first pixels."""
        ratios = torch.tensor(self.ratios, dtype=level.dtype, device=level.device).sqrt()
        half = torch.stack([scale * ratios, scale / ratios], 1) / 2
        ys = torch.arange(level.shape[2], dtype=level.dtype, device=level.device) * stride
        xs = torch.arange(level.shape[3], dtype=level.dtype, device=level.device) * stride
        grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")
        centres = torch.stack([grid_x, grid_y], -1).view(-1, 1, 2)
        return torch.cat([centres - half, centres + half], -1).view(-1, 4)


@torch.no_grad()
def propose(anchored: Anchored, side: int, overlap: float, most: int) -> list[Tensor]:
    """The best boxes of each scene, overlapping ones suppressed: B x (R, 4), R up to `most`, inside of the frame."""
    frame = anchored.anchors.new_tensor([0.0, 0.0, side, side])
    proposals = []
    for logits, deltas in zip(anchored.logits, anchored.deltas, strict=True):
        objectness = torch.softmax(logits, 1)[:, 1]
        first = objectness.topk(min(CANDIDATES, len(objectness))).indices
        boxes = shift_and_clip(anchored.anchors[first], deltas[first], frame)
        proposals.append(boxes[nms(between_middles(boxes), objectness[first], overlap)[:most]])
    return proposals


def between_middles(boxes: Tensor) -> Tensor:
    """Boxes (..., 4) with right and bottom exclusive as the old code counts them: inclusive."""
    return boxes - boxes.new_tensor([0.0, 0.0, 1.0, 1.0])


def from_middles(boxes: Tensor) -> Tensor:
    """The way back from `between_middles`."""
    return boxes + boxes.new_tensor([0.0, 0.0, 1.0, 1.0])


def shift_and_clip(boxes: Tensor, deltas: Tensor, windows: Tensor) -> Tensor:
    """Move boxes (..., 4) by deltas (..., 4), then cut them to windows (..., 4); all right and bottom exclusive."""
    moved = shift(between_middles(boxes), deltas)
    window = between_middles(windows)
    low, high = window[..., :2], window[..., 2:]
    corners = [torch.minimum(torch.maximum(each, low), high) for each in (moved[..., :2], moved[..., 2:])]
    return from_middles(torch.cat(corners, -1))
