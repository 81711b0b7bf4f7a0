"""The one annotation record that every reader fills and everything else consumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from seesame.errors import DataError
from seesame.geometry import polygons, runlength
from seesame.images import read


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
    """One picture and its annotated objects; `height` and `width` in pixels."""

    id: int
    path: Path
    height: int
    width: int
    objects: tuple[Object, ...] = field(repr=False)

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

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.records)
