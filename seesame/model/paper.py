"""Siamese Mask R-CNN: the match comes before the proposals, so that they know the question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.ops import nms

from seesame.model.anchors import Anchored, AnchorHead, between_middles, propose, shift_and_clip
from seesame.model.config import PaperConfig
from seesame.model.layers import with_scene
from seesame.model.lite import RawInstances
from seesame.model.paper_heads import LevelMatch, PaperBoxHead, PaperMaskHead, begin_evenly
from seesame.model.resnet import CHANNELS, PaperPyramid, ResNet

MEAN_PIXEL = (123.7, 116.8, 103.9)
"""Subtracted from RGB pixels in [0, 255], padding too; nothing is divided."""


class PaperCandidates(NamedTuple):
    """What the match gives for B scenes: matched levels P2 to P6, what is said of their anchors, and the proposals made
    of it, B x (R, 4) in frame pixels."""

    levels: list[Tensor]
    anchored: Anchored
    proposals: list[Tensor]


class PaperNetwork(nn.Module):
    """The same stages as the default network in the paper's order. Source: arXiv 1811.11507 and its released code."""

    mean: Tensor

    def __init__(self, config: PaperConfig, imagenet: Path | None = None) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("mean", torch.tensor(MEAN_PIXEL).view(1, 3, 1, 1), persistent=False)
        self.backbone = ResNet(50)
        if imagenet is not None:
            self.backbone.load_imagenet(imagenet)
        self.pyramid = PaperPyramid(CHANNELS, config.pyramid_channels)
        self.compare = LevelMatch(config.pyramid_channels, config.matched_channels)
        self.propose = AnchorHead(config.matched_channels, config.anchor_scales, config.anchor_ratios)
        self.box_head = PaperBoxHead(config.matched_channels, config.head_size)
        self.mask_head = PaperMaskHead(config.matched_channels)
        for each in (self.pyramid, self.compare, self.propose, self.box_head, self.mask_head):
            each.apply(begin_evenly)

    def forward(self, scenes: Sequence[Tensor], references: Tensor) -> list[RawInstances]:
        """Find one question in B scenes.

        Takes: scenes, B x (3, h, w) of any sizes up to the preset's; references (K, 3, s, s) of one question; RGB in
        [0, 255].
        """
        encoded = self.encode(squared(scenes, self.config.scene_side))
        candidates = self.match(encoded, self.describe(references))
        found = self.classify(candidates)
        return [RawInstances(rois[:, 1:], scores, self.outline(candidates, rois)) for rois, scores in found]

    def encode(self, pixels: Tensor) -> list[Tensor]:
        """Pixels (B, 3, h, w), RGB in [0, 255], sides multiples of 32, to pyramid levels P2 to P6."""
        levels: list[Tensor] = self.pyramid(self.backbone(pixels - self.mean))
        return levels

    def describe(self, references: Tensor) -> Tensor:
        """K references (K, 3, s, s) to one vector a level: (5, C). Averaging over references and over space commute."""
        return self.describe_each(references).mean(1)

    def describe_each(self, references: Tensor) -> Tensor:
        """References (K, 3, s, s) to one vector a level and reference: (5, K, C)."""
        return torch.stack([level.mean((2, 3)) for level in self.encode(references)])

    def match(self, encoded: Sequence[Tensor], descriptor: Tensor) -> PaperCandidates:
        """Compare whole levels with a descriptor, (5, C) or one a scene (5, B, C), then propose from the comparison."""
        config = self.config
        levels = self.compare(encoded, descriptor)
        anchored = self.propose(levels)
        most = config.proposals_train if self.training else config.proposals_test
        proposals = propose(anchored, config.scene_side, config.proposal_overlap, most)
        return PaperCandidates(levels, anchored, proposals)

    def classify(self, candidates: PaperCandidates, windows: Tensor | None = None) -> list[tuple[Tensor, Tensor]]:
        """For each scene its instances: rois (R, 5) and scores (R,), best first, suppressed.

        Takes: windows (B, 4), the part of each frame that the picture fills; all of it if not given.
        """
        rois = with_scene(candidates.proposals)
        logits, deltas = self.box_head(candidates.levels[:4], rois)
        if windows is None:
            windows = rois.new_tensor([0.0, 0.0, self.config.scene_side, self.config.scene_side])
            windows = windows.expand(len(candidates.proposals), 4)
        boxes = shift_and_clip(rois[:, 1:], deltas[:, 0], windows[rois[:, 0].long()])
        scores = torch.softmax(logits, 1)[:, 1]
        found = []
        for index in range(len(candidates.proposals)):
            own = torch.where(rois[:, 0] == index)[0]
            unlike = nms(between_middles(boxes[own]), scores[own], self.config.instance_overlap)
            kept = own[unlike[: self.config.instances]]
            found.append((torch.cat([rois[kept, :1], boxes[kept]], 1), scores[kept]))
        return found

    def outline(self, candidates: PaperCandidates, rois: Tensor) -> Tensor:
        """Rois (M, 5) to mask logits (M, 28, 28)."""
        logits: Tensor = self.mask_head(candidates.levels[:4], rois)[:, 0]
        return logits


def squared(scenes: Sequence[Tensor], side: int) -> Tensor:
    """Scenes B x (3, h, w), RGB in [0, 255], padded with black around their middle to one (B, 3, side, side)."""
    padded = []
    for scene in scenes:
        above, left = (side - scene.shape[1]) // 2, (side - scene.shape[2]) // 2
        below, right = side - scene.shape[1] - above, side - scene.shape[2] - left
        padded.append(F.pad(scene, (left, right, above, below)))
    return torch.stack(padded)
