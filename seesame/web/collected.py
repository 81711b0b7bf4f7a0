"""The collection that was opened: its pictures, by ids that lead nowhere else."""

from __future__ import annotations

import glob
import os
import threading
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from seesame.errors import DataError
from seesame.web.problems import Refusal
from seesame.web.source import Source

if TYPE_CHECKING:
    from seesame.index import Collection

PREFIX = "c-"

_FRESH = 2.0  # seconds that a look at what others wrote is believed
_TOLD = ("key", "path", "source", "bytes", "modified", "height", "width", "digest", "failed")


class Collected:
    """A collection that may be made while the server runs.

    `folder` is the real path of the folder that was opened, or empty: names are told relative to it.
    """

    def __init__(self, where: str, folder: str = "") -> None:
        self.where, self._folder = where, folder
        self.name = os.path.basename(where.rstrip("/")) or where
        self._lock = threading.Lock()
        self._opened: Collection | None = None
        self._looked = 0.0

    def collection(self) -> Collection:
        """The collection, as it is now. Raises: Refusal: there is none yet. InstallationError: LanceDB is missing."""
        from seesame.index import Collection

        with self._lock:
            if self._opened is None:
                try:
                    self._opened = Collection.open(self.where)
                except DataError as error:
                    raise Refusal("no-such-collection", f"there is no collection {self.name} yet") from error
            elif time.monotonic() - self._looked > _FRESH:
                self._opened.tables.refresh()
            self._looked = time.monotonic()
            return self._opened

    def exists(self) -> bool:
        """Whether there is one."""
        try:
            self.collection()
        except Refusal:
            return False
        return True

    def page(self, offset: int, size: int, text: str = "") -> tuple[list[Source], int]:
        """Some of its pictures, and how many fit the text. Those that may not be reached are told with the reason."""
        tables = self.collection().tables
        clause = contains(text)
        total = int(tables.pictures.count_rows(clause))
        query = tables.pictures.search().select(list(_TOLD))
        query = query.where(clause) if clause else query
        rows = query.offset(offset).limit(size).to_arrow().to_pylist() if size and offset < total else []
        return [self._source(row) for row in rows], total

    def source(self, picture: str) -> Source:
        """By its id. Raises: Refusal: there is no such picture in the collection."""
        number = picture.removeprefix(PREFIX)
        known = number.isascii() and number.isdigit() and int(number[:20]) < 1 << 63
        found = self.sources([int(number)]) if known else []
        if not found:
            raise Refusal("no-such-picture", f"{picture}: the collection has no such picture; it may have changed")
        return found[0]

    def sources(self, keys: Sequence[int]) -> list[Source]:
        """Those of these keys that are there."""
        return [self._source(row) for row in self.collection().tables.rows_of("key", keys, _TOLD)]

    def by_path(self, paths: Sequence[str]) -> dict[str, Source]:
        """Those of these paths, as the collection keeps them, that are there."""
        return {row["path"]: self._source(row) for row in self.collection().tables.rows_of("path", paths, _TOLD)}

    def thumbnail(self, picture: str) -> bytes:
        """The small JPEG that was kept of a picture; empty where none was. Raises: as `source`."""
        source = self.source(picture)
        if source.failed:
            return b""
        key = int(picture.removeprefix(PREFIX))
        rows = self.collection().tables.rows_of("key", [key], ("thumbnail",))
        return bytes(rows[0]["thumbnail"]) if rows else b""

    def _source(self, row: dict[str, Any]) -> Source:
        path, key = str(row["path"]), int(row["key"])
        home = _home(path, str(row["source"]))
        name = self._told(path, home)
        failed = row["failed"] and row["failed"].replace(path, name)
        if home is not None and not _below(_real(path), home):
            failed = f"{name}: a link leads out of what was indexed"
        return Source(
            id=id_of(key),
            name=name,
            stamp=f"{key:x}-{row['digest']}-{_changed(path)}",
            load=partial(_content, path),
            length=row["bytes"],
            path=path,
            size=(row["height"], row["width"]) if row["height"] else None,
            failed=failed,
        )

    def _told(self, path: str, home: str | None) -> str:
        """What to call a picture: relative to the folder, else below the last name of where it was indexed from."""
        text = path.encode("utf-8", "replace").decode("utf-8")
        if home is None:
            return text
        if self._folder and _below(path, self._folder):
            return text[len(self._folder.rstrip("/")) + 1 :]
        return os.path.join(os.path.basename(home), os.path.relpath(text, home)) if _below(path, home) else text


def _content(path: str) -> bytes:
    """The bytes of a picture; a still of a video becomes a file without loss. Raises: PictureError."""
    from seesame.index.places import fetch

    found = fetch(path)
    if isinstance(found, bytes):
        return found
    _, code = cv2.imencode(".png", np.ascontiguousarray(found[..., ::-1]))
    return code.tobytes()


def id_of(key: int) -> str:
    """The id of a picture, by its number in the collection."""
    return f"{PREFIX}{key}"


def contains(text: str) -> str | None:
    """SQL that says that a path holds a text, letter case aside; None where every path will do."""
    quoted = text.lower().replace("'", "''")
    return f"strpos(lower(path), '{quoted}') > 0" if text else None


def _home(path: str, source: str) -> str | None:
    """The folder that a picture may lie in: what was indexed, or its own folder where a list named it; None if it is
    far away and read by its address."""
    from seesame.index import remote

    if remote.is_remote(path):
        return None
    if os.path.isdir(source):
        return os.path.realpath(source)
    if glob.has_magic(source):
        fixed = source[: min(source.find(mark) for mark in "*?[" if mark in source)]
        return os.path.realpath(os.path.dirname(fixed))
    return os.path.realpath(os.path.dirname(_file(path)))


def _file(path: str) -> str:
    from seesame.index import archives

    inside = archives.split(path)
    return path if inside is None else inside[0]


def _real(path: str) -> str:
    return os.path.realpath(_file(path))


def _below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _changed(path: str) -> str:
    """When the file was changed, where it is one of this machine's."""
    try:
        found = os.stat(_file(path))
    except (OSError, ValueError):
        return "gone"
    return f"{found.st_mtime_ns:x}-{found.st_size:x}"

