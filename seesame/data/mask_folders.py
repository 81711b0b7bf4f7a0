"""A folder for each picture, a mask file for each object, read and written.

Source: the layout of the 2018 Data Science Bowl, `<id>/images/*.png` and `<id>/masks/*.png`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from seesame.data.pictures import below, looked_at, pictures_in
from seesame.data.problems import Problem, Tell, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError, PictureError
from seesame.images.levels import read_mask

IMAGES, MASKS = "images", "masks"


def read_masks(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read folders that each have `images` with one picture and `masks` with a file for each of its objects.

    Masks in a folder of `masks` are of the category that the folder is called; others are of `category`. Where a mask
    file is brighter than half of its brightest place, the object is.

    Raises: DataError: there is no such folder; or what `tell` makes of a problem.
    """
    folders = samples(annotations)
    if not folders:
        raise DataError(f"{annotations}: expected a folder with {IMAGES} and {MASKS} for each picture; check the path")
    records = []
    for folder in folders:
        inner = pictures_in(folder / IMAGES)
        if len(inner) != 1:
            told = f"holds {len(inner)} pictures, expected the one that {folder / MASKS} belongs to"
            tell(Problem("missing picture" if not inner else "unusable annotation", folder / IMAGES, told))
            continue
        size = looked_at(inner[0], tell)
        if size is not None:
            objects = tuple(_objects(folder / MASKS, (size.height, size.width), category, tell))
            records.append(Record(0, inner[0], size.height, size.width, objects))
    return Dataset.of(name or annotations.resolve().name, records)


def samples(folder: Path) -> list[Path]:
    """The folders of single pictures in a folder, sorted; the folder itself if it is one."""
    if (folder / MASKS).is_dir() and (folder / IMAGES).is_dir():
        return [folder]
    return sorted(path for path in folder.iterdir() if (path / MASKS).is_dir() and (path / IMAGES).is_dir())


def write_masks(dataset: Dataset, folder: Path, files: Mapping[int, str]) -> None:
    """Write `<name>/masks/<category>/<number>.png`; `files` says what each record's picture is called.

    The pictures belong into `<name>/images`.
    """
    for record in dataset.records:
        for place, each in enumerate(record.objects):
            kind = (each.category or "object").replace("/", "-").replace("\\", "-")
            path = folder / Path(files[record.id]).stem / MASKS / kind / f"{place:05d}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(each.mask(record.height, record.width)).save(path, optimize=True)
        (folder / Path(files[record.id]).stem / MASKS).mkdir(parents=True, exist_ok=True)


def _objects(folder: Path, size: tuple[int, int], unnamed: str | None, tell: Tell) -> Iterator[Object]:
    for path in sorted(below(folder), key=lambda path: (path.name, path)):
        try:
            mask = read_mask(path)
        except PictureError as error:
            tell(Problem("unusable mask", path, str(error).removeprefix(f"{path}: ")))
            continue
        if mask.shape != size:
            tell(Problem("mask of another size", path, f"is {mask.shape}, its picture {size} (height, width)"))
        elif not np.any(mask):
            tell(Problem("empty mask", path, "is black, expected the object in white; remove it or draw it anew"))
        else:
            yield Object.of_mask(mask, unnamed if path.parent == folder else path.parent.name)
