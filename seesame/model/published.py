"""Weights that torchvision publishes: fetched once, checked every time; or a word on where to put the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError

import torch
from torch import Tensor
from torch.hub import get_dir, load_state_dict_from_url
from torchvision.models import ResNet50_Weights, ResNet101_Weights
from torchvision.models.detection import MaskRCNN_ResNet50_FPN_V2_Weights, MaskRCNN_ResNet50_FPN_Weights

from seesame.errors import InstallationError, WeightsError
from seesame.model.backbone import imagenet_weights
from seesame.model.closed import LITE, ClosedNetwork
from seesame.weights.card import fingerprint

COCO: Mapping[str, Any] = {
    "resnet50": MaskRCNN_ResNet50_FPN_Weights.COCO_V1,
    "resnet50-v2": MaskRCNN_ResNet50_FPN_V2_Weights.COCO_V1,
}
IMAGENET: Mapping[str, Any] = {
    "resnet50": ResNet50_Weights.IMAGENET1K_V1,
    "resnet50-v2": ResNet50_Weights.IMAGENET1K_V2,
    "resnet101": ResNet101_Weights.IMAGENET1K_V2,
}
BODY = "detector.backbone.body."
_EPSILON = 1e-5  # of torchvision's frozen norms, which the first COCO weights were made without
_DIGEST = re.compile(r"-([0-9a-f]{8,})\.")


def coco_categories(backbone: str) -> tuple[str, ...]:
    """What the COCO weights tell apart, by their numbers from 1; "N/A" for those that COCO does not use.

    Raises: WeightsError: there are none of this backbone.
    """
    return tuple(_of(COCO, backbone, "coco").meta["categories"][1:])


def coco_tensors(backbone: str) -> dict[str, Tensor]:
    """The tensors of `ClosedNetwork` that torchvision trained on COCO, by their names there.

    Raises: WeightsError: there are none of this backbone, or the file is damaged. InstallationError: it cannot be had.
    """
    given = fetched(_of(COCO, backbone, "coco").url)
    if backbone == "resnet50":
        given = {n: each - _EPSILON if n.endswith("running_var") else each for n, each in given.items()}
    own = {f"detector.{name}": each for name, each in given.items()}
    # Older names of the one layer of a head that later may have several.
    return {_renamed(name): each for name, each in own.items()}


def imagenet_tensors(network: ClosedNetwork) -> dict[str, Tensor]:
    """The tensors of the backbone that ImageNet taught, by their names in the network.

    Raises: WeightsError: the file is damaged. InstallationError: it, or the package that carries it, cannot be had.
    """
    backbone = network.config.backbone
    if backbone == "lite0":
        imagenet_weights(LITE)  # its absence is told here
        taught = ClosedNetwork(network.config, network.categories, imagenet=True).state_dict()
        return {name: each for name, each in taught.items() if name.startswith(BODY)}
    given = fetched(_of(IMAGENET, backbone, "imagenet").url)
    return {f"{BODY}{name}": each for name, each in given.items() if not name.startswith("fc.")}


def fetched(url: str) -> dict[str, Tensor]:
    """The tensors of a published file: that of torch's own cache, downloaded if it is not there, its checksum as the
    file's name says.

    Raises: WeightsError: the file is another one. InstallationError: it cannot be downloaded.
    """
    path = Path(get_dir(), "checkpoints", url.rpartition("/")[2])
    digest = _DIGEST.search(path.name)
    try:
        if path.exists() and digest and not fingerprint(path).startswith(digest[1]):
            raise WeightsError(f"{path} is not the file its name says, by its SHA-256; delete it, then try again")
        given: dict[str, Tensor] = load_state_dict_from_url(
            url, map_location="cpu", progress=False, check_hash=True, weights_only=True
        )
        return given
    except (URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise InstallationError(
            f"{url} cannot be downloaded ({reason}); fetch it where there is a network and put it at {path}"
        ) from error
    except RuntimeError as error:  # a wrong checksum, or no tensors
        reason = str(error).splitlines()[0]
        raise WeightsError(f"{url}: {reason}; delete {path} if it is there, then try again") from error


def take(network: torch.nn.Module, given: Mapping[str, Tensor], source: str) -> None:
    """Give a network what fits by name and shape; its backbone must.

    Raises: WeightsError: a tensor of the backbone is missing or of another shape.
    """
    own = network.state_dict()
    fitting = {name: each for name, each in given.items() if name in own and own[name].shape == each.shape}
    missing = [
        name for name in own if name.startswith(BODY) and name not in fitting and not name.endswith("batches_tracked")
    ]
    if missing:
        raise WeightsError(
            f"{source}: has no {missing[0]} that fits ({len(missing)} of the backbone's tensors are missing); give "
            "weights of the same backbone"
        )
    network.load_state_dict(own | fitting)


def _of(published: Mapping[str, Any], backbone: str, kind: str) -> Any:
    if backbone not in published:
        raise WeightsError(
            f"torchvision has no {kind} weights of {backbone}, only of {', '.join(published)}; give another start"
        )
    return published[backbone]


def _renamed(name: str) -> str:
    """Names in files of torchvision before 0.13, as its modules translate them when they load."""
    name = re.sub(r"(backbone\.fpn\.(?:inner|layer)_blocks\.\d+)\.(weight|bias)$", r"\1.0.\2", name)
    name = re.sub(r"(rpn\.head\.conv)\.(weight|bias)$", r"\1.0.0.\2", name)
    return re.sub(r"mask_head\.mask_fcn(\d)\.(weight|bias)$", lambda m: f"mask_head.{int(m[1]) - 1}.0.{m[2]}", name)
