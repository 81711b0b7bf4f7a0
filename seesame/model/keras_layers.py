"""What the old Keras code called each layer of our networks, and how its tensors lie in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torchvision.ops import FrozenBatchNorm2d

from seesame.model.keras_closed import KerasClosedNetwork
from seesame.model.paper import PaperNetwork
from seesame.model.resnet import ResNet

Array = npt.NDArray[np.float32]

NORM = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}
AXES = {nn.Conv2d: (3, 2, 0, 1), nn.ConvTranspose2d: (3, 2, 0, 1), nn.Linear: (1, 0)}
"""The axes of a kernel in the order that torch wants: from (h, w, in, out), (h, w, out, in) and (in, out)."""


class OldTensor(NamedTuple):
    """A tensor of the old code: its name there ("layer/kernel") and here, the shapes it may have there, and what makes
    ours of it."""

    old: str
    own: str
    shapes: tuple[tuple[int, ...], ...]
    turn: Callable[[Array], Tensor]


def old_tensors(network: PaperNetwork | KerasClosedNetwork) -> list[OldTensor]:
    """Every tensor of a network as the old code has it."""
    found: list[OldTensor] = []
    for layer, path in _layers(network):
        found += _of_layer(layer, path, network.get_submodule(path), isinstance(network, PaperNetwork))
    return found


def backbone_tensors(backbone: ResNet) -> list[OldTensor]:
    """The same of a backbone alone, named as a part of a network."""
    found: list[OldTensor] = []
    for layer, path in _backbone(backbone):
        found += _of_layer(layer, path, backbone.get_submodule(path.removeprefix("backbone.")), False)
    return found


def _layers(network: PaperNetwork | KerasClosedNetwork) -> Iterator[tuple[str, str]]:
    """Names there and paths here."""
    yield from _backbone(network.backbone)
    for index, level in enumerate((2, 3, 4, 5)):
        yield f"fpn_c{level}p{level}", f"pyramid.laterals.{index}"
        yield f"fpn_p{level}", f"pyramid.outputs.{index}"
    if isinstance(network, PaperNetwork):
        for index in range(5):
            yield f"fpn_distance_P{index + 2}", f"compare.convs.{index}"
    yield "rpn_conv_shared", "propose.shared"
    yield "rpn_class_raw", "propose.objectness"
    yield "rpn_bbox_pred", "propose.deltas"
    for number in (1, 2):
        yield f"mrcnn_class_conv{number}", f"box_head.conv{number}"
        yield f"mrcnn_class_bn{number}", f"box_head.norm{number}"
    yield "mrcnn_class_logits", "box_head.logits"
    yield "mrcnn_bbox_fc", "box_head.deltas"
    for number in range(4):
        yield f"mrcnn_mask_conv{number + 1}", f"mask_head.convs.{number}"
        yield f"mrcnn_mask_bn{number + 1}", f"mask_head.norms.{number}"
    yield "mrcnn_mask_deconv", "mask_head.up"
    yield "mrcnn_mask", "mask_head.logits"


def _backbone(backbone: ResNet) -> Iterator[tuple[str, str]]:
    yield "conv1", "backbone.stem.0"
    yield "bn_conv1", "backbone.stem.1"
    for stage, blocks in enumerate(backbone.stages):
        assert isinstance(blocks, nn.Sequential)
        for place in range(len(blocks)):
            block, path = f"{stage + 2}{chr(ord('a') + place)}_branch", f"backbone.stages.{stage}.{place}"
            for number, part in enumerate("abc", 1):
                yield f"res{block}2{part}", f"{path}.conv{number}"
                yield f"bn{block}2{part}", f"{path}.bn{number}"
            if place == 0:
                yield f"res{block}1", f"{path}.downsample.0"
                yield f"bn{block}1", f"{path}.downsample.1"


def _of_layer(layer: str, path: str, module: nn.Module, alike: bool) -> Iterator[OldTensor]:
    if isinstance(module, FrozenBatchNorm2d):
        for old, own in NORM.items():
            shape = tuple(getattr(module, own).shape)
            yield OldTensor(f"{layer}/{old}", f"{path}.{own}", (shape,), _then(np.asarray, (0,)))
        return
    assert isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear)
    axes = AXES[type(module)]
    places = np.argsort(axes)
    kernel = tuple(module.weight.shape[place] for place in places)
    for old, own, shape in (("kernel", "weight", kernel), ("bias", "bias", tuple(module.bias.shape))):  # type: ignore[union-attr]
        shapes, turn = _manner(layer, shape, alike)
        yield OldTensor(f"{layer}/{old}", f"{path}.{own}", shapes, _then(turn, axes if old == "kernel" else (0,)))


def _manner(
    layer: str, shape: tuple[int, ...], alike: bool
) -> tuple[tuple[tuple[int, ...], ...], Callable[[Array], Array]]:
    """The shapes that a tensor may have, and what is to be done along its last axis.

    Box deltas are y, x, height, width there. Where the network has one set of boxes and masks for all categories alike,
    a file may have two, of which the first is that of the background and was never used.
    """
    deltas, mask = layer in ("rpn_bbox_pred", "mrcnn_bbox_fc"), layer == "mrcnn_mask"
    twice = (*shape[:-1], 2 * shape[-1])
    shapes = (shape, twice) if alike and layer in ("mrcnn_bbox_fc", "mrcnn_mask") else (shape,)

    def turn(array: Array) -> Array:
        array = array[..., -shape[-1] :] if mask or deltas else array
        if not deltas:
            return array
        order = np.arange(shape[-1]).reshape(-1, 4)[:, [1, 0, 3, 2]].ravel()
        return np.asarray(array[..., order])

    return shapes, turn


def _then(turn: Callable[[Array], Array], axes: tuple[int, ...]) -> Callable[[Array], Tensor]:
    return lambda array: torch.from_numpy(np.array(turn(array).transpose(axes), order="C"))
