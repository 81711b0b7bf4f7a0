"""Training batches: scenes, questions and how they relate, each a function of the seed and the step alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.data.augment import recolour
from seesame.data.compose import Cutout, Labelled, boxes_of, cut_out, look_at, mosaic, paste
from seesame.data.sources import Place, Pool
from seesame.errors import ConfigError, DataError, SeesameError
from seesame.geometry.coverage import coverage
from seesame.images.window import around, warp_box, warp_mask, warp_picture


@dataclass(frozen=True)
class EpisodeConfig:
    """How batches are drawn. Sides in frame pixels, shares in [0, 1].

    Raises: ConfigError: a batch cannot be drawn so.
    """

    scenes: int = 4
    references: int = 12
    scene_side: int = 384
    long_sides: tuple[float, float] = (330.0, 680.0)
    reference_side: int = 160
    context: tuple[float, float] = (0.1, 0.4)
    cells: int = 7
    composed: float = 0.35
    mosaic: float = 0.2
    masked: float = 0.5
    shots: tuple[int, ...] = (1, 1, 1, 2, 3)
    cutouts: tuple[int, int] = (2, 6)
    cutout_sizes: tuple[float, float] = (28.0, 220.0)
    smallest_reference: float = 10.0

    def __post_init__(self) -> None:
        if self.scenes < 1:
            raise ConfigError(f"scenes is {self.scenes}, expected 1 or more; it counts the scenes of a batch")
        if not self.shots or min(self.shots) < 1 or max(self.shots) > self.references:
            raise ConfigError(
                f"shots is {self.shots}, expected numbers from 1 to {self.references} (references); "
                "they are the references that one question may have"
            )


class Batch(NamedTuple):
    """One step's worth of NumPy arrays.

    scenes uint8 (B, S, S, 3); masks B x uint8 (G, S, S); boxes B x float32 (G, 4); trust float32 (B, S, S);
    references uint8 (Q * K, s, s, 3); reference_boxes (Q * K, 4); reference_weights (Q * K, cells, cells);
    same B x float32 (Q, G): 1 where question and object are of one category, 0 where not, -1 where it cannot be told.
    kinds B x int64 (G,) and asked int64 (Q,): the place of the category among the pool's askable ones, -1 for none.
    shots is K, numbers are those of the scenes in the whole batch.
    """

    scenes: npt.NDArray[np.uint8]
    masks: list[npt.NDArray[np.uint8]]
    boxes: list[npt.NDArray[np.float32]]
    trust: npt.NDArray[np.float32]
    references: npt.NDArray[np.uint8]
    reference_boxes: npt.NDArray[np.float32]
    reference_weights: npt.NDArray[np.float32]
    same: list[npt.NDArray[np.float32]]
    kinds: list[npt.NDArray[np.int64]]
    asked: npt.NDArray[np.int64]
    shots: int
    numbers: tuple[int, ...]

    def share(self, number: int, count: int) -> Batch:
        """Every `count`-th scene from the `number`-th on, with all questions."""
        own = slice(number, None, count)
        return self._replace(
            scenes=self.scenes[own],
            masks=self.masks[own],
            boxes=self.boxes[own],
            trust=self.trust[own],
            same=self.same[own],
            kinds=self.kinds[own],
            numbers=self.numbers[own],
        )


class Episodes:
    """The n-th batch of a recipe, for any n, in any process.

    Raises: DataError: the pool has nothing to ask for, or its weights leave nothing to draw from.
    """

    def __init__(self, pool: Pool, config: EpisodeConfig, seed: int) -> None:
        self.pool, self.config, self.seed = pool, config, seed
        weights = np.array([s.spec.weight * bool(len(s.dataset)) for s in pool.sources], np.float64)
        if not weights.sum() > 0:
            raise DataError("no source with pictures has a weight above 0; give one of the sources a weight")
        if not pool.askable:
            raise DataError("no category has objects in two pictures or more; a reference must be of another picture")
        self._shares = weights / weights.sum()
        cut = {index for index, source in enumerate(pool.sources) if source.spec.cutouts}
        self._cut = {
            name: places
            for name in pool.askable
            if (places := [p for at, group in pool.places[name].items() if at[0] in cut for p in group])
        }
        self._cut_names = sorted(self._cut)
        self._numbers: dict[str | None, int] = {name: number for number, name in enumerate(pool.askable)}

    def __getitem__(self, step: int) -> Batch:
        """Batch number `step`."""
        rng = np.random.default_rng((self.seed, step))
        config = self.config
        scenes = [self._scene(rng) for _ in range(config.scenes)]
        shots = int(rng.choice(config.shots))
        names = self._questions(rng, scenes, config.references // shots)
        shown = [self.reference(rng, name) for name in names for _ in range(shots)]
        pictures, boxes, weights = (list(part) for part in zip(*shown, strict=True))
        return Batch(
            np.stack([scene.picture for scene in scenes]),
            [scene.masks for scene in scenes],
            [boxes_of(scene.masks) for scene in scenes],
            np.stack([scene.trust for scene in scenes]),
            np.stack(pictures),
            np.stack(boxes),
            np.stack(weights),
            [self._same(names, scene) for scene in scenes],
            [self._kinds(scene.categories) for scene in scenes],
            self._kinds(names),
            shots,
            tuple(range(config.scenes)),
        )

    def share(self, step: int, number: int, count: int) -> Batch:
        """Of batch number `step` what the `number`-th of `count` processes learns from."""
        return self[step].share(number, count)

    def _scene(self, rng: np.random.Generator) -> Labelled:
        kind = rng.random()
        if kind < self.config.mosaic:
            scene = mosaic(rng, [self._real(rng) for _ in range(4)])
        else:
            scene = self._real(rng)
            if kind < self.config.mosaic + self.config.composed:
                for cutout in self._cutouts(rng):
                    scene = paste(rng, scene, cutout, self.config.cutout_sizes)
        return Labelled(recolour(rng, scene.picture), scene.masks, scene.categories, scene.trust)

    def _real(self, rng: np.random.Generator) -> Labelled:
        """A window on a real picture; a picture that cannot be read gives way to another."""
        for _ in range(20):
            index = int(rng.choice(len(self._shares), p=self._shares))
            source = self.pool.sources[index]
            record = source.dataset.records[int(rng.integers(len(source.dataset)))]
            try:
                return look_at(rng, record, source.spec.exhaustive, self.config.scene_side, self.config.long_sides)
            except SeesameError:
                continue
        raise DataError("20 pictures in a row could not be read; check the data folder of the recipe")

    def _cutouts(self, rng: np.random.Generator) -> list[Cutout]:
        """Several objects of one category and a few of others."""
        if not self._cut_names:
            return []
        count = int(rng.integers(self.config.cutouts[0], self.config.cutouts[1] + 1))
        asked = self._cut_names[int(rng.integers(len(self._cut_names)))]
        others = [self._cut_names[int(rng.integers(len(self._cut_names)))] for _ in range(count // 2)]
        cutouts = []
        for name in rng.permutation([asked] * (count - len(others)) + others):
            place = self._place(rng, self._cut[str(name)])
            try:
                cutouts.append(cut_out(self.pool.record(place.source, place.record), self.pool.object(place)))
            except SeesameError:
                continue
        return [each for each in cutouts if each.mask.sum() > 100]

    def _questions(self, rng: np.random.Generator, scenes: list[Labelled], count: int) -> list[str]:
        """Category names: each scene is asked for what it shows, in turn, then for anything."""
        present = []
        for scene in scenes:
            names = sorted({name for name in scene.categories if name is not None and name in self.pool.places})
            names = [name for name in names if len(self.pool.places[name]) > 1]
            present.append([str(name) for name in rng.permutation(names)] if names else [])
        asked: list[str] = []
        for turn in range(2):
            for names in present:
                if len(names) > turn and names[turn] not in asked and len(asked) < count:
                    asked.append(names[turn])
        while len(asked) < count:
            asked.append(self.pool.askable[int(rng.integers(len(self.pool.askable)))])
        return asked

    def reference(
        self, rng: np.random.Generator, name: str
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """A random object of a category: its window, its box there, its coverage of the box.

        One that cannot be read gives way to another.
        """
        for _ in range(20):
            try:
                return self._framed(rng, name)
            except SeesameError:
                continue
        raise DataError(f"20 references for {name!r} in a row could not be read; check the recipe's data folder")

    def _framed(
        self, rng: np.random.Generator, name: str
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        config = self.config
        place = self._askable_place(rng, name)
        record, each = self.pool.record(place.source, place.record), self.pool.object(place)
        size = np.array([each.box[2] - each.box[0], each.box[3] - each.box[1]] * 2)
        box = np.array(each.box) + rng.normal(0.0, 0.03, 4) * size
        matrix = around(box, config.reference_side, float(rng.uniform(*config.context)))
        if rng.random() < 0.5:
            matrix[0] = -matrix[0]
            matrix[0, 2] += config.reference_side
        picture = recolour(rng, warp_picture(record.read(), matrix, config.reference_side))
        framed = warp_box(box, matrix)
        weights = np.ones((config.cells, config.cells), np.float32)
        if rng.random() < config.masked:
            mask = warp_mask(each.mask(record.height, record.width), matrix, config.reference_side)
            weights = coverage(mask.astype(bool), framed, config.cells)
        return picture, framed, weights

    def _askable_place(self, rng: np.random.Generator, name: str) -> Place:
        """A picture of the category, uniformly, then one of its objects; large enough where there is one."""
        pictures = list(self.pool.places[name].values())
        for _ in range(10):
            place = self._place(rng, pictures[int(rng.integers(len(pictures)))])
            box = self.pool.object(place).box
            if min(box[2] - box[0], box[3] - box[1]) >= self.config.smallest_reference:
                break
        return place

    def _same(self, names: list[str], scene: Labelled) -> npt.NDArray[np.float32]:
        table = [[self.pool.same(name, other) for other in scene.categories] for name in names]
        return np.array(table, np.float32).reshape(len(names), len(scene.categories))

    def _kinds(self, names: Sequence[str | None]) -> npt.NDArray[np.int64]:
        return np.array([self._numbers.get(name, -1) for name in names], np.int64)

    @staticmethod
    def _place(rng: np.random.Generator, places: list[Place]) -> Place:
        return places[int(rng.integers(len(places)))]
