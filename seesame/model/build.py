"""Networks by name."""

from __future__ import annotations

from dataclasses import replace

from torch import nn

from seesame.errors import ConfigError
from seesame.model.config import LiteConfig
from seesame.model.lite import LiteNetwork

PRESETS = {
    "lite": LiteConfig(),
    "lite2": replace(LiteConfig(), backbone="tf_efficientnet_lite2"),
}


def build(preset: str, imagenet: bool = False) -> LiteNetwork:
    """The network of a preset; with `imagenet` its backbone starts from ImageNet weights.

    Raises: ConfigError: no preset has this name.
    """
    if preset not in PRESETS:
        raise ConfigError(f"there is no network {preset!r}; the presets are {', '.join(sorted(PRESETS))}")
    return LiteNetwork(PRESETS[preset], imagenet)


def parameters(network: nn.Module) -> int:
    """How many numbers a network has learnt."""
    return sum(each.numel() for each in network.parameters())
