"""Siamese Mask R-CNN: the match comes before the proposals, so that they know the question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.ops import nms

from seesame.model.config import PaperConfig
from seesame.model.layers import shift, with_scene
from seesame.model.lite import RawInstances
from seesame.model.paper_heads import AnchorHead, LevelMatch, PaperBoxHead, PaperMaskHead
from seesame.model.resnet import CHANNELS, PaperPyramid, ResNet50

MEAN_PIXEL = (123.7, 116.8, 103.9)
"""Subtracted from RGB pixels in [0, 255]; nothing is divided."""


class PaperCandidates(NamedTuple):
    """What the match gives for B scenes: matched levels P2 to P6, their proposals B x (R, 4) in frame pixels, and what
    the proposals were made of: logits (B, A, 2), deltas (B, A, 4), anchors (A, 4)."""

    levels: list[Tensor]
    proposals: list[Tensor]
    logits: Tensor
    deltas: Tensor
    anchors: Tensor


class PaperNetwork(nn.Module):
    """The same stages as the default network in the paper's order. Source: arXiv 1811.11507 and its released code."""

    def __init__(self, config: PaperConfig, imagenet: Path | None = None) -> None:
        super().__init__()
        self.config = config
        self.backbone = ResNet50()
        if imagenet is not None:
            self.backbone.load_imagenet(imagenet)
        self.pyramid = PaperPyramid(CHANNELS, config.pyramid_channels)
        self.compare = LevelMatch(config.pyramid_channels, config.matched_channels)
        self.propose = AnchorHead(config.matched_channels, config.anchor_scales, config.anchor_ratios)
        self.box_head = PaperBoxHead(config.matched_channels, config.head_size)
        self.mask_head = PaperMaskHead(config.matched_channels)

    def forward(self, scenes: Sequence[Tensor], references: Tensor) -> list[RawInstances]:
        """Find one question in B scenes.

        Takes: scenes, B x (3, h, w) of any sizes up to the preset's; references (K, 3, s, s) of one question.
        """
        encoded = self.encode(squared(scenes, self.config.scene_side))
        descriptor = self.describe(references)
        candidates = self.match(encoded, descriptor)
        found = self.classify(candidates)
        return [RawInstances(rois[:, 1:], scores, self.outline(candidates, rois)) for rois, scores in found]

    def encode(self, pixels: Tensor) -> list[Tensor]:
        """Pixels (B, 3, side, side), mean subtracted, to pyramid levels P2 to P6."""
        levels: list[Tensor] = self.pyramid(self.backbone(pixels))
        return levels

    def describe(self, references: Tensor) -> Tensor:
        """K references (K, 3, s, s) to one vector a level: (5, C). Averaging over references and over space commute."""
        side = -(-references.shape[-1] // 64) * 64
        levels = self.encode(squared(list(references), side))
        return torch.stack([level.mean((0, 2, 3)) for level in levels])

    def match(self, encoded: Sequence[Tensor], descriptor: Tensor) -> PaperCandidates:
        """Compare whole levels, then propose from the comparison."""
        levels = self.compare(encoded, descriptor)
        logits, deltas, anchors = self.propose(levels)
        boxes = shift(anchors[None], deltas).clamp(0, self.config.scene_side)
        objectness = torch.softmax(logits.detach(), 2)[..., 1]
        proposals = [self._best(*each) for each in zip(boxes.detach(), objectness, strict=True)]
        return PaperCandidates(levels, proposals, logits, deltas, anchors)

    def classify(self, candidates: PaperCandidates) -> list[tuple[Tensor, Tensor]]:
        """For each scene its instances: rois (R, 5) and scores (R,), best first, suppressed."""
        rois = with_scene(candidates.proposals)
        boxes, scores = self.box_head.refine(candidates.levels[:4], rois)
        boxes = boxes.clamp(0, self.config.scene_side)
        found = []
        for index in range(len(candidates.proposals)):
            own = torch.where(rois[:, 0] == index)[0]
            kept = own[nms(boxes[own], scores[own], self.config.instance_overlap)[: self.config.instances]]
            found.append((torch.cat([rois[kept, :1], boxes[kept]], 1), scores[kept]))
        return found

    def outline(self, candidates: PaperCandidates, rois: Tensor) -> Tensor:
        """Rois (M, 5) to mask logits (M, 28, 28)."""
        logits: Tensor = self.mask_head(candidates.levels[:4], rois)
        return logits

    def _best(self, boxes: Tensor, objectness: Tensor) -> Tensor:
        kept = self.config.proposals_train if self.training else self.config.proposals_test
        order = objectness.topk(min(6000, len(objectness))).indices
        return boxes[order][nms(boxes[order], objectness[order], self.config.proposal_overlap)[:kept]]


def squared(scenes: Sequence[Tensor], side: int) -> Tensor:
    """Scenes B x (3, h, w) zero-padded around their middle to one (B, 3, side, side)."""
    padded = []
    for scene in scenes:
        above, left = (side - scene.shape[1]) // 2, (side - scene.shape[2]) // 2
        below, right = side - scene.shape[1] - above, side - scene.shape[2] - left
        padded.append(F.pad(scene, (left, right, above, below)))
    return torch.stack(padded)
