"""What a network is made of, as values. Other presets are named in `seesame.model.build`."""

from __future__ import annotations

from dataclasses import dataclass

from seesame.errors import ConfigError

BACKBONES = ("lite0", "resnet50", "resnet50-v2", "resnet101")
"""Of Mask R-CNN for a fixed set of categories."""

FIRST_STAGE = {"heads": 6, "5+": 5, "4+": 4, "3+": 3, "all": 1}
"""The first stage of the backbone that learns, by the names that Mask R-CNN gave to layers: 1 is the stem, 2 to 5 have
strides 4 to 32, and what comes after the backbone always learns."""


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
class KerasClosedConfig:
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


@dataclass(frozen=True)
class ClosedConfig:
    """Mask R-CNN for a fixed set of categories, of torchvision's parts; defaults are those of its COCO weights.

    `backbone` is lite0, resnet50, resnet50-v2 or resnet101; pictures are scaled until their long side is `scene_side`.
    `anchors_sampled` and `regions_train` a scene are learnt from, a half and a quarter of them at most with an object.

    Raises: ConfigError: a number that no network can be made with.
    """

    backbone: str = "resnet50"
    pyramid_channels: int = 256
    head_size: int = 1024
    scene_side: int = 1024
    anchor_scales: tuple[int, ...] = (32, 64, 128, 256, 512)
    anchor_ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    anchors_sampled: int = 256
    proposals_train: int = 2000
    proposals_test: int = 1000
    proposal_overlap: float = 0.7
    regions_train: int = 512
    instances: int = 100
    instance_overlap: float = 0.5
    least_score: float = 0.05

    def __post_init__(self) -> None:
        if self.backbone not in BACKBONES:
            raise ConfigError(f"backbone is {self.backbone!r}, expected one of {', '.join(BACKBONES)}")
        if self.scene_side < 32 or self.scene_side % 32:
            raise ConfigError(f"scene_side is {self.scene_side}, expected a multiple of 32")
        if len(self.anchor_scales) != 5:
            raise ConfigError(f"anchor_scales are {len(self.anchor_scales)}, expected 5, one a pyramid level")
        if self.backbone != "lite0" and self.pyramid_channels != 256:
            raise ConfigError(f"pyramid_channels is {self.pyramid_channels}, expected 256, as a ResNet's here are")
        counts = ("anchors_sampled", "proposals_train", "proposals_test", "regions_train", "instances")
        for name in ("pyramid_channels", "head_size", *counts):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}, expected 1 or more")


CLOSED_PRESETS = {
    "lite0": ClosedConfig(
        backbone="lite0",
        pyramid_channels=128,
        head_size=512,
        scene_side=384,
        anchor_scales=(16, 32, 64, 128, 256),
        anchors_sampled=128,
        proposals_train=500,
        proposals_test=300,
        regions_train=128,
    ),
    "resnet50": ClosedConfig(),
    "resnet50-v2": ClosedConfig(backbone="resnet50-v2"),
    "resnet101": ClosedConfig(backbone="resnet101"),
}
"""Mask R-CNN for a fixed set of categories: the first is small enough to be trained without a graphics card."""
