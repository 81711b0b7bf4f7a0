"""The default network: proposes first, then compares the regions with the descriptor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.ops import nms

from seesame.model.backbone import LiteBackbone
from seesame.model.config import LiteConfig
from seesame.model.layers import with_scene
from seesame.model.matching import Descriptor, Match, fuse
from seesame.model.outline import Outline
from seesame.model.proposals import ProposalHead, Proposals, best
from seesame.model.pyramid import Pyramid, Semantic
from seesame.model.regions import BoxHead, Embedded, Embedding, Refined


class References(NamedTuple):
    """K framed references of one question: pixels (K, 3, s, s), boxes (K, 4) frame pixels, weights (K, cells, cells):
    how much of each cell of the box belongs to the object."""

    pixels: Tensor
    boxes: Tensor
    weights: Tensor


class Maps(NamedTuple):
    """What the dense part sees in B scenes: pyramid of stride 4 to 32, semantic map of stride 16, proposals."""

    pyramid: list[Tensor]
    semantic: Tensor
    proposals: Proposals


class Encoded(NamedTuple):
    """B scenes that know no reference.

    Attributes:
        maps: of all scenes.
        rois: B x (R, 5), the regions of each scene: its index and the frame box.
        quality: B x (R,) logits of how well each region encloses one whole object.
        embedded: B x vectors and maps of the regions.
    """

    maps: Maps
    rois: list[Tensor]
    quality: list[Tensor]
    embedded: list[Embedded]


class RawInstances(NamedTuple):
    """Found in one scene: boxes (R, 4) frame pixels, scores (R,), mask logits (R, side, side)."""

    boxes: Tensor
    scores: Tensor
    outlines: Tensor


class LiteNetwork(nn.Module):
    """Siamese one-shot instance segmentation with the match after the regions."""

    def __init__(self, config: LiteConfig, imagenet: bool = False) -> None:
        super().__init__()
        self.config = config
        self.backbone = LiteBackbone(config.backbone, imagenet)
        self.pyramid = Pyramid(self.backbone.channels, config.pyramid_channels)
        self.semantic = Semantic(self.backbone.channels, config.semantic_channels)
        self.propose = ProposalHead(config.pyramid_channels, config.tower_depth, levels=5)
        self.box_head = BoxHead(config.pyramid_channels, config)
        self.embedding = Embedding(config.semantic_channels, config.map_channels, config.cells)
        self.compare = Match(config.semantic_channels, config.cells)
        self.mask_head = Outline(config.pyramid_channels, config.mask_side)

    def forward(self, scenes: Sequence[Tensor], references: References) -> list[RawInstances]:
        """Find one question in B scenes.

        Takes: scenes, B x (3, h, w) of any sizes; references, K of one question.
        """
        encoded = self.encode(stack(scenes))
        descriptor = self.describe(references)
        candidates = self.match(encoded, descriptor)
        found = self.classify(encoded, candidates)
        return [
            RawInstances(rois[:, 1:], scores, self.outline(encoded.maps, rois)) for rois, scores in found
        ]

    def see(self, pixels: Tensor) -> Maps:
        """The dense part: pixels (B, 3, h, w), sides multiples of 32, to maps and proposals."""
        maps = self.backbone(pixels)
        pyramid = self.pyramid(maps)
        return Maps(pyramid, self.semantic(maps), self.propose(pyramid))

    def encode(self, pixels: Tensor) -> Encoded:
        """Everything of B scenes that knows no reference."""
        maps = self.see(pixels)
        boxes, logits = best(maps.proposals, self.config.candidates, pixels.shape[2:])
        kept = [self._suppress(*each) for each in zip(boxes, logits, strict=True)]
        counts = [len(each) for each in kept]
        refined = self.box_head.refine(maps.pyramid, with_scene(kept))
        boxes_by_scene, features = (_by_scene(each, counts) for each in refined)
        rois = with_scene(boxes_by_scene)
        embedded = self.embedding(maps.semantic, rois)
        vectors, region_maps = _by_scene(embedded.vectors, counts), _by_scene(embedded.maps, counts)
        parts = [Embedded(*each) for each in zip(vectors, region_maps, strict=True)]
        judged = zip(boxes_by_scene, features, vectors, strict=True)
        quality = [self.box_head.judge(Refined(own, seen), each) for own, seen, each in judged]
        return Encoded(maps, _by_scene(rois, counts), quality, parts)

    def describe(self, references: References) -> Descriptor:
        """K references to their descriptor."""
        semantic = self.semantic(self.backbone(references.pixels))
        rois = with_scene(list(references.boxes[:, None]))
        embedded = self.embedding(semantic, rois, references.weights)
        return Descriptor(embedded.vectors, embedded.maps, references.weights)

    def match(self, encoded: Encoded, descriptor: Descriptor) -> list[Tensor]:
        """Match logits (R,) of each scene's regions for one question."""
        return [fuse(self.compare(each, descriptor)) for each in encoded.embedded]

    def classify(self, encoded: Encoded, candidates: Sequence[Tensor]) -> list[tuple[Tensor, Tensor]]:
        """Scores: of the asked kind and one whole object. Returns, for each scene, rois (R, 5) and scores (R,)."""
        scores = [torch.sigmoid(m) * torch.sigmoid(q) for m, q in zip(candidates, encoded.quality, strict=True)]
        return list(zip(encoded.rois, scores, strict=True))

    def outline(self, maps: Maps, rois: Tensor) -> Tensor:
        """Rois (M, 5) to mask logits (M, side, side) over their boxes."""
        logits: Tensor = self.mask_head(maps.pyramid, rois)
        return logits

    def _suppress(self, boxes: Tensor, logits: Tensor) -> Tensor:
        return boxes[nms(boxes, logits, self.config.proposal_overlap)[: self.config.regions]]


def stack(scenes: Sequence[Tensor]) -> Tensor:
    """Scenes B x (3, h, w) zero-padded right and bottom to one (B, 3, H, W), sides multiples of 32."""
    height = -(-max(scene.shape[1] for scene in scenes) // 32) * 32
    width = -(-max(scene.shape[2] for scene in scenes) // 32) * 32
    return torch.stack([F.pad(each, (0, width - each.shape[2], 0, height - each.shape[1])) for each in scenes])


def _by_scene(rows: Tensor, counts: list[int]) -> list[Tensor]:
    return list(rows.split(counts))  # type: ignore[no-untyped-call]
