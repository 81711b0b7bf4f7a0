"""Training batches for a fixed set of categories: whole pictures with everything that is annotated in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.data.augment import recolour, window
from seesame.data.records import Record
from seesame.data.sources import Pool
from seesame.errors import ConfigError, DataError, SeesameError
from seesame.geometry import masks as mask_geometry
from seesame.images.window import warp_mask, warp_picture

LEAST_PIXELS = 8
"""Pixels that must be left of an object for it to be learnt from."""


@dataclass(frozen=True)
class ClosedEpisodeConfig:
    """How batches are drawn: `scenes` a batch; `scales`, the least and greatest long side of a picture as shares of the
    frame's; `colours`, how strongly light and colours are changed, 0 for not at all. Half of the pictures are mirrored.

    Raises: ConfigError: a batch cannot be drawn so.
    """

    scenes: int = 2
    scales: tuple[float, float] = (0.8, 1.25)
    colours: float = 0.5

    def __post_init__(self) -> None:
        if self.scenes < 1:
            raise ConfigError(f"scenes is {self.scenes}, expected 1 or more")
        low, high = self.scales
        if not 0.0 < low <= high:
            raise ConfigError(f"scales are {self.scales}, expected the least and the greatest, above 0")
        if not 0.0 <= self.colours <= 2.0:
            raise ConfigError(f"colours is {self.colours}, expected 0 to 2")


class ClosedBatch(NamedTuple):
    """One step's worth of NumPy arrays, or a share of it.

    scenes uint8 (B, S, S, 3); boxes B x float32 (G, 4), frame pixels; masks B x uint8 (G, S, S) of 0 and 1; categories
    B x int64 (G,), from 1; numbers, those of the scenes in the whole batch.
    """

    scenes: npt.NDArray[np.uint8]
    boxes: list[npt.NDArray[np.float32]]
    masks: list[npt.NDArray[np.uint8]]
    categories: list[npt.NDArray[np.int64]]
    numbers: tuple[int, ...]


class _Shown(NamedTuple):
    scene: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]
    masks: npt.NDArray[np.uint8]
    categories: npt.NDArray[np.int64]


class ClosedEpisodes:
    """The n-th batch, for any n, in any process. Pictures come in an order that is drawn anew when all were shown.

    Pictures without an object are shown too: they teach what is none. Crowds and objects without a category are neither
    learnt from nor hidden.
    Raises: DataError: no object has a category.
    """

    def __init__(self, pool: Pool, config: ClosedEpisodeConfig, side: int, seed: int) -> None:
        self.pool, self.config, self.side, self.seed = pool, config, side, seed
        self.categories = tuple(sorted(pool.places))
        if not self.categories:
            raise DataError("no object of the sources has a category; name one with category = ... in the recipe")
        self._numbers = {name: number for number, name in enumerate(self.categories, 1)}
        self._pictures = [(s, r) for s, source in enumerate(pool.sources) for r in range(len(source.dataset))]

    def __getitem__(self, step: int) -> ClosedBatch:
        """Batch number `step`."""
        return self.share(step, 0, 1)

    @property
    def turn(self) -> int:
        """Steps until all pictures were shown once."""
        return -(-len(self._pictures) // self.config.scenes)

    def share(self, step: int, number: int, count: int) -> ClosedBatch:
        """Of batch number `step` what the `number`-th of `count` processes learns from: every `count`-th scene."""
        numbers = tuple(range(number, self.config.scenes, count))
        scenes, boxes, masks, categories = zip(*(self._show(step, each) for each in numbers), strict=True)
        return ClosedBatch(np.stack(scenes), list(boxes), list(masks), list(categories), numbers)

    def _show(self, step: int, number: int) -> _Shown:
        """One scene; a picture that cannot be read gives way to another."""
        rng = np.random.default_rng((self.seed, step, number))
        turn, place = divmod(step * self.config.scenes + number, len(self._pictures))
        order = np.random.default_rng((self.seed, turn)).permutation(len(self._pictures))
        for attempt in range(20):
            record = self.pool.record(*self._pictures[order[(place + attempt) % len(order)]])
            try:
                return self._shown(rng, record)
            except SeesameError:
                continue
        raise DataError("20 pictures in a row could not be read; check the data folder of the recipe")

    def _shown(self, rng: np.random.Generator, record: Record) -> _Shown:
        side = self.side
        learnt = [each for each in record.objects if each.category is not None and not each.crowd]
        focus = (record.width / 2, record.height / 2)
        if learnt:
            x1, y1, x2, y2 = learnt[int(rng.integers(len(learnt)))].box
            focus = ((x1 + x2) / 2, (y1 + y2) / 2)
        low, high = self.config.scales
        matrix = window(rng, record.height, record.width, side, (low * side, high * side), focus)
        scene = warp_picture(record.read(), matrix, side)
        if self.config.colours:
            scene = recolour(rng, scene, self.config.colours)
        moved = [warp_mask(each.mask(record.height, record.width), matrix, side) for each in learnt]
        left = [index for index, mask in enumerate(moved) if int(mask.sum()) >= LEAST_PIXELS]
        masks = np.stack([moved[index] for index in left]) if left else np.zeros((0, side, side), np.uint8)
        numbers = [self._numbers[str(learnt[index].category)] for index in left]
        return _Shown(scene, mask_geometry.boxes_of(masks), masks, np.array(numbers, np.int64))
