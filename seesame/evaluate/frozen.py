"""What one would do without training: compare regions by ImageNet features. A baseline; needs torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from seesame.images import frame
from seesame.images.window import around, warp_box, warp_picture
from seesame.inference import Finder, Scene
from seesame.instances import Instances
from seesame.model.backbone import LiteBackbone
from seesame.model.layers import with_scene
from seesame.model.pooling import pool
from seesame.reference import Reference

_CELLS = 7
_SHARPNESS, _MIDDLE = 10.0, 0.6  # from cosine to score; ranks of one question do not depend on them


@dataclass(frozen=True, eq=False)
class FrozenScene:
    """A scene with its regions, and the features (R, D) of unit length of these."""

    scene: Scene
    features: NDArray[np.float32]


class Frozen:
    """The regions of a network, compared with the reference by the cosine of ImageNet features that were never trained
    further; the score also counts how well a region encloses an object."""

    threshold: float | None = None

    def __init__(self, finder: Finder, backbone: str = "tf_efficientnet_lite0") -> None:
        self.finder = finder
        self.weights_id = f"{backbone}, frozen, on the regions of {finder.weights_id}"
        self._backbone = LiteBackbone(backbone, imagenet=True).eval()

    def describe(self, references: list[Reference], /) -> NDArray[np.float32]:
        """Features (K, D) of the references."""
        side, context = self.finder.card.sizes.reference_side, self.finder.card.sizes.reference_context
        rows = []
        for each in references:
            matrix = around(each.box, side, context)
            pixels = frame(warp_picture(each.picture, matrix, side), side).pixels
            rows.append(self._features(pixels, warp_box(each.box, matrix)[None]))
        return np.concatenate(rows)

    def encode(self, picture: NDArray[np.uint8], /) -> FrozenScene:
        """Regions and their features."""
        scene = self.finder.encode(picture)
        return FrozenScene(scene, self._features(scene.frame.pixels, scene.regions.boxes))

    def find(
        self, scene: FrozenScene, descriptor: NDArray[np.float32], /, threshold: float = 0.0, top: int = 100
    ) -> Instances:
        """The regions most like the references."""
        cosine = (scene.features @ descriptor.T).mean(1)
        quality = 1.0 / (1.0 + np.exp(-scene.scene.regions.quality))
        scores = (quality / (1.0 + np.exp(-_SHARPNESS * (cosine - _MIDDLE)))).astype(np.float32)
        return self.finder.instances(scene.scene, scores, threshold, top)

    def region_boxes(self, scene: FrozenScene) -> NDArray[np.float32]:
        """The regions (R, 4) before any question, picture pixels, best first."""
        return self.finder.region_boxes(scene.scene)

    @torch.no_grad()
    def _features(self, pixels: NDArray[np.float32], boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """The two deepest maps under boxes (R, 4), each of unit length, side by side."""
        *_, deep, deepest = self._backbone(torch.from_numpy(pixels[None]))
        rois = with_scene([torch.from_numpy(np.ascontiguousarray(boxes, np.float32))])
        parts = [_unit(pool(level, rois, stride, _CELLS)) for level, stride in ((deep, 16), (deepest, 32))]
        return np.asarray(F.normalize(torch.cat(parts, 1), dim=1).numpy(), np.float32)


def _unit(pooled: Tensor) -> Tensor:
    return F.normalize(pooled.mean((2, 3)), dim=1)
