"""Where a training of the paper's network begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from seesame.errors import WeightsError
from seesame.model.paper import PaperNetwork

NOTHING = "nothing"


def begin(network: PaperNetwork, start: str) -> None:
    """Give a network the tensors to begin with: none, those of a ResNet-50 for its backbone, or those of a checkpoint
    that fit by name and shape, its backbone's at least.

    Raises: WeightsError: there is no such file, or nothing fits.
    """
    if start == NOTHING:
        return
    path = Path(start)
    given = _read(path)
    if "conv1.weight" in given:
        network.backbone.load_imagenet(path)
        return
    own = network.state_dict()
    found = given.get("network")
    fitting = {n: t for n, t in (found or {}).items() if n in own and own[n].shape == t.shape}
    missing = [name for name in own if name.startswith("backbone.") and name not in fitting]
    if missing:
        raise WeightsError(
            f"{path}: has no {missing[0]} that fits ({len(missing)} of the backbone's tensors are missing); give a "
            "checkpoint of this network or of its backbone, or a ResNet-50 state dict with torchvision's names"
        )
    network.load_state_dict(own | fitting)


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
