"""Where pictures are: from what a user names to places that can be looked at and fetched one by one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seesame.errors import InputError, PictureError
from seesame.images.sources import pictures_of
from seesame.index import archives, remote

LISTS = (".txt", ".lst")


@dataclass(frozen=True)
class Place:
    """One picture, not yet read.

    Attributes:
        name: the same wherever the command runs: an absolute path, an address, or either with `!member` behind it.
        bytes: its size.
        modified: seconds since 1970.
    """

    name: str
    bytes: int
    modified: float


def canonical(source: str) -> str:
    """A source as a collection remembers it."""
    if remote.is_remote(source):
        return source
    file, mark, folder = source.partition("@") if ".json@" in source.lower() else (source, "", "")
    return os.path.abspath(file) + (mark + os.path.abspath(folder) if mark else "")


def names(source: str) -> Iterator[str]:
    """The pictures that a source names, in a fixed order: a file, folder, quoted glob, address, zip, tar, list or JSON.

    A list is a .txt file with a name a line; a .json file is one of COCO's, `file.json@folder` says where its pictures
    are. Names in either are relative to its folder. Anything that later learns to give pictures by name, such as video,
    is asked here, in `stat` and in `fetch`.

    Raises: InputError: it is not there or cannot be listed.
    """
    lower = source.lower()
    if archives.is_archive(source):
        yield from (f"{source}{archives.MARK}{member}" for member in _archive(source).members)
    elif remote.is_remote(source):
        yield from (name for name, _, _ in remote.listed(source))
    elif lower.endswith(LISTS):
        yield from _from_list(source)
    elif lower.endswith(".json") or ".json@" in lower:
        yield from _from_coco(source)
    else:
        yield from map(os.path.abspath, pictures_of(source))


def places(source: str) -> Iterator[Place | PictureError]:
    """The pictures that a source names, each with its size and time; one that is named and not there is an error."""
    if remote.is_remote(source) and not archives.is_archive(source):
        yield from (Place(*each) for each in remote.listed(source))
        return
    for name in names(source):
        try:
            yield Place(name, *stat(name))
        except PictureError as error:
            yield error


def stat(name: str) -> tuple[int, float]:
    """Bytes and time of a picture.

    Raises: PictureError: it is not there.
    """
    inside = archives.split(name)
    if inside is not None:
        try:
            members = _archive(inside[0]).members
        except InputError as error:
            raise PictureError(str(error)) from error
        if inside[1] not in members:
            raise PictureError(f"{name}: the archive has no such member any more")
        return members[inside[1]]
    if remote.is_remote(name):
        return remote.stat(name)
    try:
        found = os.stat(name)
    except OSError as error:
        raise PictureError(f"{name}: cannot be read ({error.strerror}); check the path") from error
    return found.st_size, found.st_mtime


def fetch(name: str) -> bytes:
    """The bytes of a picture.

    Raises: PictureError: it cannot be read.
    """
    inside = archives.split(name)
    if inside is not None:
        try:
            return archives.fetch(_archive(inside[0]), name, inside[1])
        except InputError as error:
            raise error if isinstance(error, PictureError) else PictureError(str(error)) from error
    if remote.is_remote(name):
        return remote.fetch(name)
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise PictureError(f"{name}: cannot be read ({error.strerror}); check the path") from error


def _archive(path: str) -> archives.Archive:
    if remote.is_remote(path):
        return archives.opened(path, remote.stat(path))
    try:
        found = os.stat(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror}); check the path") from error
    return archives.opened(path, (found.st_size, found.st_mtime))


def _from_list(source: str) -> Iterator[str]:
    try:
        with open(source, encoding="utf-8") as stream:
            for line in stream:
                if line.strip():
                    yield _joined(os.path.dirname(os.path.abspath(source)), line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{source}: is no list of names ({error}); write one a line, as UTF-8") from error


def _from_coco(source: str) -> Iterator[str]:
    file, _, folder = source.partition("@")
    try:
        images = json.loads(Path(file).read_text(encoding="utf-8"))["images"]
        told = [str(each["file_name"]) for each in images]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: is no COCO file with images that have a file_name ({error!r})") from error
    home = os.path.abspath(folder or os.path.dirname(os.path.abspath(file)))
    yield from (_joined(home, name) for name in told)


def _joined(folder: str, name: str) -> str:
    return name if remote.is_remote(name) else os.path.abspath(os.path.join(folder, name))
