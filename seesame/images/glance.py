"""What a file says of its picture without decoding it: size, and the EXIF turn that viewers apply."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from seesame.errors import PictureError
from seesame.images import headers
from seesame.images.read import identified

_ORIENTATION = 0x0112  # EXIF's tag
_SIDEWAYS = (5, 6, 7, 8)  # orientations that exchange width and height


@dataclass(frozen=True)
class Glance:
    """A picture's size.

    Attributes:
        height, width: as `read` gives it, turned upright.
        orientation: EXIF's number; 1 is upright.
    """

    height: int
    width: int
    orientation: int = 1

    @property
    def stored(self) -> tuple[int, int]:
        """(height, width) before the turn."""
        sideways = self.orientation in _SIDEWAYS
        return (self.width, self.height) if sideways else (self.height, self.width)


def glance(source: str | os.PathLike[str] | bytes, name: str = "the given bytes") -> Glance:
    """Size and orientation of a picture file.

    Args:
        source: its path, or its bytes.
        name: what to call bytes in messages.

    Raises:
        PictureError: it is not there, or no picture of a known format.
    """
    if isinstance(source, bytes):
        return _glanced(io.BytesIO(source), name)
    label = os.fspath(source)
    try:
        with open(label, "rb") as stream:
            return _glanced(stream, label)
    except OSError as error:
        raise PictureError(f"{label}: cannot be opened ({error.strerror}); check the path") from error


def _glanced(stream: BinaryIO, label: str) -> Glance:
    picture = identified(stream, label)
    size = headers.size_for_opencv(stream) if picture is None else (picture.height, picture.width)
    if size is None and stream.seek(0, os.SEEK_END) == 0:
        raise PictureError(f"{label}: the file is empty, expected a picture; restore it or leave it out")
    if size is None:
        raise PictureError(f"{label}: this is no picture of a known format, or damaged; convert it to PNG or JPEG")
    orientation = 1 if picture is None else _orientation(picture)
    height, width = reversed(size) if orientation in _SIDEWAYS else size
    return Glance(height, width, orientation)


def _orientation(picture: Image.Image) -> int:
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # EXIF is damaged in many ways; `read` leaves such pictures as they are, too
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1
