"""Where pictures are: from what a user names to places that can be looked at and fetched one by one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seesame.errors import InputError, PictureError
from seesame.images.read import MAX_PIXELS
from seesame.images.sources import pictures_of
from seesame.index import archives, remote, videos

LISTS = (".txt", ".lst")


@dataclass(frozen=True)
class Place:
    """One picture, not yet read.

    Attributes:
        name: the same wherever the command runs: an absolute path, an address, or either with `!member` or, of a video,
            `!12.480s` behind it.
        bytes: its size.
        modified: seconds since 1970.
        source: what named it.
    """

    name: str
    bytes: int
    modified: float
    source: str = ""


def canonical(source: str) -> str:
    """A source as a collection remembers it."""
    if remote.is_remote(source):
        return source
    if videos.is_video(source):
        path, every = videos.path_of(source)
        return os.path.abspath(path) + every
    file, mark, folder = source.partition("@") if ".json@" in source.lower() else (source, "", "")
    return os.path.abspath(file) + (mark + os.path.abspath(folder) if mark else "")


def names(source: str) -> Iterator[str]:
    """The pictures that a source names, in a fixed order.

    A source is a file, folder, quoted glob, address, zip, tar, video, list or JSON.

    A list is a .txt file with a name a line; a .json file is one of COCO's, `file.json@folder` says where its pictures
    are. Names in either are relative to its folder. Of a video about one still a second is taken; `clip.mp4@25` takes
    every 25th. Anything that gives pictures by name is asked here, in `stat` and in `fetch`.

    Raises: InputError: it is not there or cannot be listed.
    """
    lower = source.lower()
    if archives.is_archive(source):
        yield from (f"{source}{archives.MARK}{member}" for member in archives.opened(source, _stamp(source)).members)
    elif videos.is_video(source):
        yield from videos.names(source, _stamp(videos.path_of(source)[0]))
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
    if remote.is_remote(source) and not archives.is_archive(source) and not videos.is_video(source):
        yield from (Place(*each) for each in remote.listed(source))
        return
    if videos.is_video(source):
        stamp = _stamp(videos.path_of(source)[0])
        yield from (Place(name, *stamp) for name in videos.names(source, stamp))
        return
    for name in names(source):
        try:
            yield Place(name, *stat(name))
        except PictureError as error:
            yield error


def stat(name: str) -> tuple[int, float]:
    """Bytes and time of a picture; of a still, those of its video.

    Raises: PictureError: it is not there.
    """
    inside = archives.split(name)
    if inside is not None:
        try:
            members = archives.opened(inside[0], _stamp(inside[0])).members
        except InputError as error:
            raise PictureError(str(error)) from error
        if inside[1] not in members:
            raise PictureError(f"{name}: the archive has no such member any more")
        return members[inside[1]]
    still = videos.split(name)
    return _stamp(name if still is None else still[0])


def fetch(name: str, max_pixels: int = MAX_PIXELS) -> bytes | NDArray[np.uint8]:
    """The bytes of a picture; of a still of a video, the still itself, RGB (H, W, 3).

    Raises: PictureError: it cannot be read, or the still has more pixels than `max_pixels`.
    """
    inside, still = archives.split(name), videos.split(name)
    if inside is not None:
        try:
            return archives.fetch(archives.opened(inside[0], _stamp(inside[0])), name, inside[1])
        except InputError as error:
            raise error if isinstance(error, PictureError) else PictureError(str(error)) from error
    if still is not None:
        return videos.fetch(*still, _stamp(still[0]), max_pixels)
    if remote.is_remote(name):
        return remote.fetch(name)
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise PictureError(f"{name}: cannot be read ({error.strerror}); check the path") from error


def _stamp(path: str) -> tuple[int, float]:
    """Bytes and time of a file."""
    if remote.is_remote(path):
        return remote.stat(path)
    try:
        found = os.stat(path)
    except OSError as error:
        raise PictureError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return found.st_size, found.st_mtime


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
