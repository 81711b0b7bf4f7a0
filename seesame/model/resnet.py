"""ResNet-50 and 101 as the old Keras code has them, with frozen batch norms, and their feature pyramids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models import resnet50, resnet101
from torchvision.ops import FrozenBatchNorm2d

from seesame.errors import WeightsError

CHANNELS = (256, 512, 1024, 2048)


DEPTHS = {50: resnet50, 101: resnet101}


def frozen_norm(channels: int) -> nn.Module:
    """Batch normalisation by kept figures, with Keras's epsilon; nothing of it is learnt."""
    norm: nn.Module = FrozenBatchNorm2d(channels, eps=1e-3)
    return norm


class ResNet(nn.Module):
    """Maps of stride 4, 8, 16, 32, of 50 or 101 layers.

    Residual blocks stride in their first 1 x 1 convolution, convolutions have biases, and the pool pads after, not
    before, as in the Keras code that the released weights come from.
    Source: arXiv 1512.03385; github.com/matterport/Mask_RCNN.
    """

    def __init__(self, depth: int = 50) -> None:
        super().__init__()
        network = DEPTHS[depth](weights=None, norm_layer=frozen_norm)
        for stage in (network.layer2, network.layer3, network.layer4):
            stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
        for each in network.modules():
            if isinstance(each, nn.Conv2d):
                each.bias = nn.Parameter(torch.zeros(each.out_channels))
        self.stem = nn.Sequential(network.conv1, network.bn1, nn.ReLU(inplace=True))
        self.stages = nn.ModuleList([network.layer1, network.layer2, network.layer3, network.layer4])

    def forward(self, pixels: Tensor) -> list[Tensor]:
        """Pixels (B, 3, h, w), sides multiples of 32, mean subtracted, to four maps (B, C, h / s, w / s)."""
        x = F.max_pool2d(F.pad(self.stem(pixels), (0, 1, 0, 1)), 3, 2)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps

    def load_imagenet(self, path: Path) -> None:
        """Start from a state dict with torchvision's names and no biases; its classifier is left out.

        Raises: WeightsError: the file is no such state dict.
        """
        try:
            given: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
            own = {_own_name(name): value for name, value in given.items() if not name.startswith("fc.")}
            biases = {f"{name}.bias" for name, each in self.named_modules() if isinstance(each, nn.Conv2d)}
            wanted = self.state_dict()
            self.load_state_dict({n: torch.zeros_like(each) if n in biases else own[n] for n, each in wanted.items()})
        except Exception as error:
            raise WeightsError(
                f"{path} is no ResNet-50 state dict with torchvision's names ({error}); "
                "save one with torch.save(torchvision.models.resnet50(weights=...).state_dict(), path)"
            ) from error


def _own_name(name: str) -> str:
    for old, new in (("conv1.", "stem.0."), ("bn1.", "stem.1.")):
        if name.startswith(old):
            return new + name[len(old) :]
    if name.startswith("layer"):
        return f"stages.{int(name[5]) - 1}{name[6:]}"
    return name


class PaperPyramid(nn.Module):
    """Feature pyramid P2 to P6, with ReLUs in the paper's network, without in plain Mask R-CNN.

    Source: arXiv 1612.03144 and the released code.
    """

    def __init__(self, channels_in: Sequence[int], channels: int, relu: bool = True) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(nn.Conv2d(each, channels, 1) for each in channels_in)
        self.outputs = nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in channels_in)
        self.bend = nn.ReLU() if relu else nn.Identity()

    def forward(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """Four backbone maps to five levels (B, channels, h / s, w / s) of stride 4 to 64."""
        merged = [self.bend(lateral(each)) for lateral, each in zip(self.laterals, maps, strict=True)]
        for index in range(len(merged) - 2, -1, -1):
            merged[index] = merged[index] + F.interpolate(merged[index + 1], scale_factor=2.0, mode="nearest")
        levels = [self.bend(output(each)) for output, each in zip(self.outputs, merged, strict=True)]
        return [*levels, F.max_pool2d(levels[-1], 1, 2)]
