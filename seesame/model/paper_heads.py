"""The stages of Siamese Mask R-CNN after its pyramid, but for the proposals; plain Mask R-CNN has all but the match."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seesame.model.anchors import between_middles
from seesame.model.resnet import frozen_norm


def begin_evenly(module: nn.Module) -> None:
    """Random kernels as Keras draws them, biases of 0. Source: Glorot and Bengio, 2010."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


class LevelMatch(nn.Module):
    """conv1x1([P, |P - T|]) where T is the reference's level averaged over space.

    Source: section 3 of arXiv 1811.11507.
    """

    def __init__(self, channels: int, matched: int, levels: int = 5) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(2 * channels, matched, 1) for _ in range(levels))

    def forward(self, pyramid: Sequence[Tensor], descriptor: Tensor) -> list[Tensor]:
        """Pyramid levels (B, C, h, w) and a descriptor, (levels, C) or one a scene (levels, B, C), to matched levels
        (B, matched, h, w)."""
        matched = []
        for conv, level, vector in zip(self.convs, pyramid, descriptor, strict=True):
            difference = (level - vector.view(-1, level.shape[1], 1, 1)).abs()
            matched.append(conv(torch.cat([level, difference], 1)))
        return matched


def crop_and_resize(level: Tensor, rois: Tensor, stride: int, cells: int) -> Tensor:
    """TensorFlow's pooling: one bilinear sample a cell, the outermost on the box's corners.

    Takes: level (B, C, h, w); rois (R, 5). Returns: (R, C, cells, cells), 0 outside the level.
    Boxes are normalised as the released code does it, by the frame's side less one.
    """
    height, width = level.shape[2:]
    frame = rois.new_tensor([width, height, width, height]) * stride
    boxes = between_middles(rois[:, 1:]) / (frame - 1.0) * 2.0 - 1.0
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
    frame = rois.new_tensor([levels[0].shape[3], levels[0].shape[2]]) * 4.0
    boxes = between_middles(rois[:, 1:])
    side = ((boxes[:, 2:] - boxes[:, :2]) * frame / (frame - 1.0)).prod(1).clamp(min=1e-6).sqrt()
    which = (4 + torch.log2(side / 224.0)).round().clamp(2, 5)
    pooled = rois.new_zeros(len(rois), levels[0].shape[1], cells, cells)
    for index, level in enumerate(levels):
        rows = torch.where(which == index + 2)[0]
        if len(rows):
            pooled[rows] = crop_and_resize(level, rois[rows], 4 * 2**index, cells)
    return pooled


class PaperBoxHead(nn.Module):
    """What a box holds, and how to move it.

    `categories` counts the logits, background first; `sets` the deltas: 1 for all categories alike, or one a category.
    """

    def __init__(self, channels: int, size: int, categories: int = 2, sets: int = 1) -> None:
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(channels, size, 7), frozen_norm(size)
        self.conv2, self.norm2 = nn.Conv2d(size, size, 1), frozen_norm(size)
        self.logits = nn.Linear(size, categories)
        self.deltas = nn.Linear(size, 4 * sets)

    def forward(self, levels: Sequence[Tensor], rois: Tensor) -> tuple[Tensor, Tensor]:
        """Rois (R, 5) to logits (R, categories) and deltas (R, sets, 4)."""
        x = F.relu(self.norm1(self.conv1(pool_levels(levels, rois, 7))))
        x = F.relu(self.norm2(self.conv2(x))).flatten(1)
        return self.logits(x), self.deltas(x).unflatten(1, (-1, 4))


class PaperMaskHead(nn.Module):
    """Masks of 28 x 28 in a box: one for all categories alike, or one a category (`sets`)."""

    def __init__(self, channels: int, width: int = 256, sets: int = 1) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(channels if i == 0 else width, width, 3, padding=1) for i in range(4))
        self.norms = nn.ModuleList(frozen_norm(width) for _ in range(4))
        self.up = nn.ConvTranspose2d(width, width, 2, 2)
        self.logits = nn.Conv2d(width, sets, 1)

    def forward(self, levels: Sequence[Tensor], rois: Tensor) -> Tensor:
        """Rois (M, 5) to mask logits (M, sets, 28, 28)."""
        x = pool_levels(levels, rois, 14)
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = F.relu(norm(conv(x)))
        logits: Tensor = self.logits(F.relu(self.up(x)))
        return logits
