"""Masks of found instances."""

from __future__ import annotations

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor, nn

from seesame.model.pooling import pool, pool_by_size


class Outline(nn.Module):
    """Class-agnostic mask head: fine detail comes from stride 4, context from the box's level.

    Source: arXiv 1703.06870.
    """

    def __init__(self, channels: int, side: int, width: int = 64) -> None:
        super().__init__()
        self.side = side
        self.detail = nn.Conv2d(channels, width, 1)
        self.context = nn.Conv2d(channels, width, 1)
        self.convs = nn.Sequential(
            *(layer for _ in range(3) for layer in (nn.Conv2d(width, width, 3, padding=1), nn.ReLU(inplace=True)))
        )
        self.up = nn.ConvTranspose2d(width, width, 2, 2)
        self.logits = nn.Conv2d(width, 1, 1)

    def forward(self, pyramid: Sequence[Tensor], rois: Tensor) -> Tensor:
        """Rois (M, 5) to mask logits (M, side, side) over their boxes."""
        detail = self.detail(pool(pyramid[0], rois, 4, self.side // 2))
        context = self.context(pool_by_size(pyramid, rois, self.side // 4))
        x = F.relu(detail + F.interpolate(context, scale_factor=2.0, mode="bilinear", align_corners=False))
        x = F.relu(self.up(self.convs(x)))
        logits: Tensor = self.logits(x)[:, 0]
        return logits
