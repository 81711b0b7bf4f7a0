"""The picture files of a dataset: which there are, and how large they are."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from seesame.data.problems import Problem, Tell
from seesame.data.records import Record
from seesame.errors import PictureError
from seesame.images.glance import Glance, glance
from seesame.images.sources import SUFFIXES


def pictures_in(folder: Path) -> list[Path]:
    """The picture files right in a folder, sorted; hidden ones are left alone."""
    return sorted(path for path in _files(folder) if is_picture(path))


def is_picture(path: Path) -> bool:
    """Whether a file's name is a picture's."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def below(folder: Path) -> list[Path]:
    """The picture files of a folder and of all folders in it, sorted."""
    found = (Path(here) / name for here, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if is_picture(path))


def by_stem(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Paths by their names without suffix."""
    named: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        named[path.stem].append(path)
    return named


def looked_at(path: Path, tell: Tell) -> Glance | None:
    """The size of a picture; None, and a problem told, where it has none."""
    if not path.is_file():
        tell(missing(path))
        return None
    try:
        return glance(path)
    except PictureError as error:
        tell(Problem("unreadable picture", path, str(error).removeprefix(f"{path}: ")))
        return None


def missing(path: Path) -> Problem:
    """That a picture is not there, and which one may be meant: of another letter case or ending."""
    folder = path.parent
    near = _by_lower_stem(folder, folder.stat().st_mtime_ns).get(path.stem.lower()) if folder.is_dir() else None
    if near is None:
        return Problem("missing picture", path, "is not there; restore it, or take its annotations out")
    return Problem("missing picture", path, f"is not there, but {near} is; mend the name in the annotations")


@lru_cache(maxsize=8)
def _by_lower_stem(folder: Path, _: int) -> Mapping[str, str]:
    """The names of a folder's pictures by their stems in small letters, listed once until the folder changes."""
    return {path.stem.lower(): path.name for path in pictures_in(folder)}


def distinct_names(records: Iterable[Record]) -> dict[int, str]:
    """A file name for each record by its id, no two alike without their suffixes, whatever the letter case."""
    given: set[str] = set()
    names: dict[int, str] = {}
    for record in records:
        stem, number = record.path.stem, 1
        while stem.casefold() in given:
            number += 1
            stem = f"{record.path.stem}-{number}"
        given.add(stem.casefold())
        names[record.id] = stem + record.path.suffix
    return names


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_file()]
    except OSError:
        return []
