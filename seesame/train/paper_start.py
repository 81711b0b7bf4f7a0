"""Where a training of the paper's network begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.ops import FrozenBatchNorm2d

from seesame.errors import WeightsError
from seesame.model.paper import PaperNetwork

NOTHING = "nothing"
"""A start with random tensors."""


def begin(network: PaperNetwork, start: str, scenes: Callable[[], Tensor]) -> None:
    """Give a network the tensors to begin with: those of a ResNet-50 for its backbone, those of a checkpoint that fit
    by name and shape, its backbone's at least, or random ones.

    Takes: scenes () -> (B, 3, h, w), RGB in [0, 255], on which random backbones are measured.
    Raises: WeightsError: there is no such file, or nothing fits.
    """
    if start == NOTHING:
        measure(network, scenes())
        return
    path = Path(start)
    given = _read(path)
    if "conv1.weight" in given:
        network.backbone.load_imagenet(path)
        return
    own = network.state_dict()
    found = given.get("network", {})
    fitting = {n: t for n, t in found.items() if n in own and own[n].shape == t.shape}
    missing = [name for name in own if name.startswith("backbone.") and name not in fitting]
    if missing:
        raise WeightsError(
            f"{path}: has no {missing[0]} that fits ({len(missing)} of the backbone's tensors are missing); give a "
            "checkpoint of this network or of its backbone, or a ResNet-50 state dict with torchvision's names"
        )
    network.load_state_dict(own | fitting)


@torch.no_grad()
def measure(network: PaperNetwork, scenes: Tensor) -> None:
    """Give the frozen norms of a random backbone the mean and variance of what they meet in some scenes: kept figures
    that nobody measured would let its maps grow a thousandfold."""

    def keep(norm: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        assert isinstance(norm, FrozenBatchNorm2d)
        norm.running_mean.copy_(inputs[0].mean((0, 2, 3)))
        norm.running_var.copy_(inputs[0].var((0, 2, 3)))

    norms = [each for each in network.backbone.modules() if isinstance(each, FrozenBatchNorm2d)]
    hooks = [each.register_forward_pre_hook(keep) for each in norms]
    try:
        network.encode(scenes)
    finally:
        for hook in hooks:
            hook.remove()


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(torch.load(path, map_location="cpu", weights_only=True))
    except OSError as error:
        raise WeightsError(
            f"{path}: cannot be opened ({error.strerror}); give weights to start from, as in --set start=resnet50.pth, "
            f"or start={NOTHING}"
        ) from error
    except Exception as error:  # whatever torch makes of strange bytes
        raise WeightsError(f"{path}: holds no weights to start from ({str(error)[:200]})") from error
