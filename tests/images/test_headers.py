"""Sizes from headers: both byte orders of TIFF, and nothing from damage."""

from __future__ import annotations

import io
import struct

import pytest

from seesame.images.headers import size_for_opencv


def _tiff(order: str) -> bytes:
    entries = struct.pack(order + "HHIHH", 256, 3, 1, 30, 0) + struct.pack(order + "HHII", 257, 4, 1, 20)
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, 2) + entries


@pytest.mark.parametrize("order", ["<", ">"])
def test_tiff(order: str) -> None:
    data = _tiff(order)
    assert size_for_opencv(io.BytesIO(data)) == (20, 30)
    for length in range(len(data)):
        assert size_for_opencv(io.BytesIO(data[:length])) is None


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 20 +X 30\n...", (20, 30)),
        (b"PF\n30 20\n-1.0\n...", (20, 30)),
        (b"P7\nWIDTH 30\nHEIGHT 20\nDEPTH 3\nENDHDR\n", (20, 30)),
        (b"#?RADIANCE\n", None),
        (b"P7\nWIDTH 30\n", None),
        (b"PF 3", None),
        (b"", None),
        (b"anything else", None),
    ],
)
def test_text_headers(data: bytes, size: tuple[int, int] | None) -> None:
    assert size_for_opencv(io.BytesIO(data)) == size
