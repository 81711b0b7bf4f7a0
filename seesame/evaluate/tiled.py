"""A Finder that looks at pictures in tiles, as a system."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from seesame.descriptor import Descriptor
from seesame.inference import Finder
from seesame.inference.scene import Scene
from seesame.inference.tiled import TiledScene
from seesame.inference.tiling import Tiling
from seesame.instances import Instances
from seesame.reference import Reference


@dataclass(frozen=True, eq=False)
class Asked:
    """A question, and how it wants pictures to be cut."""

    descriptor: Descriptor
    tiling: Tiling


@dataclass(frozen=True, eq=False)
class Looked:
    """A picture, and what was seen of it for each way to cut it."""

    picture: NDArray[np.uint8]
    whole: Scene
    cut: dict[tuple[int, ...], TiledScene] = field(default_factory=dict)


class Tiled:
    """The finder with `tiles` as `seesame find --tiles` has them; each way to cut a picture is encoded once."""

    def __init__(self, finder: Finder, tiles: str) -> None:
        self.finder = finder
        self.tiling = Tiling.of(tiles)
        self.threshold = finder.threshold
        self.weights_id = f"{finder.weights_id}, tiles {tiles}"
        self.engine = finder.engine

    def describe(self, references: list[Reference], /) -> Asked:
        """The finder's descriptor, with what the references say of sizes."""
        return Asked(self.finder.describe(references), self.tiling.knowing(references))

    def encode(self, picture: NDArray[np.uint8], /) -> Looked:
        """The picture as a whole; tiles follow when a question needs them."""
        return Looked(picture, self.finder.encode(picture))

    def find(self, scene: Looked, descriptor: Asked, /, threshold: float = 0.0, top: int = 100) -> Instances:
        """The finder's instances."""
        sides = descriptor.tiling.sides(scene.whole.size, self.finder.card.sizes.scene_side)
        if sides not in scene.cut:
            tiling = replace(descriptor.tiling, side=sides[0] if sides else 0)
            scene.cut[sides] = self.finder.encode_tiles(scene.picture, tiling)
        return self.finder.find(scene.cut[sides], descriptor.descriptor, threshold=threshold, top=top)

    def presence(self, scene: Looked, descriptor: Asked, /, scores: NDArray[np.float32]) -> float | None:
        """The finder's, of the whole picture, from the scores (R,) of what was found."""
        return self.finder.presence(scene.whole, descriptor.descriptor, scores)
