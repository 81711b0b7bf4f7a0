"""Small layers, and what is done to boxes, shared by the stages."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


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


def shift(boxes: Tensor, deltas: Tensor) -> Tensor:
    """Move boxes (..., 4) by deltas (..., 4): centre by a tenth of the size, log size by a fifth.

    Source: arXiv 1311.2524, appendix C, with the usual scaling.
    """
    size = boxes[..., 2:] - boxes[..., :2]
    centre = (boxes[..., 2:] + boxes[..., :2]) / 2 + deltas[..., :2] * 0.1 * size
    half = size * torch.exp((deltas[..., 2:] * 0.2).clamp(-2.0, 2.0)) / 2
    return torch.cat([centre - half, centre + half], -1)
