"""Mask R-CNN for a fixed set of categories, of torchvision's parts.

Source: arXiv 1703.06870; torchvision.models.detection.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torchvision.models.detection import MaskRCNN, maskrcnn_resnet50_fpn_v2
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.ops import FeaturePyramidNetwork
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

from seesame.model.backbone import LiteBackbone
from seesame.model.config import FIRST_STAGE, ClosedConfig

LITE = "tf_efficientnet_lite0"
LEVELS = 4
"""Pyramid levels that regions are pooled from; a fifth has anchors only."""

_STAGE = re.compile(r"detector\.backbone\.body\.(?:layer(\d)|blocks\.(\d+))?")


class LiteFeatures(nn.Module):
    """EfficientNet-Lite0 with a feature pyramid, as torchvision wants a backbone."""

    def __init__(self, channels: int, imagenet: bool = False) -> None:
        super().__init__()
        self.body = LiteBackbone(LITE, imagenet)
        self.fpn = FeaturePyramidNetwork(self.body.channels, channels, LastLevelMaxPool())
        self.out_channels = channels

    def forward(self, pixels: Tensor) -> dict[str, Tensor]:
        """Pixels (B, 3, h, w), sides multiples of 32, to five levels of stride 4 to 64."""
        maps = OrderedDict((str(index), each) for index, each in enumerate(self.body(pixels)))
        levels: dict[str, Tensor] = self.fpn(maps)
        return levels


class ClosedNetwork(nn.Module):
    """A `MaskRCNN` cut into stages; batch norms, where it has any, stay as they are.

    Takes: categories, how many there are beside the background.
    """

    detector: Any

    def __init__(self, config: ClosedConfig, categories: int, imagenet: bool = False) -> None:
        super().__init__()
        self.config, self.categories = config, categories
        self.detector = _detector(config, categories + 1, imagenet)
        for pool in (self.detector.roi_heads.box_roi_pool, self.detector.roi_heads.mask_roi_pool):
            sides = [config.scene_side // 4 // 2**level for level in range(LEVELS)]
            pool(  # it measures the strides of the levels once
                {str(level): torch.zeros(1, 1, side, side) for level, side in enumerate(sides)},
                [torch.tensor([[0.0, 0.0, 8.0, 8.0]])],
                [(config.scene_side, config.scene_side)],
            )

    def train(self, mode: bool = True) -> ClosedNetwork:
        """As every module, but batch norms keep their figures: batches are too small to measure new ones."""
        super().train(mode)
        for each in self.modules():
            if isinstance(each, _BatchNorm):
                each.eval()
        return self

    def see(self, pixels: Tensor) -> tuple[list[Tensor], Tensor, Tensor]:
        """Frames to what knows no box.

        Takes: pixels (B, 3, h, w), ImageNet mean and deviation. Returns: levels of stride 4 to 32, logits (B, A) of
        anchors in the order of level, row, column, ratio, and their deltas (B, A, 4).
        """
        levels = list(self.detector.backbone(pixels).values())
        objectness, deltas = self.detector.rpn.head(levels)
        logits = torch.cat([each.permute(0, 2, 3, 1).flatten(1) for each in objectness], 1)
        moves = torch.cat([each.permute(0, 2, 3, 1).flatten(1) for each in deltas], 1)
        return levels[:LEVELS], logits, moves.view(moves.shape[0], -1, 4)

    def judge(self, levels: Sequence[Tensor], boxes: Tensor) -> tuple[Tensor, Tensor]:
        """Boxes (R, 4) of one frame to logits (R, N) of background and categories, and deltas (R, N, 4)."""
        heads = self.detector.roi_heads
        pooled = heads.box_roi_pool(_named(levels), [boxes], self._sizes)
        logits, deltas = heads.box_predictor(heads.box_head(pooled))
        return logits, deltas.view(deltas.shape[0], self.categories + 1, 4)

    def outline(self, levels: Sequence[Tensor], boxes: Tensor, categories: Tensor) -> Tensor:
        """Boxes (R, 4) of one frame and their categories (R,) int64, from 1, to mask probabilities (R, 28, 28)."""
        heads = self.detector.roi_heads
        pooled = heads.mask_roi_pool(_named(levels), [boxes], self._sizes)
        logits = heads.mask_predictor(heads.mask_head(pooled))
        return torch.sigmoid(logits[torch.arange(boxes.shape[0]), categories])

    @property
    def _sizes(self) -> list[tuple[int, int]]:
        return [(self.config.scene_side, self.config.scene_side)]

    def learns(self, name: str, layers: str) -> bool:
        """Whether a parameter of that name learns with these layers: heads, 5+, 4+, 3+ or all."""
        stage = self.stage_of(name)
        return stage is None or stage >= FIRST_STAGE[layers]

    def stage_of(self, name: str) -> int | None:
        """The stage of the backbone that a parameter belongs to, 1 (the stem) to 5; None for what comes after it."""
        found = _STAGE.match(name)
        if not found:
            return None
        layer, block = found.groups()
        if block is not None:
            stage: int = self.detector.backbone.body.stage_of(int(block))
            return stage
        return 1 if layer is None else int(layer) + 1


def _detector(config: ClosedConfig, outputs: int, imagenet: bool) -> nn.Module:
    given: dict[str, Any] = {
        "rpn_anchor_generator": AnchorGenerator(
            tuple((each,) for each in config.anchor_scales), (config.anchor_ratios,) * len(config.anchor_scales)
        ),
        "rpn_pre_nms_top_n_train": config.proposals_train,
        "rpn_post_nms_top_n_train": config.proposals_train,
        "rpn_pre_nms_top_n_test": config.proposals_test,
        "rpn_post_nms_top_n_test": config.proposals_test,
        "rpn_nms_thresh": config.proposal_overlap,
        "rpn_batch_size_per_image": config.anchors_sampled,
        "box_batch_size_per_image": config.regions_train,
    }
    if config.backbone == "resnet50-v2":
        anchors = given.pop("rpn_anchor_generator")  # it brings its own
        network: Any = maskrcnn_resnet50_fpn_v2(weights=None, weights_backbone=None, num_classes=outputs, **given)
        network.rpn.anchor_generator = anchors
        made_so: nn.Module = network
        return made_so
    channels, size = config.pyramid_channels, config.head_size
    if config.backbone == "lite0":
        backbone: nn.Module = LiteFeatures(channels, imagenet)
    else:
        backbone = resnet_fpn_backbone(backbone_name=config.backbone, weights=None, trainable_layers=5)
        channels = 256  # torchvision's pyramid has no other
    made: nn.Module = MaskRCNN(
        backbone,
        box_head=TwoMLPHead(channels * 49, size),
        box_predictor=FastRCNNPredictor(size, outputs),
        mask_head=MaskRCNNHeads(channels, (channels,) * 4, 1),
        mask_predictor=MaskRCNNPredictor(channels, channels, outputs),
        **given,
    )
    return made


def _named(levels: Sequence[Tensor]) -> dict[str, Tensor]:
    return {str(index): level for index, level in enumerate(levels)}
