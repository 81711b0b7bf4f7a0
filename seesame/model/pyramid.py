"""Feature pyramid and the semantic map of the default network."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seesame.model.layers import separable


class Pyramid(nn.Module):
    """Top-down pathway over the backbone's maps. Source: arXiv 1612.03144, with separable output convolutions."""

    def __init__(self, channels_in: Sequence[int], channels: int) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(nn.Conv2d(each, channels, 1) for each in channels_in)
        self.outputs = nn.ModuleList(separable(channels, channels) for _ in channels_in)

    def forward(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """Backbone maps of stride 4, 8, 16, 32 to pyramid maps (B, channels, h / s, w / s) of the same strides."""
        merged = [lateral(each) for lateral, each in zip(self.laterals, maps, strict=True)]
        for index in range(len(merged) - 2, -1, -1):
            merged[index] = merged[index] + F.interpolate(merged[index + 1], scale_factor=2.0, mode="nearest")
        return [output(each) for output, each in zip(self.outputs, merged, strict=True)]


class Semantic(nn.Module):
    """What kind of thing is where: one linear map of the two deepest backbone maps, at stride 16.

    Being linear it commutes with pooling. `start_from` sets it so that cosines of pooled vectors begin as cosines of
    standardised ImageNet features, which training then improves.
    """

    def __init__(self, channels_in: Sequence[int], channels: int) -> None:
        super().__init__()
        self.project = nn.Conv2d(sum(channels_in[-2:]), channels, 1)

    @staticmethod
    def stack(maps: Sequence[Tensor]) -> Tensor:
        """The two deepest maps at stride 16, one on the other: (B, C4 + C5, h / 16, w / 16)."""
        deepest = F.interpolate(maps[-1], scale_factor=2.0, mode="bilinear", align_corners=False)
        return torch.cat([maps[-2], deepest], 1)

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        """Backbone maps to (B, channels, h / 16, w / 16)."""
        projected: Tensor = self.project(self.stack(maps))
        return projected

    @torch.no_grad()
    def start_from(self, samples: Tensor) -> float:
        """Set the map to the leading principal axes of standardised samples (N, C4 + C5).

        Returns: the share of the variance kept.
        """
        mean, deviation = samples.mean(0), samples.std(0).clamp(min=1e-4)
        standard = (samples - mean) / deviation
        values, axes = torch.linalg.eigh(standard.T @ standard / len(standard))
        kept = self.project.out_channels
        weight = axes[:, -kept:].T / deviation
        self.project.weight.copy_(weight[:, :, None, None])
        assert self.project.bias is not None
        self.project.bias.copy_(-(weight @ mean))
        return float(values[-kept:].sum() / values.sum())
