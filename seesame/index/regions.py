"""Which of a scene's regions are kept, and what stands for the picture as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seesame.geometry import boxes as box_geometry
from seesame.inference import assemble
from seesame.inference.engine import Floats
from seesame.inference.scene import Scene

PER_PICTURE = 30
"""Regions kept of a picture; docs/scale.md has what other numbers cost and lose."""

OVERLAP = 0.5
"""Of two regions that overlap by more, the better one is kept, as `find` does with instances."""


@dataclass(frozen=True, eq=False)
class Kept:
    """What a collection keeps of one scene.

    Attributes:
        size: (height, width) of the picture.
        boxes: (R, 4) float32, picture pixels, best first.
        quality: (R,) logits.
        vectors: (R, D) of unit length.
        signature: (D,) of unit length, the mean of the vectors by how good the regions are; zeros without regions.
    """

    size: tuple[int, int]
    boxes: npt.NDArray[np.float32]
    quality: Floats
    vectors: Floats
    signature: Floats


def keep(scene: Scene, most: int = PER_PICTURE, overlap: float = OVERLAP) -> Kept:
    """The best regions of a scene, overlapping ones suppressed; those that lie outside the picture left out."""
    height, width = scene.size
    regions = scene.regions
    boxes = box_geometry.clip(scene.frame.to_picture(regions.boxes), height, width)
    inside = np.flatnonzero(box_geometry.area(boxes) > 0)
    rows = inside[box_geometry.nms(boxes[inside], regions.quality[inside], overlap)[:most]]
    vectors, quality = regions.vectors[rows], regions.quality[rows]
    mean = (assemble.sigmoid(quality)[:, None] * vectors).sum(0) if len(rows) else np.zeros(regions.vectors.shape[1])
    signature = mean / max(float(np.linalg.norm(mean)), 1e-6)
    return Kept(scene.size, boxes[rows], quality, vectors, np.asarray(signature, np.float32))
