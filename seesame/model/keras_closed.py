"""Mask R-CNN for a fixed set of categories, as the old Keras weights want it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torchvision.ops import batched_nms

from seesame.model.anchors import AnchorHead, between_middles, propose, shift_and_clip
from seesame.model.config import KerasClosedConfig
from seesame.model.layers import with_scene
from seesame.model.paper import MEAN_PIXEL
from seesame.model.paper_heads import PaperBoxHead, PaperMaskHead
from seesame.model.resnet import CHANNELS, PaperPyramid, ResNet


class CategorisedInstances(NamedTuple):
    """Found in one scene, best first: boxes (R, 4) frame pixels, scores (R,), categories (R,) int64 from 1, mask logits
    (R, 28, 28)."""

    boxes: Tensor
    scores: Tensor
    categories: Tensor
    outlines: Tensor


class KerasClosedNetwork(nn.Module):
    """Backbone, pyramid and heads are the paper network's; nothing is compared.

    Source: github.com/matterport/Mask_RCNN.
    """

    mean: Tensor

    def __init__(self, config: KerasClosedConfig) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("mean", torch.tensor(MEAN_PIXEL).view(1, 3, 1, 1), persistent=False)
        channels, categories = config.pyramid_channels, config.categories
        self.backbone = ResNet(config.depth)
        self.pyramid = PaperPyramid(CHANNELS, channels, relu=False)
        self.propose = AnchorHead(channels, config.anchor_scales, config.anchor_ratios)
        self.box_head = PaperBoxHead(channels, config.head_size, categories, categories)
        self.mask_head = PaperMaskHead(channels, sets=categories)

    def forward(self, pixels: Tensor, windows: Tensor) -> list[CategorisedInstances]:
        """Find all categories in B scenes.

        Takes: pixels (B, 3, side, side), RGB in [0, 255], padded with black; windows (B, 4), the part of each that the
        picture fills, frame pixels.
        """
        levels = self.encode(pixels)
        config = self.config
        proposals = propose(self.propose(levels), config.scene_side, config.proposal_overlap, config.proposals_test)
        return [self._find(levels, index, boxes, windows[index]) for index, boxes in enumerate(proposals)]

    def encode(self, pixels: Tensor) -> list[Tensor]:
        """Pixels (B, 3, h, w), RGB in [0, 255], sides multiples of 32, to pyramid levels P2 to P6."""
        levels: list[Tensor] = self.pyramid(self.backbone(pixels - self.mean))
        return levels

    def _find(self, levels: Sequence[Tensor], index: int, proposals: Tensor, window: Tensor) -> CategorisedInstances:
        """The instances of one scene, overlapping ones of a category suppressed."""
        own = [level[index, None] for level in levels[:4]]
        logits, deltas = self.box_head(own, with_scene([proposals]))
        scores, categories = torch.softmax(logits, 1).max(1)
        boxes = shift_and_clip(proposals, deltas[torch.arange(len(proposals)), categories], window)
        things = torch.where((categories > 0) & (scores >= self.config.least_score))[0]
        unlike = batched_nms(
            between_middles(boxes[things]), scores[things], categories[things], self.config.instance_overlap
        )
        kept = things[unlike[: self.config.instances]]
        outlines = self.mask_head(own, with_scene([boxes[kept]]))
        outlines = outlines[torch.arange(len(kept)), categories[kept]]
        return CategorisedInstances(boxes[kept], scores[kept], categories[kept], outlines)
