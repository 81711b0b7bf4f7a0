"""What chance scores: systems to hold a real one against."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.evaluate.system import System
from seesame.instances import Instances
from seesame.reference import Reference


class Shuffled:
    """The random baseline: another system's instances, moved to random places of the picture, their scores shuffled.

    How many there are, how large they are and how sure stays as it was. Source: arXiv 1811.11507, section 5.2.
    """

    def __init__(self, system: System, seed: int = 0) -> None:
        self.system = system
        self.seed = seed
        self.threshold: float | None = getattr(system, "threshold", None)
        self.weights_id = f"{getattr(system, 'weights_id', type(system).__name__)}, shuffled"

    def describe(self, references: list[Reference], /) -> Any:
        """The system's own descriptor."""
        return self.system.describe(references)

    def encode(self, picture: NDArray[np.uint8], /) -> Any:
        """The system's own scene."""
        return self.system.encode(picture)

    def find(self, scene: Any, descriptor: Any, /, threshold: float = 0.0, top: int = 100) -> Instances:
        """The system's own instances, shuffled; the same every time."""
        return shuffled(self.system.find(scene, descriptor, threshold=threshold, top=top), self.seed)


def shuffled(found: Instances, seed: int = 0) -> Instances:
    """Instances moved to random places of their picture, with each other's scores, best first.

    The draw depends only on the seed and on what was found.
    """
    generator = np.random.default_rng((seed, zlib.crc32(found.boxes.tobytes()), zlib.crc32(found.scores.tobytes())))
    scores = generator.permutation(found.scores)
    low, high = _room(found)
    moves = np.floor(low + generator.uniform(size=low.shape) * (high - low + 1)).astype(np.int32)
    corners = found.corners + moves * _filled(found)
    moved = Instances(found.size, found.boxes + np.tile(moves, 2).astype(np.float32), scores, found.crops, corners)
    return moved[np.argsort(-scores, kind="stable")]


def _room(found: Instances) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How far each instance can move in whole pixels without leaving the picture: least and most, (R, 2) x y."""
    filled = _filled(found)
    sides = np.array([crop.shape[::-1] for crop in found.crops], dtype=np.int64).reshape(-1, 2)
    first, last = np.floor(found.boxes[:, :2]), np.ceil(found.boxes[:, 2:])
    first = np.where(filled, np.minimum(first, found.corners), first).astype(np.int64)
    last = np.where(filled, np.maximum(last, found.corners + sides), last).astype(np.int64)
    low = np.minimum(-first, 0)
    return low, np.maximum(np.array(found.size[::-1]) - last, low)


def _filled(found: Instances) -> NDArray[np.bool_]:
    """Whether each instance has a mask, (R, 1); an empty one has no place."""
    return np.array([crop.size > 0 for crop in found.crops], dtype=np.bool_).reshape(-1, 1)
