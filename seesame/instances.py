"""Instances: what was found in one picture, the one result value."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import SupportsIndex, TypeAlias, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.errors import InputError
from seesame.geometry import boxes as box_geometry
from seesame.geometry import masks as mask_geometry
from seesame.geometry import runlength
from seesame.geometry.runlength import RunLength

Rows: TypeAlias = "SupportsIndex | slice | Sequence[int] | NDArray[np.integer] | NDArray[np.bool_]"


class CocoResult(TypedDict):
    """One row of a COCO results file."""

    image_id: int
    category_id: int
    bbox: list[float]
    score: float
    segmentation: RunLength


@dataclass(frozen=True, eq=False)
class Instances:
    """The found objects of one picture, row by row.

    Attributes:
        size: (height, width) of the picture.
        boxes: (R, 4) float32, x1 y1 x2 y2, picture pixels.
        scores: (R,) float32 in [0, 1].
        crops: R masks (h, w) bool, each only as large as it needs to be; empty for an empty mask.
        corners: (R, 2) int32, x y of each crop's first pixel in the picture.

    Raises:
        InputError: the parts do not fit each other.
    """

    size: tuple[int, int]
    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    crops: tuple[NDArray[np.bool_], ...]
    corners: NDArray[np.int32]

    def __post_init__(self) -> None:
        count = len(self.scores)
        _check("scores", self.scores, (count,), np.float32)
        _check("boxes", self.boxes, (count, 4), np.float32)
        _check("corners", self.corners, (count, 2), np.int32)
        if len(self.crops) != count:
            raise InputError(f"{len(self.crops)} crops came, expected {count}; give one mask per score")
        height, width = self.size
        for crop, (x, y) in zip(self.crops, self.corners.tolist(), strict=True):
            if crop.ndim != 2 or crop.dtype != np.bool_:
                raise InputError(f"a crop came as {_summary(crop)}, expected (h, w) bool; cut the mask at a threshold")
            if x < 0 or y < 0 or y + crop.shape[0] > height or x + crop.shape[1] > width:
                raise InputError(f"a crop {crop.shape} at {(x, y)} leaves its picture {self.size}; clip it first")

    @classmethod
    def empty(cls, size: tuple[int, int]) -> Instances:
        """Nothing found in a picture of (height, width)."""
        return cls(size, np.zeros((0, 4), np.float32), np.zeros(0, np.float32), (), np.zeros((0, 2), np.int32))

    @classmethod
    def from_masks(cls, size: tuple[int, int], boxes: ArrayLike, scores: ArrayLike, masks: ArrayLike) -> Instances:
        """Instances from full-size masks (R, H, W) bool, with boxes (R, 4) and scores (R,)."""
        stack = np.asarray(masks, dtype=np.bool_)
        if stack.size == 0:
            stack = stack.reshape(-1, *size) if stack.ndim == 3 else np.zeros((0, *size), np.bool_)
        if stack.ndim != 3 or stack.shape[1:] != tuple(size):
            raise InputError(f"masks came with shape {stack.shape}, expected (R, {size[0]}, {size[1]}); resize them")
        cut = [mask_geometry.tight_crop(mask) for mask in stack]
        return cls(
            size,
            np.asarray(boxes, dtype=np.float32).reshape(-1, 4),
            np.asarray(scores, dtype=np.float32).reshape(-1),
            tuple(crop for crop, _ in cut),
            np.array([corner for _, corner in cut], dtype=np.int32).reshape(-1, 2),
        )

    @classmethod
    def concatenate(cls, parts: Sequence[Instances]) -> Instances:
        """All rows of several results of one picture, in order."""
        if not parts:
            raise InputError("no instances came to concatenate, expected at least one; use Instances.empty(size)")
        sizes = {part.size for part in parts}
        if len(sizes) > 1:
            raise InputError(f"instances came of pictures of sizes {sorted(sizes)}, expected one; join them by picture")
        return cls(
            parts[0].size,
            np.concatenate([part.boxes for part in parts]),
            np.concatenate([part.scores for part in parts]),
            tuple(crop for part in parts for crop in part.crops),
            np.concatenate([part.corners for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.scores)

    def __getitem__(self, rows: Rows) -> Instances:
        """Some rows, always as Instances: an index (one row), a slice, row numbers, or a bool array (R,)."""
        chosen = self._rows(rows)
        crops = tuple(self.crops[row] for row in chosen)
        return Instances(self.size, self.boxes[chosen], self.scores[chosen], crops, self.corners[chosen])

    @property
    def masks(self) -> NDArray[np.bool_]:
        """(R, H, W) bool, made anew at every call."""
        result = np.zeros((len(self), *self.size), dtype=np.bool_)
        for row in range(len(self)):
            self._paste(row, result[row])
        return result

    def mask(self, row: int) -> NDArray[np.bool_]:
        """One mask (H, W) bool, made anew at every call."""
        result = np.zeros(self.size, dtype=np.bool_)
        self._paste(row, result)
        return result

    @property
    def areas(self) -> NDArray[np.int64]:
        """(R,) int64, pixels of each mask."""
        return np.array([np.count_nonzero(crop) for crop in self.crops], dtype=np.int64)

    def to_coco(self, image_id: int, category_id: int) -> list[CocoResult]:
        """Rows of a COCO results file: x y width height boxes, full-size run lengths."""
        rows = box_geometry.to_xywh(self.boxes).astype(float).tolist()
        return [
            {
                "image_id": image_id,
                "category_id": category_id,
                "bbox": box,
                "score": float(score),
                "segmentation": runlength.encode_crop(crop, (x, y), self.size),
            }
            for box, score, crop, (x, y) in zip(rows, self.scores, self.crops, self.corners.tolist(), strict=True)
        ]

    def _paste(self, row: int, onto: NDArray[np.bool_]) -> None:
        crop, (x, y) = self.crops[row], self.corners[row]
        onto[y : y + crop.shape[0], x : x + crop.shape[1]] = crop

    def _rows(self, rows: Rows) -> NDArray[np.int64]:
        """Row numbers (M,) int64 of any kind of index. Raises IndexError beyond the end, which also ends iteration."""
        every = np.arange(len(self), dtype=np.int64)
        if isinstance(rows, slice):
            return every[rows]
        if isinstance(rows, SupportsIndex) and not isinstance(rows, np.ndarray):
            return every[[operator.index(rows)]]
        chosen = np.asarray(rows)
        if chosen.dtype == np.bool_ and chosen.shape != (len(self),):
            raise InputError(f"a bool index came with shape {chosen.shape}, expected ({len(self)},); give one per row")
        numbers: NDArray[np.int64] = every[chosen if chosen.size else chosen.astype(np.int64)]
        return numbers


@dataclass(frozen=True, eq=False)
class Categorised:
    """Instances of one picture, each of one of several categories.

    Attributes:
        instances: R of them, best first.
        numbers: (R,) int64, the category of each, from 1.
        categories: the names of all that there could be, number 1 first.

    Raises:
        InputError: the parts do not fit each other.
    """

    instances: Instances
    numbers: NDArray[np.int64]
    categories: tuple[str, ...]

    def __post_init__(self) -> None:
        _check("numbers", self.numbers, (len(self.instances),), np.int64)
        if len(self) and not (self.numbers.min() >= 1 and self.numbers.max() <= len(self.categories)):
            raise InputError(
                f"numbers from {self.numbers.min()} to {self.numbers.max()} came, expected 1 to "
                f"{len(self.categories)}; number the categories from 1"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The category of each row."""
        return tuple(self.categories[number - 1] for number in self.numbers.tolist())

    def of(self, category: str) -> Instances:
        """The instances of one category, best first."""
        return self.instances[np.array([name == category for name in self.names], np.bool_)]

    def __len__(self) -> int:
        return len(self.instances)

    def __getitem__(self, rows: Rows) -> Categorised:
        """Some rows, as of `Instances`."""
        chosen = self.instances._rows(rows)
        return Categorised(self.instances[chosen], self.numbers[chosen], self.categories)


def _check(name: str, array: object, shape: tuple[int, ...], dtype: type[np.generic]) -> None:
    if not isinstance(array, np.ndarray) or array.shape != shape or array.dtype != dtype:
        raise InputError(f"{name} came as {_summary(array)}, expected {shape} {dtype.__name__}; convert them first")


def _summary(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.dtype}"
    return f"{type(value).__name__} of {len(value)}" if isinstance(value, Sequence) else type(value).__name__
