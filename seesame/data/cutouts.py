"""A folder of pictures for each category, each picture of one object."""

from __future__ import annotations

from pathlib import Path

from seesame.data.pictures import looked_at, pictures_in
from seesame.data.problems import Problem, Tell, refuse
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError, PictureError
from seesame.images.glance import Glance
from seesame.images.levels import read_alpha


def read_cutouts(
    annotations: Path, pictures: Path, name: str = "", category: str | None = "object", tell: Tell = refuse
) -> Dataset:
    """Read folders of pictures, each of one object: the folder is the category.

    Where a picture has transparency, the object is what is more opaque than clear; else it is the whole picture.
    Pictures right in the folder are of `category`.

    Raises: DataError: there is no picture; or what `tell` makes of a problem.
    """
    paths = [(path, category) for path in pictures_in(annotations)]
    for folder in kinds(annotations):
        paths += [(path, folder.name) for path in pictures_in(folder)]
    if not paths:
        raise DataError(f"{annotations}: holds no pictures, expected a folder of pictures for each category")
    records = []
    for path, kind in paths:
        size = looked_at(path, tell)
        if size is not None:
            records.append(Record(0, path, size.height, size.width, _object(path, size, kind, tell)))
    return Dataset.of(name or annotations.resolve().name, records)


def kinds(folder: Path) -> list[Path]:
    """The folders right in a folder that hold pictures, sorted."""
    inner = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [path for path in inner if pictures_in(path)]


def _object(path: Path, size: Glance, category: str | None, tell: Tell) -> tuple[Object, ...]:
    """The one object of a picture; none where it is all clear or cannot be read."""
    try:
        alpha = read_alpha(path)
    except PictureError as error:
        tell(Problem("unreadable picture", path, str(error).removeprefix(f"{path}: ")))
        return ()
    if alpha is None:
        return (Object.of_box((0.0, 0.0, float(size.width), float(size.height)), category),)
    if not alpha.any():
        tell(Problem("empty mask", path, "is wholly transparent, expected an object; cut it out anew"))
        return ()
    return (Object.of_mask(alpha, category),)
