"""What a network is made of, as values. The presets are named in `seesame.model.build`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LiteConfig:
    """The default network: proposes first, then compares regions with the descriptor.

    Lengths are in frame pixels, `*_channels` in numbers. Boxes are judged by `box_cells` x `box_cells` cells of
    themselves and of what lies around them, `box_context` of their sides on each side, and by `relations` rounds of
    looking at the scene's other boxes.
    """

    backbone: str = "tf_efficientnet_lite0"
    pyramid_channels: int = 96
    semantic_channels: int = 256
    map_channels: int = 64
    tower_depth: int = 3
    scene_side: int = 512
    reference_side: int = 160
    reference_context: float = 0.25
    candidates: int = 1000
    regions: int = 100
    proposal_overlap: float = 0.55
    instance_overlap: float = 0.5
    cells: int = 7
    mask_side: int = 28
    box_cells: int = 10
    box_context: float = 0.2
    relations: int = 2


@dataclass(frozen=True)
class PaperConfig:
    """Siamese Mask R-CNN. Source: arXiv 1811.11507 and its released code; defaults are the small model's."""

    pyramid_channels: int = 256
    matched_channels: int = 384
    head_size: int = 512
    scene_short: int = 400
    scene_side: int = 512
    reference_short: int = 75
    reference_side: int = 96
    anchor_scales: tuple[int, ...] = (32, 64, 128, 256, 512)
    anchor_ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    anchors_sampled: int = 64
    proposals_train: int = 500
    proposals_test: int = 500
    proposal_overlap: float = 0.7
    regions_train: int = 100
    instances: int = 30
    instance_overlap: float = 0.5
    mask_side: int = 28


@dataclass(frozen=True)
class ClosedConfig:
    """Mask R-CNN for a fixed set of `categories`, background among them, as Keras had it; defaults are those of COCO.

    Source: arXiv 1703.06870; github.com/matterport/Mask_RCNN.
    """

    depth: int = 101
    categories: int = 81
    pyramid_channels: int = 256
    head_size: int = 1024
    scene_short: int = 800
    scene_side: int = 1024
    anchor_scales: tuple[int, ...] = (32, 64, 128, 256, 512)
    anchor_ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    proposals_test: int = 1000
    proposal_overlap: float = 0.7
    instances: int = 100
    instance_overlap: float = 0.3
    least_score: float = 0.7
