"""What an engine does: the network's stages on NumPy arrays, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """The dense part's view of B frames of one size.

    Attributes:
        pyramid: maps (B, C, h / s, w / s) for strides s = 4, 8, 16, 32.
        semantic: (B, S, h / 16, w / 16).
        boxes: candidates (B, N, 4), frame pixels, best first.
        logits: (B, N), how likely each is an object.
    """

    pyramid: tuple[Floats, ...]
    semantic: Floats
    boxes: Floats
    logits: Floats

    def __getitem__(self, index: int) -> Seen:
        """One frame, as a batch of one."""
        rows = slice(index, index + 1)
        pyramid = tuple(level[rows] for level in self.pyramid)
        return Seen(pyramid, self.semantic[rows], self.boxes[rows], self.logits[rows])


@dataclass(frozen=True)
class Regions:
    """The class-agnostic regions of one scene: all that a question is compared with.

    Attributes:
        boxes: (R, 4), frame pixels.
        quality: (R,) logits of how well each encloses one whole object.
        vectors: (R, D) of unit length.
        maps: (R, C, cells, cells), of unit length along C.
    """

    boxes: Floats
    quality: Floats
    vectors: Floats
    maps: Floats

    def __len__(self) -> int:
        return len(self.boxes)

    def __getitem__(self, rows: slice | list[int] | npt.NDArray[np.int64]) -> Regions:
        """Some of the regions."""
        return Regions(self.boxes[rows], self.quality[rows], self.vectors[rows], self.maps[rows])


class Engine(Protocol):
    """Runs the stages of one network."""

    def see(self, pixels: Floats) -> Seen:
        """The dense part of frames (B, 3, h, w), sides multiples of 32."""

    def regions(self, seen: Seen, boxes: Floats) -> Regions:
        """Refine and embed candidates (R, 4) of a batch of one."""

    def embed(self, seen: Seen, boxes: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """Embed one given box of each of B frames.

        Takes: boxes (B, 4), weights (B, cells, cells). Returns: vectors (B, D), maps (B, C, cells, cells).
        """

    def match(self, regions: Regions, vectors: Floats, maps: Floats, weights: Floats) -> Floats:
        """Logits (R, K) of R regions against K references: vectors (K, D), maps (K, C, cells, cells), weights."""

    def outline(self, seen: Seen, boxes: Floats) -> Floats:
        """Mask probabilities (M, side, side) over boxes (M, 4) of a batch of one."""
