from __future__ import annotations

from functools import cache

import numpy as np
import torch

from seesame.model.build import PAPER_PRESETS
from seesame.model.config import KerasClosedConfig
from seesame.model.keras_closed import KerasClosedNetwork
from seesame.model.keras_layers import OldTensor, backbone_tensors, old_tensors
from seesame.model.paper import PaperNetwork
from seesame.model.resnet import ResNet


@cache
def siamese() -> dict[str, OldTensor]:
    with torch.device("meta"):
        return {each.old: each for each in old_tensors(PaperNetwork(PAPER_PRESETS["paper-small"]))}


def convolutions(depth: int) -> set[str]:
    """Names of a ResNet's layers, without their kind, counted from the papers' tables."""
    blocks = zip((2, 3, 4, 5), (3, 4, {50: 6, 101: 23}[depth], 3), strict=True)
    letters = [f"{stage}{letter}" for stage, count in blocks for letter in "abcdefghijklmnopqrstuvw"[:count]]
    return {f"{block}_branch2{part}" for block in letters for part in "abc"} | {f"{n}a_branch1" for n in (2, 3, 4, 5)}


def test_every_tensor_of_a_network_has_an_old_name() -> None:
    with torch.device("meta"):
        network = PaperNetwork(PAPER_PRESETS["paper-small"])
    assert {each.own for each in siamese().values()} == set(network.state_dict())


def test_the_layers_of_the_published_files() -> None:
    layers = {name.partition("/")[0] for name in siamese()}
    backbone = {"conv1", "bn_conv1"} | {f"{kind}{each}" for kind in ("res", "bn") for each in convolutions(50)}
    pyramid = {f"fpn_c{n}p{n}" for n in (2, 3, 4, 5)} | {f"fpn_p{n}" for n in (2, 3, 4, 5)}
    match = {f"fpn_distance_P{n}" for n in (2, 3, 4, 5, 6)}
    heads = {f"mrcnn_class_{each}" for each in ("conv1", "bn1", "conv2", "bn2", "logits")} | {"mrcnn_bbox_fc"}
    masks = {f"mrcnn_mask_{kind}{n}" for kind in ("conv", "bn") for n in (1, 2, 3, 4)}
    masks |= {"mrcnn_mask_deconv", "mrcnn_mask"}
    assert layers == backbone | pyramid | match | heads | masks | {"rpn_conv_shared", "rpn_class_raw", "rpn_bbox_pred"}


def test_a_deeper_backbone_has_more_blocks() -> None:
    with torch.device("meta"):
        names = {each.old.partition("/")[0] for each in backbone_tensors(ResNet(101))}
    assert names == {"conv1", "bn_conv1"} | {f"{kind}{each}" for kind in ("res", "bn") for each in convolutions(101)}


def test_kernels_are_turned() -> None:
    dense, deconv = siamese()["mrcnn_class_logits/kernel"], siamese()["mrcnn_mask_deconv/kernel"]
    assert dense.shapes == ((512, 2),) and deconv.shapes == ((2, 2, 256, 256),)
    assert siamese()["conv1/kernel"].shapes == ((7, 7, 3, 64),)
    array = np.arange(24, dtype=np.float32).reshape(2, 3, 2, 2)
    assert siamese()["conv1/kernel"].turn(array)[1, 0, 1, 2] == array[1, 2, 0, 1]


def test_deltas_become_x_before_y() -> None:
    bias = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], np.float32)  # dy, dx, dh, dw of three anchors
    assert siamese()["rpn_bbox_pred/bias"].turn(bias).tolist() == [2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11]


def test_of_two_sets_of_boxes_and_masks_the_second_is_taken() -> None:
    boxes, mask = siamese()["mrcnn_bbox_fc/bias"], siamese()["mrcnn_mask/kernel"]
    assert boxes.shapes == ((4,), (8,)) and mask.shapes == ((1, 1, 256, 1), (1, 1, 256, 2))
    assert boxes.turn(np.array([9, 9, 9, 9, 1, 2, 3, 4], np.float32)).tolist() == [2, 1, 4, 3]
    assert mask.turn(np.array([[[[5, 6]]]], np.float32)).flatten().tolist() == [6]


def test_each_category_keeps_its_own_set() -> None:
    config = KerasClosedConfig(depth=50, categories=2, pyramid_channels=8, head_size=8)
    with torch.device("meta"):
        tensors = {each.old: each for each in old_tensors(KerasClosedNetwork(config))}
    assert tensors["mrcnn_bbox_fc/bias"].shapes == ((8,),)
    assert tensors["mrcnn_bbox_fc/bias"].turn(np.arange(8, dtype=np.float32)).tolist() == [1, 0, 3, 2, 5, 4, 7, 6]
    assert not any(name.startswith("fpn_distance") for name in tensors)
