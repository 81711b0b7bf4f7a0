"""Pictures inside zip and tar files, named `photos.zip!summer/a.jpg`; nothing is unpacked to disk."""

from __future__ import annotations

import calendar
import tarfile
import threading
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from seesame.errors import InputError, PictureError
from seesame.images.sources import is_picture
from seesame.index import remote

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
MARK = "!"
_LARGEST = 512 << 20  # bytes of one member

_reading = threading.Lock()  # an archive is one file with one place to read from


@dataclass(frozen=True, eq=False)
class Archive:
    """An open archive and its pictures: name -> (bytes, time)."""

    file: zipfile.ZipFile | tarfile.TarFile
    members: Mapping[str, tuple[int, float]]


def is_archive(name: str) -> bool:
    """Whether a name is that of an archive."""
    return name.lower().endswith(SUFFIXES)


def split(name: str) -> tuple[str, str] | None:
    """The archive and the member that a name means; None if it means a file of its own."""
    for suffix in SUFFIXES:
        place = name.lower().find(suffix + MARK)
        if place >= 0:
            return name[: place + len(suffix)], name[place + len(suffix) + 1 :]
    return None


@lru_cache(maxsize=4)
def opened(path: str, stamp: tuple[int, float]) -> Archive:
    """An archive, kept open; `stamp` are its bytes and time, so that a changed one is opened anew.

    Raises: InputError: it cannot be opened.
    """
    try:
        stream = remote.opened(path) if remote.is_remote(path) else open(path, "rb")  # noqa: SIM115
        try:
            return _zip(stream) if path.lower().endswith(".zip") else _tar(stream)
        except BaseException:
            stream.close()
            raise
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise InputError(f"{path}: cannot be opened as an archive ({error}); restore it or leave it out") from error


def fetch(archive: Archive, name: str, member: str) -> bytes:
    """The bytes of a member.

    Raises: PictureError: it is not there, is larger than 512 MiB or is damaged.
    """
    if archive.members.get(member, (_LARGEST + 1, 0))[0] > _LARGEST:
        raise PictureError(f"{name}: there is no such member, or it is larger than {_LARGEST >> 20} MiB")
    try:
        with _reading:
            if isinstance(archive.file, zipfile.ZipFile):
                return archive.file.read(member)
            stream = archive.file.extractfile(member)
            return b"" if stream is None else stream.read()
    except Exception as error:  # damaged archives raise all kinds
        raise PictureError(f"{name}: cannot be read from its archive ({error}); restore it or leave it out") from error


def _zip(stream: BinaryIO) -> Archive:
    file = zipfile.ZipFile(stream)
    return Archive(
        file,
        {
            each.filename: (each.file_size, float(calendar.timegm((*each.date_time, 0, 0, 0))))
            for each in file.infolist()
            if not each.is_dir() and is_picture(each.filename)
        },
    )


def _tar(stream: BinaryIO) -> Archive:
    file = tarfile.open(fileobj=stream)  # noqa: SIM115
    members = {each.name: (each.size, float(each.mtime)) for each in file if each.isfile() and is_picture(each.name)}
    return Archive(file, members)
