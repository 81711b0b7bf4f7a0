"""The size of pictures that Pillow does not read and OpenCV does, from their headers, before anything is decoded."""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

_HEAD = 4096  # bytes; every text header fits
_WIDTH_TAG, _HEIGHT_TAG = 256, 257


def size_for_opencv(stream: BinaryIO) -> tuple[int, int] | None:
    """(height, width) of a TIFF, Radiance, PFM or PAM picture; None for any other file."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if head[:4] in (b"II*\0", b"MM\0*"):
        return _tiff(stream, head)
    if head.startswith((b"#?RADIANCE", b"#?RGBE")):
        found = re.search(rb"\n[-+]Y (\d+) [-+]X (\d+)\n", head)
        return (int(found[1]), int(found[2])) if found else None
    if head.startswith((b"PF", b"Pf")):
        found = re.match(rb"P[Ff]\s+(\d+)\s+(\d+)\s", head)
        return (int(found[2]), int(found[1])) if found else None
    if head.startswith(b"P7"):
        high, wide = re.search(rb"\nHEIGHT\s+(\d+)", head), re.search(rb"\nWIDTH\s+(\d+)", head)
        return (int(high[1]), int(wide[1])) if high and wide else None
    return None


def _tiff(stream: BinaryIO, head: bytes) -> tuple[int, int] | None:
    """The size in the first directory of a TIFF file."""
    order = "<" if head.startswith(b"II") else ">"
    try:
        stream.seek(struct.unpack(order + "I", head[4:8])[0])
        (count,) = struct.unpack(order + "H", stream.read(2))
        sides = dict(_tiff_side(stream.read(12), order) for _ in range(count))
    except struct.error:
        return None
    if _WIDTH_TAG not in sides or _HEIGHT_TAG not in sides:
        return None
    return sides[_HEIGHT_TAG], sides[_WIDTH_TAG]


def _tiff_side(entry: bytes, order: str) -> tuple[int, int]:
    """Tag and first value of a directory entry, read as a short or a long number."""
    tag, kind = struct.unpack(order + "HH", entry[:4])
    (value,) = struct.unpack(order + ("H" if kind == 3 else "I"), entry[8 : 10 if kind == 3 else 12])
    return tag, value
