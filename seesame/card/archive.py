"""Zip files from strangers: read in memory, within limits, nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from seesame.errors import CardError
from seesame.files import write

MEMBERS = 2000
BYTES = 256 << 20  # of all members, unpacked
FILE = 256 << 20  # of the archive itself


def read_archive(path: Path) -> dict[str, bytes]:
    """Every member of a zip file by name.

    Raises: CardError: it cannot be opened, is no zip file, is damaged, or holds more than a card may.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= FILE else b""
    except OSError as error:
        raise CardError(f"{path}: cannot be opened ({error.strerror}); give what `seesame card` wrote") from error
    if size > FILE:
        raise CardError(f"{path}: has {size} bytes, expected at most {FILE}; it is no card")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, path)
            return {each.filename: _member(archive, each, path) for each in archive.infolist()}
    except CardError:
        raise
    except Exception as error:  # zipfile raises whatever damaged bytes lead it to
        raise CardError(f"{path}: is no card or is damaged ({error}); get it anew from where it came") from error


def write_archive(path: Path, members: Mapping[str, bytes]) -> None:
    """Write a zip file whole or not at all; the same members give the same bytes.

    Raises: InputError: it cannot be written.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    write(path, stream.getvalue())


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    infos = archive.infolist()
    names = {each.filename for each in infos}
    if len(infos) > MEMBERS or len(names) < len(infos):
        raise CardError(f"{path}: has {len(infos)} members, some of one name or too many; it is no card")
    if sum(each.file_size for each in infos) > BYTES:
        raise CardError(f"{path}: unpacks to more than {BYTES} bytes, expected less; it is no card")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    """A member's bytes, never more than it declares."""
    with archive.open(info) as stream:
        content = stream.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise CardError(f"{path}: its member {info.filename!r} is not as long as it says; get it anew")
    return content
