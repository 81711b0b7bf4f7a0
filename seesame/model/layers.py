"""Small layers and the pooling of regions from a pyramid, shared by the stages."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torchvision.ops import roi_align


def separable(channels_in: int, channels_out: int) -> nn.Sequential:
    """Depthwise 3 x 3, pointwise 1 x 1, ReLU. Source: arXiv 1704.04861."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_in, 3, padding=1, groups=channels_in),
        nn.Conv2d(channels_in, channels_out, 1),
        nn.ReLU(inplace=True),
    )


def with_scene(boxes: Sequence[Tensor]) -> Tensor:
    """Boxes of each scene, B x (R, 4), as one (sum R, 5) whose first column is the scene's index."""
    rows = [torch.cat([each.new_full((len(each), 1), index), each], 1) for index, each in enumerate(boxes)]
    return torch.cat(rows)


def pool(level: Tensor, rois: Tensor, stride: int, cells: int) -> Tensor:
    """Average a map under each box onto a grid.

    Takes: level (B, C, h, w); rois (R, 5) scene index and frame box. Returns: (R, C, cells, cells).
    Source: RoI align, arXiv 1703.06870.
    """
    pooled: Tensor = roi_align(level, rois, cells, 1.0 / stride, sampling_ratio=2, aligned=True)
    return pooled


def pool_by_size(pyramid: Sequence[Tensor], rois: Tensor, cells: int) -> Tensor:
    """Pool each box from the level that suits its size: stride 16 for boxes of 112 to 224 frame pixels.

    Takes: pyramid, maps of stride 4, 8, 16, 32; rois (R, 5). Returns: (R, C, cells, cells) in the order of rois.
    Source: eq. 1 of arXiv 1612.03144, one level finer.
    """
    side = ((rois[:, 3] - rois[:, 1]) * (rois[:, 4] - rois[:, 2])).clamp(min=1.0).sqrt()
    level = (2 + torch.log2(side / 112.0)).floor().clamp(0, len(pyramid) - 1)
    orders, parts = [], []
    for index, features in enumerate(pyramid):
        (order,) = torch.where(level == index)
        orders.append(order)
        parts.append(pool(features, rois[order], 4 * 2**index, cells))
    return torch.cat(parts)[torch.argsort(torch.cat(orders))]


def shift(boxes: Tensor, deltas: Tensor) -> Tensor:
    """Move boxes (..., 4) by deltas (..., 4): centre by a tenth of the size, log size by a fifth.

    Source: arXiv 1311.2524, appendix C, with the usual scaling.
    """
    size = boxes[..., 2:] - boxes[..., :2]
    centre = (boxes[..., 2:] + boxes[..., :2]) / 2 + deltas[..., :2] * 0.1 * size
    half = size * torch.exp((deltas[..., 2:] * 0.2).clamp(-2.0, 2.0)) / 2
    return torch.cat([centre - half, centre + half], -1)
