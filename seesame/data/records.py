"""The one annotation record that every reader fills and everything else consumes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from seesame.errors import DataError
from seesame.geometry import masks, polygons, runlength
from seesame.images import read
from seesame.images.glance import glance
from seesame.images.read import MAX_PIXELS


@dataclass(frozen=True)
class Object:
    """One annotated thing.

    `box` is `(x1, y1, x2, y2)` in picture pixels; `segmentation` is COCO's: a list of flat polygons or a run-length
    dictionary, decoded only when asked for; `category` is its name, None when the kind is not known; `area` is what the
    file says, by which COCO counts small, medium and large, None where it says nothing.
    """

    box: tuple[float, float, float, float]
    segmentation: Any
    category: str | None
    crowd: bool = False
    id: int = 0
    area: float | None = None

    @classmethod
    def of_mask(cls, mask: npt.ArrayLike, category: str | None, crowd: bool = False) -> Object:
        """The object under a mask (H, W) bool of its picture."""
        full = np.asarray(mask, dtype=np.bool_)
        x1, y1, x2, y2 = masks.boxes_of(full[None])[0].tolist()
        return cls((x1, y1, x2, y2), runlength.encode(full), category, crowd)

    @classmethod
    def of_polygons(cls, outlines: Sequence[Sequence[float]], category: str | None, crowd: bool = False) -> Object:
        """The object inside of flat polygons [x1, y1, ...], picture pixels.

        Raises: DataError: there is no polygon, or one is none.
        """
        for outline in outlines or [[]]:
            polygons.points(outline)
        flat = np.concatenate([np.asarray(outline, dtype=np.float64) for outline in outlines]).reshape(-1, 2)
        (x1, y1), (x2, y2) = flat.min(0).tolist(), flat.max(0).tolist()
        return cls((x1, y1, x2, y2), [list(map(float, outline)) for outline in outlines], category, crowd)

    @classmethod
    def of_box(cls, box: tuple[float, float, float, float], category: str | None, crowd: bool = False) -> Object:
        """The object in a box x1 y1 x2 y2 whose mask is not known: the box stands for it."""
        return cls(box, [polygons.rectangle(*box)], category, crowd)

    def mask(self, height: int, width: int) -> npt.NDArray[np.bool_]:
        """The object's mask.

        Returns: bool (H, W).
        Raises: DataError: the segmentation is malformed or belongs to a picture of another size.
        """
        if isinstance(self.segmentation, Mapping):
            mask = runlength.decode(self.segmentation)
        else:
            mask = polygons.to_mask(self.segmentation, height, width)
        if mask.shape != (height, width):
            raise DataError(f"annotation {self.id}: mask of size {mask.shape}, picture of size {(height, width)}")
        return mask


@dataclass(frozen=True)
class Record:
    """One picture and its annotated objects; `height` and `width` in pixels.

    Raises: DataError: no picture is of such a size.
    """

    id: int
    path: Path
    height: int
    width: int
    objects: tuple[Object, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if min(self.height, self.width) < 1 or self.height * self.width > MAX_PIXELS:
            raise DataError(
                f"{self.path}: came with a height of {self.height} and a width of {self.width} pixels, expected at "
                f"least 1 each and at most {MAX_PIXELS:,} in all; mend its annotation"
            )

    @classmethod
    def of(cls, path: str | Path, objects: Iterable[Object] = ()) -> Record:
        """A picture file and what is on it; its size is looked up.

        Raises: PictureError: it cannot be read.
        """
        size = glance(path)
        return cls(0, Path(path), size.height, size.width, tuple(objects))

    def read(self) -> npt.NDArray[np.uint8]:
        """The picture, RGB uint8 (H, W, 3).

        Raises: PictureError: it cannot be read. DataError: its size is not the annotated one.
        """
        picture = read(self.path)
        if picture.shape[:2] != (self.height, self.width):
            raise DataError(
                f"{self.path}: the picture is {picture.shape[:2]}, its annotation says {(self.height, self.width)}; "
                "convert the annotations or restore the picture they were made for"
            )
        return picture


@dataclass(frozen=True)
class Dataset:
    """Named pictures with objects; `categories` maps the ids of the source file to names."""

    name: str
    records: tuple[Record, ...] = field(repr=False)
    categories: Mapping[int, str] = field(repr=False)

    @classmethod
    def of(cls, name: str, records: Iterable[Record]) -> Dataset:
        """Any pictures as a dataset: pictures, objects and categories (by name) are numbered anew, from 1."""
        numbers = count(1)
        numbered = tuple(
            replace(record, id=place, objects=tuple(replace(each, id=next(numbers)) for each in record.objects))
            for place, record in enumerate(records, 1)
        )
        names = {each.category for record in numbered for each in record.objects if each.category is not None}
        return cls(name, numbered, dict(enumerate(sorted(names), 1)))

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.records)
