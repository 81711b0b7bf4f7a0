"""A network made by hand: what it sees, and how it judges, is written down box by box."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.inference import Finder
from seesame.inference.engine import Floats, Regions, Seen
from seesame.reference import Reference
from seesame.weights import Calibration, Sizes, WeightsCard

Box: TypeAlias = tuple[float, float, float, float]
CELLS = 2


@dataclass(frozen=True)
class Thing:
    """What is made of a candidate: how alike (cosine) its vector and its cells are, its quality, where it moves to."""

    alike: float = 0.9
    quality: float = 3.0
    cells: float = 0.5
    moves_to: Box | None = None


@dataclass
class HandEngine:
    """Sees the boxes of `things`, in their order the likelier first.

    The match logit is 10 * cosine - 6 + (2 + cosine) * mean cosine of cells in the same place.
    """

    things: Mapping[Box, Thing]
    likely: Sequence[float] | None = None
    regions_asked: list[int] = field(default_factory=list)

    def see(self, pixels: Floats) -> Seen:
        boxes = np.array([list(self.things)] * len(pixels), np.float32).reshape(len(pixels), -1, 4)
        likely = self.likely or [5 - 0.1 * place for place in range(len(self.things))]
        logits = np.array([likely] * len(pixels), np.float32).reshape(len(pixels), -1)
        return Seen((), np.zeros((len(pixels), 1, 2, 2), np.float32), boxes, logits)

    def regions(self, seen: Seen, boxes: Floats) -> Regions:
        chosen = [self.things[_sides(row)] for row in boxes]
        moved = [each.moves_to or _sides(row) for each, row in zip(chosen, boxes, strict=True)]
        vectors = [_turned(each.alike) for each in chosen]
        maps = [np.tile(_turned(each.cells)[:, None, None], (1, CELLS, CELLS)) for each in chosen]
        return Regions(
            np.array(moved, np.float32).reshape(-1, 4),
            np.array([each.quality for each in chosen], np.float32),
            np.array(vectors, np.float32).reshape(-1, 2),
            np.array(maps, np.float32).reshape(-1, 2, CELLS, CELLS),
        )

    def embed(self, seen: Seen, boxes: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """The k-th reference of a question lies k * 90 degrees from the first, so does a question of negatives."""
        vectors = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], np.float32)[: len(boxes)]
        return vectors, np.tile(vectors[:, :, None, None], (1, 1, CELLS, CELLS))

    def match(self, regions: Regions, vectors: Floats, maps: Floats, weights: Floats) -> Floats:
        cosine = regions.vectors @ vectors.T
        in_place = np.einsum("rcij,kcij->rk", regions.maps, maps * weights[:, None]) / CELLS**2
        return np.asarray(10 * cosine - 6 + (2 + cosine) * in_place, np.float32)

    def outline(self, seen: Seen, boxes: Floats) -> Floats:
        return np.ones((len(boxes), 4, 4), np.float32)


def _sides(row: Sequence[float] | Floats) -> Box:
    x1, y1, x2, y2 = (float(side) for side in row)
    return x1, y1, x2, y2


def _turned(cosine: float) -> Floats:
    return np.array([cosine, (1 - cosine**2) ** 0.5], np.float32)


SIZES = Sizes(
    scene_side=128,
    reference_side=64,
    reference_context=0.25,
    regions=4,
    proposal_overlap=0.7,
    instance_overlap=0.5,
    cells=CELLS,
)

Make: TypeAlias = Callable[..., Finder]


@pytest.fixture
def by_hand() -> Make:
    """A Finder over a network made by hand; its frames are pictures of 128 x 128 as they are."""

    def make(
        things: Mapping[Box, Thing], likely: Sequence[float] | None = None, calibration: Calibration | None = None
    ) -> Finder:
        card = WeightsCard(
            name="hand", network="none", sizes=SIZES, calibration=calibration or Calibration(), recipe={}, files={}
        )
        return Finder.on(HandEngine(things, likely), card)

    return make


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(60, 200, (128, 128, 3)).astype(np.uint8)


@pytest.fixture
def example(picture: NDArray[np.uint8]) -> Reference:
    return Reference.from_box(picture, (10, 10, 50, 50), "example")
