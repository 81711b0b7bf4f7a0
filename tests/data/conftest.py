"""A dataset of three small pictures: a ring, a thing of two pieces, overlapping things, a crowd."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seesame.data.records import Dataset, Object, Record

SIZE = (40, 60)


def rectangle(x1: int, y1: int, x2: int, y2: int) -> NDArray[np.bool_]:
    """A mask of a picture of SIZE with a rectangle."""
    mask = np.zeros(SIZE, np.bool_)
    mask[y1:y2, x1:x2] = True
    return mask


def ring() -> NDArray[np.bool_]:
    return rectangle(5, 5, 25, 30) & ~rectangle(10, 10, 20, 22)


def save_noise(path: Path, seed: int, size: tuple[int, int] = SIZE) -> Path:
    """A picture like no other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 255, (6, 8, 3)).astype(np.uint8)
    Image.fromarray(small).resize(size[::-1], Image.Resampling.BICUBIC).save(path)
    return path


@pytest.fixture
def world(tmp_path: Path) -> Dataset:
    """A ring and a mug of two pieces; a triangle in a file of the same name; two mugs that overlap, and a crowd."""
    folder = tmp_path / "world"
    objects = (
        (Object.of_mask(ring(), "ring"), Object.of_mask(rectangle(30, 5, 36, 15) | rectangle(40, 20, 50, 33), "mug")),
        (Object.of_polygons([[10.0, 5.0, 50.0, 5.0, 30.0, 35.0]], "wedge"),),
        (
            Object.of_mask(rectangle(5, 5, 30, 30), "mug"),
            Object.of_mask(rectangle(10, 10, 20, 20), "mug"),
            Object.of_mask(rectangle(40, 5, 55, 35), "mug", crowd=True),
        ),
    )
    paths = (folder / "a" / "1.png", folder / "b" / "1.png", folder / "2.png")
    pictures = [save_noise(path, seed) for seed, path in enumerate(paths)]
    return Dataset.of("world", [Record.of(path, each) for path, each in zip(pictures, objects, strict=True)])
