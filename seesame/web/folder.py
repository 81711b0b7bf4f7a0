"""The folder that was opened: its pictures, by ids that lead nowhere else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from seesame.errors import PictureError
from seesame.images.sources import is_picture, pictures_of
from seesame.web.problems import Refusal
from seesame.web.source import Source

PREFIX = "f-"

_FRESH = 20.0  # seconds that a listing is believed
_LONGEST = 1400  # bytes of a path that an id can hold


@dataclass(frozen=True)
class Listing:
    """The pictures of a folder: paths relative to it, in order, and a version that changes with them."""

    names: tuple[str, ...]
    version: str


class Folder:
    """Pictures below one folder. Links that lead out of it are not there."""

    def __init__(self, root: Path) -> None:
        self.root = os.path.realpath(root)
        self.name = os.path.basename(self.root) or self.root
        self._lock = threading.Lock()
        self._listing: tuple[float, Listing] | None = None

    def listing(self, anew: bool = False) -> Listing:
        """Its pictures; looked for anew after some seconds."""
        with self._lock:
            if self._listing is None or anew or time.monotonic() - self._listing[0] > _FRESH:
                names = tuple(name for name in map(self._relative, pictures_of(self.root)) if self._shown(name))
                digest = hashlib.blake2b("\0".join(names).encode("utf-8", "surrogateescape"), digest_size=8)
                self._listing = (time.monotonic(), Listing(names, digest.hexdigest()))
            return self._listing[1]

    def chosen(self, text: str = "", under: str = "") -> list[str]:
        """The pictures whose path holds a text, letter case aside, below a folder. Raises: Refusal: no such folder."""
        below = self._relative(self.below(under)) if under else ""
        start = "" if below in ("", ".") else below + os.sep
        wanted = text.casefold()
        return [name for name in self.listing().names if name.startswith(start) and wanted in name.casefold()]

    def below(self, under: str) -> str:
        """The path of a folder in the folder. Raises: Refusal: there is none."""
        path = os.path.realpath(os.path.join(self.root, under)) if _is_plain(under) else ""
        if not (path == self.root or self._inside(path)) or not os.path.isdir(path):
            raise Refusal("no-such-folder", f"{under!r}: there is no such folder in {self.name}")
        return path

    def id_of(self, name: str) -> str:
        """The id of a picture, by its path relative to the folder."""
        return PREFIX + base64.urlsafe_b64encode(os.fsencode(name)).decode("ascii").rstrip("=")

    def source(self, picture: str) -> Source:
        """By its id. Raises: Refusal: there is no such picture in the folder."""
        name = self._named(picture)
        path = os.path.realpath(os.path.join(self.root, name)) if _is_plain(name) else ""
        try:
            if not self._inside(path) or not is_picture(name) or not os.path.isfile(path):
                raise FileNotFoundError
            found = os.stat(path)
        except (OSError, ValueError):
            raise Refusal("no-such-picture", f"there is no such picture in {self.name}") from None
        stamp = f"{found.st_mtime_ns:x}-{found.st_size:x}"
        return Source(picture, _printable(name), stamp, partial(_bytes_of, path), found.st_size, path=path)

    def holds(self, path: str) -> bool:
        """Whether a real path lies in the folder."""
        return self._inside(path)

    def _named(self, picture: str) -> str:
        code = picture.removeprefix(PREFIX)
        try:
            return os.fsdecode(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)))
        except (binascii.Error, ValueError):
            return ""

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self.root)

    def _inside(self, path: str) -> bool:
        return path.startswith(self.root.rstrip(os.sep) + os.sep)

    def _shown(self, name: str) -> bool:
        path = os.path.join(self.root, name)
        fits = len(os.fsencode(name)) <= _LONGEST
        return fits and (not os.path.islink(path) or self._inside(os.path.realpath(path)))


def _is_plain(name: str) -> bool:
    """Whether a relative path names nothing hidden, nothing above and nothing absolute."""
    parts = name.replace(os.altsep or os.sep, os.sep).split(os.sep)
    return bool(name) and "\0" not in name and not os.path.isabs(name) and not any(p.startswith(".") for p in parts)


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise PictureError(f"{path}: cannot be read ({error.strerror})") from error
