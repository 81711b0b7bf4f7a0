"""Where a training of Mask R-CNN begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from seesame.errors import WeightsError
from seesame.model.closed import ClosedNetwork
from seesame.model.published import coco_tensors, imagenet_tensors, take
from seesame.weights.closed import TENSORS, find_closed

NOTHING, IMAGENET, COCO = "nothing", "imagenet", "coco"


def begin(network: ClosedNetwork, start: str) -> None:
    """Give a network the tensors to begin with: what ImageNet taught its backbone, what COCO taught the whole of it,
    what fits of a checkpoint or a folder of weights, or random ones.

    Raises: WeightsError: there is no such start, or it is of another backbone. InstallationError: it cannot be had.
    """
    if start == NOTHING:
        if network.config.backbone != "lite0":
            raise WeightsError(
                f"a {network.config.backbone} cannot start from nothing, for its norms keep the figures they begin "
                "with; give imagenet, coco or weights, or take the backbone lite0"
            )
    elif start == IMAGENET:
        take(network, imagenet_tensors(network), start)
    elif start == COCO:
        take(network, coco_tensors(network.config.backbone), start)
    else:
        take(network, _read(Path(start)), start)


def _read(path: Path) -> dict[str, Tensor]:
    if path.is_dir():
        given: dict[str, Tensor] = load_file(find_closed(path).file(TENSORS))
        return given
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        return dict(state["network"])
    except OSError as error:
        raise WeightsError(
            f"{path}: cannot be opened ({error.strerror}); give {IMAGENET}, {COCO}, {NOTHING}, a checkpoint or a "
            "folder of weights to start from"
        ) from error
    except Exception as error:  # whatever torch makes of strange bytes
        raise WeightsError(f"{path}: holds no weights to start from ({str(error)[:200]})") from error
