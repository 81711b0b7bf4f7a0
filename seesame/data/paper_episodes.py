"""The paper's training batches: of a picture one category that is in it, and one reference.

Source: arXiv 1811.11507 and its released code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from seesame.data.records import Object
from seesame.data.sources import Place, Pool
from seesame.errors import ConfigError, DataError, SeesameError
from seesame.geometry import masks as mask_geometry
from seesame.images.rescale import rescale


@dataclass(frozen=True)
class PaperEpisodeConfig:
    """How batches are drawn: `scenes` a batch, `flip` the share of scenes and of references that are mirrored,
    `mask_side` the side of the masks that targets are kept as.

    Raises: ConfigError: a batch cannot be drawn so.
    """

    scenes: int = 12
    flip: float = 0.5
    mask_side: int = 56

    def __post_init__(self) -> None:
        for name in ("scenes", "mask_side"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}, expected 1 or more")
        if not 0.0 <= self.flip <= 1.0:
            raise ConfigError(f"flip is {self.flip}, expected a share from 0 to 1")


class FrameSizes(NamedTuple):
    """What a network takes: sides of scenes and references, shorter at least and longer at most, and the objects a
    scene that are learnt from at most."""

    scene_short: int
    scene_side: int
    reference_short: int
    reference_side: int
    objects: int


class PaperBatch(NamedTuple):
    """One step's worth of NumPy arrays, or a share of it.

    scenes uint8 (B, S, S, 3) padded with black around; boxes B x float32 (G, 4), frame pixels, of the objects of the
    asked category; masks B x uint8 (G, mask_side, mask_side), each stretched from its box; references uint8
    (B, s, s, 3), one a scene; numbers, those of the scenes in the whole batch.
    """

    scenes: npt.NDArray[np.uint8]
    boxes: list[npt.NDArray[np.float32]]
    masks: list[npt.NDArray[np.uint8]]
    references: npt.NDArray[np.uint8]
    numbers: tuple[int, ...]


class _Asked(NamedTuple):
    scene: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]
    masks: npt.NDArray[np.uint8]
    reference: npt.NDArray[np.uint8]


class PaperEpisodes:
    """The n-th batch, for any n, in any process. Pictures come in an order that is drawn anew when all were shown.

    Raises: DataError: no picture has an object with a name.
    """

    def __init__(self, pool: Pool, config: PaperEpisodeConfig, sizes: FrameSizes, seed: int) -> None:
        self.pool, self.config, self.sizes, self.seed = pool, config, sizes, seed
        self._names: dict[tuple[int, int], list[str]] = {}
        for name in sorted(pool.places):
            for at in pool.places[name]:
                self._names.setdefault(at, []).append(name)
        self._pictures = sorted(self._names)
        if not self._pictures:
            raise DataError("no picture has an object whose category has a name; there is nothing to ask for")

    def __getitem__(self, step: int) -> PaperBatch:
        """Batch number `step`."""
        return self.share(step, 0, 1)

    def share(self, step: int, number: int, count: int) -> PaperBatch:
        """Of batch number `step` what the `number`-th of `count` processes learns from: every `count`-th scene."""
        numbers = tuple(range(number, self.config.scenes, count))
        asked = [self._ask(step, each) for each in numbers]
        return PaperBatch(
            np.stack([each.scene for each in asked]),
            [each.boxes for each in asked],
            [each.masks for each in asked],
            np.stack([each.reference for each in asked]),
            numbers,
        )

    def _ask(self, step: int, number: int) -> _Asked:
        """One scene with its question; a picture that cannot be read gives way to another."""
        rng = np.random.default_rng((self.seed, step, number))
        turn, place = divmod(step * self.config.scenes + number, len(self._pictures))
        order = np.random.default_rng((self.seed, turn)).permutation(len(self._pictures))
        for attempt in range(20):
            at = self._pictures[order[(place + attempt) % len(order)]]
            try:
                return self._asked(rng, at)
            except SeesameError:
                continue
        raise DataError("20 pictures in a row could not be read; check the data folder of the recipe")

    def _asked(self, rng: np.random.Generator, at: tuple[int, int]) -> _Asked:
        sizes = self.sizes
        name = str(rng.choice(self._names[at]))
        record = self.pool.record(*at)
        shown = [self.pool.object(place) for place in self.pool.places[name][at]]
        scene, _ = rescale(record.read(), sizes.scene_short, sizes.scene_side)
        masks = _masks(shown, (record.height, record.width), scene.shape[:2])
        if len(masks) > sizes.objects:
            masks = masks[rng.choice(len(masks), sizes.objects, replace=False)]
        if rng.random() < self.config.flip:
            scene, masks = scene[:, ::-1], masks[:, :, ::-1]
        above, left = ((sizes.scene_side - side) // 2 for side in scene.shape[:2])
        boxes = mask_geometry.boxes_of(masks)
        minis = np.stack([_mini(mask, box, self.config.mask_side) for mask, box in zip(masks, boxes, strict=True)])
        offset = np.array([left, above] * 2, np.float32)
        return _Asked(_padded(scene, sizes.scene_side), boxes + offset, minis, self._reference(rng, name))

    def _reference(self, rng: np.random.Generator, name: str) -> npt.NDArray[np.uint8]:
        """A random object of a random picture of the category, cut out by its box, not by its mask."""
        pictures = list(self.pool.places[name].values())
        for _ in range(20):
            places = pictures[int(rng.integers(len(pictures)))]
            place: Place = places[int(rng.integers(len(places)))]
            each = self.pool.object(place)
            try:
                picture = self.pool.record(place.source, place.record).read()
            except SeesameError:
                continue
            x1, y1 = (max(int(side), 0) for side in np.floor(each.box[:2]))
            x2, y2 = (int(side) for side in np.ceil(each.box[2:]))
            crop, _ = rescale(picture[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)], *self.sizes[2:4])
            if rng.random() < self.config.flip:
                crop = crop[:, ::-1]
            return _padded(crop, self.sizes.reference_side)
        raise DataError(f"20 references for {name!r} in a row could not be read; check the recipe's data folder")


def _masks(objects: list[Object], size: tuple[int, int], scaled: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """The masks (G, h, w) of objects in a scaled picture, of those that are left there.

    Raises: DataError: none is.
    """
    masks = [
        cv2.resize(each.mask(*size).astype(np.uint8), (scaled[1], scaled[0]), interpolation=cv2.INTER_NEAREST)
        for each in objects
    ]
    left = [mask for mask in masks if mask.any()]
    if not left:
        raise DataError("the objects of the category are too small to be left when the picture is scaled")
    return np.stack(left).astype(np.uint8)


def _mini(mask: npt.NDArray[np.uint8], box: npt.NDArray[np.float32], side: int) -> npt.NDArray[np.uint8]:
    """What lies in a mask's box, stretched to a square."""
    x1, y1, x2, y2 = box.astype(int)
    inside = np.asarray(mask[y1:y2, x1:x2], np.float32)
    return np.asarray(cv2.resize(inside, (side, side), interpolation=cv2.INTER_LINEAR) >= 0.5, np.uint8)


def _padded(picture: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """A picture in the middle of a black square."""
    square = np.zeros((side, side, 3), np.uint8)
    above, left = ((side - length) // 2 for length in picture.shape[:2])
    square[above : above + picture.shape[0], left : left + picture.shape[1]] = picture
    return square
