"""The stages of Siamese Mask R-CNN after its pyramid: match, proposals, heads."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seesame.model.layers import shift


class LevelMatch(nn.Module):
    """conv1x1([P, |P - T|]) where T is the reference's level averaged over space.

    Source: section 3 of arXiv 1811.11507.
    """

    def __init__(self, channels: int, matched: int, levels: int = 5) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(2 * channels, matched, 1) for _ in range(levels))

    def forward(self, pyramid: Sequence[Tensor], descriptor: Tensor) -> list[Tensor]:
        """Pyramid levels (B, C, h, w) and a descriptor (levels, C) to matched levels (B, matched, h, w)."""
        matched = []
        for conv, level, vector in zip(self.convs, pyramid, descriptor, strict=True):
            difference = (level - vector[None, :, None, None]).abs()
            matched.append(conv(torch.cat([level, difference], 1)))
        return matched


class AnchorHead(nn.Module):
    """Region proposal head over anchors of one size and several shapes a level. Source: arXiv 1506.01497."""

    def __init__(self, channels: int, scales: Sequence[int], ratios: Sequence[float]) -> None:
        super().__init__()
        self.scales, self.ratios = tuple(scales), tuple(ratios)
        self.shared = nn.Conv2d(channels, 512, 3, padding=1)
        self.objectness = nn.Conv2d(512, 2 * len(ratios), 1)
        self.deltas = nn.Conv2d(512, 4 * len(ratios), 1)

    def forward(self, levels: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Matched levels to logits (B, A, 2) of background and object, deltas (B, A, 4) and anchors (A, 4)."""
        logits, deltas, anchors = [], [], []
        for index, level in enumerate(levels):
            x = F.relu(self.shared(level))
            logits.append(self.objectness(x).permute(0, 2, 3, 1).flatten(1).unflatten(1, (-1, 2)))
            deltas.append(self.deltas(x).permute(0, 2, 3, 1).flatten(1).unflatten(1, (-1, 4)))
            anchors.append(self._anchors(level, self.scales[index], 4 * 2**index))
        return torch.cat(logits, 1), torch.cat(deltas, 1), torch.cat(anchors)

    def _anchors(self, level: Tensor, scale: int, stride: int) -> Tensor:
        """Anchors (h * w * ratios, 4) of a level, frame pixels, centred on its cells' first pixels."""
        ratios = torch.tensor(self.ratios, dtype=level.dtype, device=level.device).sqrt()
        half = torch.stack([scale * ratios, scale / ratios], 1) / 2
        ys = torch.arange(level.shape[2], dtype=level.dtype, device=level.device) * stride
        xs = torch.arange(level.shape[3], dtype=level.dtype, device=level.device) * stride
        grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")
        centres = torch.stack([grid_x, grid_y], -1).view(-1, 1, 2)
        return torch.cat([centres - half, centres + half], -1).view(-1, 4)


def crop_and_resize(level: Tensor, rois: Tensor, stride: int, cells: int) -> Tensor:
    """TensorFlow's pooling: one bilinear sample a cell, the outermost on the box's corners.

    Takes: level (B, C, h, w); rois (R, 5). Returns: (R, C, cells, cells), 0 outside the level.
    Boxes are normalised as the released code does it, by the frame's side less one.
    """
    height, width = level.shape[2:]
    frame = torch.tensor([width, height, width, height], dtype=rois.dtype, device=rois.device) * stride
    shift_by = torch.tensor([0.0, 0.0, 1.0, 1.0], dtype=rois.dtype, device=rois.device)
    boxes = (rois[:, 1:] - shift_by) / (frame - 1.0) * 2.0 - 1.0
    along = torch.linspace(0.0, 1.0, cells, dtype=rois.dtype, device=rois.device)
    xs = boxes[:, 0, None] + (boxes[:, 2] - boxes[:, 0])[:, None] * along
    ys = boxes[:, 1, None] + (boxes[:, 3] - boxes[:, 1])[:, None] * along
    grid = torch.stack([xs[:, None, :].expand(-1, cells, -1), ys[:, :, None].expand(-1, -1, cells)], -1)
    pooled = rois.new_zeros(len(rois), level.shape[1], cells, cells)
    for scene in range(len(level)):
        rows = torch.where(rois[:, 0] == scene)[0]
        if len(rows):
            sampled = F.grid_sample(level[scene, None], grid[rows].flatten(0, 1)[None], align_corners=True)
            pooled[rows] = sampled[0].reshape(level.shape[1], len(rows), cells, cells).transpose(0, 1)
    return pooled


def pool_levels(levels: Sequence[Tensor], rois: Tensor, cells: int) -> Tensor:
    """Pool each box from the level of its size: P4 for boxes of 224 frame pixels. Takes P2 to P5, rois (R, 5).

    Source: eq. 1 of arXiv 1612.03144, rounded, as in the released code.
    """
    side = ((rois[:, 3] - rois[:, 1]) * (rois[:, 4] - rois[:, 2])).clamp(min=1e-6).sqrt()
    which = (4 + torch.log2(side / 224.0)).round().clamp(2, 5)
    pooled = rois.new_zeros(len(rois), levels[0].shape[1], cells, cells)
    for index, level in enumerate(levels):
        rows = torch.where(which == index + 2)[0]
        if len(rows):
            pooled[rows] = crop_and_resize(level, rois[rows], 4 * 2**index, cells)
    return pooled


class PaperBoxHead(nn.Module):
    """Is it the reference's kind (two logits), and how to move the box; class-agnostic."""

    def __init__(self, channels: int, size: int) -> None:
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(channels, size, 7), nn.BatchNorm2d(size, eps=1e-3)
        self.conv2, self.norm2 = nn.Conv2d(size, size, 1), nn.BatchNorm2d(size, eps=1e-3)
        self.logits = nn.Linear(size, 2)
        self.deltas = nn.Linear(size, 4)

    def forward(self, levels: Sequence[Tensor], rois: Tensor) -> tuple[Tensor, Tensor]:
        """Rois (R, 5) to logits (R, 2) of other and match, and deltas (R, 4)."""
        x = F.relu(self.norm1(self.conv1(pool_levels(levels, rois, 7))))
        x = F.relu(self.norm2(self.conv2(x))).flatten(1)
        return self.logits(x), self.deltas(x)

    def refine(self, levels: Sequence[Tensor], rois: Tensor) -> tuple[Tensor, Tensor]:
        """Rois (R, 5) to boxes (R, 4) and scores (R,)."""
        logits, deltas = self(levels, rois)
        return shift(rois[:, 1:], deltas), torch.softmax(logits, 1)[:, 1]


class PaperMaskHead(nn.Module):
    """One class-agnostic mask a box, 28 x 28."""

    def __init__(self, channels: int, width: int = 256) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(channels if i == 0 else width, width, 3, padding=1) for i in range(4))
        self.norms = nn.ModuleList(nn.BatchNorm2d(width, eps=1e-3) for _ in range(4))
        self.up = nn.ConvTranspose2d(width, width, 2, 2)
        self.logits = nn.Conv2d(width, 1, 1)

    def forward(self, levels: Sequence[Tensor], rois: Tensor) -> Tensor:
        """Rois (M, 5) to mask logits (M, 28, 28)."""
        x = pool_levels(levels, rois, 14)
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = F.relu(norm(conv(x)))
        logits: Tensor = self.logits(F.relu(self.up(x)))[:, 0]
        return logits
