"""Learning rates and parameter groups."""

from __future__ import annotations

import math

import torch
from torch import nn

from seesame.model.lite import LiteNetwork
from seesame.train.recipe import OptimiserConfig


def optimiser_for(network: LiteNetwork, proxies: nn.Module, config: OptimiserConfig) -> torch.optim.AdamW:
    """AdamW over two groups, what starts from ImageNet and what starts from nothing; only matrices decay, and of them
    not the proxies."""
    groups = []
    for rate, inside in ((config.backbone, True), (config.heads, False)):
        named = [
            each
            for name, each in network.named_parameters()
            if each.requires_grad and name.startswith(("backbone.", "semantic.")) == inside
        ]
        matrices = [each for each in named if each.ndim > 1]
        rest = [each for each in named if each.ndim <= 1]
        groups.append({"params": matrices, "lr": rate, "peak": rate, "weight_decay": config.weight_decay})
        groups.append({"params": rest, "lr": rate, "peak": rate, "weight_decay": 0.0})
    free = list(proxies.parameters())
    groups.append({"params": free, "lr": config.heads, "peak": config.heads, "weight_decay": 0.0})
    return torch.optim.AdamW(groups)


def share_of_peak(step: int, steps: int, warm_up: int) -> float:
    """The learning rate at a step as a share of its peak: a straight rise, then half a cosine to zero."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1.0 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


def set_rates(optimiser: torch.optim.Optimizer, share: float) -> None:
    """Give every group its share of its peak rate."""
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * share
