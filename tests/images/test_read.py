"""Reading: every kind of picture gives RGB uint8, everything else gives a PictureError."""

from __future__ import annotations

import io
import sys
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from seesame.errors import PictureError
from seesame.images import read

COLOURS = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def _bytes(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


PNG = _bytes(Image.fromarray(COLOURS))


def _assert_colours(picture: np.ndarray, expected: Any = COLOURS) -> None:
    assert picture.dtype == np.uint8 and picture.shape[2] == 3 and picture.flags.c_contiguous
    np.testing.assert_array_equal(picture, np.broadcast_to(expected, picture.shape))


def test_every_kind_of_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    for source in (path, str(path), PNG, bytearray(PNG), memoryview(PNG), io.BytesIO(PNG), COLOURS):
        _assert_colours(read(source))
    with path.open("rb") as file:
        file.seek(5)
        _assert_colours(read(file))
        assert not file.closed
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PNG)))
    _assert_colours(read("-"))


def test_a_stream_that_cannot_be_rewound() -> None:
    _assert_colours(read(SimpleNamespace(read=lambda: PNG)))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM", "TGA"])
def test_formats_without_loss(kind: str) -> None:
    _assert_colours(read(_bytes(Image.fromarray(COLOURS), kind)))


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr", "LAB"])
def test_modes(mode: str) -> None:
    picture = Image.new("RGB", (6, 4), (255, 255, 255)).convert("L" if mode == "LAB" else mode)
    if mode == "LAB":
        picture = Image.merge("LAB", [picture, picture.point(lambda _: 128), picture.point(lambda _: 128)])
    assert read(_bytes(picture, "TIFF")).min() >= 250


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_is_laid_on_white(mode: str) -> None:
    picture = Image.new(mode, (2, 1))
    picture.putpixel((0, 0), (10, 20, 30, 0)[: 4 if mode == "RGBA" else 1] + (() if mode == "RGBA" else (0,)))
    picture.putpixel((1, 0), (10, 10, 10, 255) if mode == "RGBA" else (10, 255))
    assert read(_bytes(picture)).tolist() == [[[255] * 3, [10] * 3]]


def test_transparent_palette() -> None:
    picture = Image.new("P", (2, 1))
    picture.putpalette([10, 20, 30, 40, 50, 60])
    picture.putpixel((1, 0), 1)
    assert read(_bytes(picture, transparency=0)).tolist() == [[[255] * 3, [40, 50, 60]]]
    assert read(_bytes(picture)).tolist() == [[[10, 20, 30], [40, 50, 60]]]


def test_sixteen_bits_are_divided_by_256() -> None:
    grey = np.array([[0, 255, 256, 65535]], dtype=np.uint16)
    assert read(_bytes(Image.fromarray(grey))).tolist() == [[[0] * 3, [0] * 3, [1] * 3, [255] * 3]]


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
def test_numbers_of_unknown_scale_are_stretched(dtype: type) -> None:
    values = Image.fromarray(np.array([[-1000, 0, 1000]], dtype=dtype))
    assert read(_bytes(values, "TIFF"))[0, :, 0].tolist() == [0, 128, 255]


def test_exif_orientation() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    _assert_colours(read(_bytes(Image.fromarray(COLOURS), exif=exif)), np.rot90(COLOURS, -1))


def test_damaged_exif_does_not_matter() -> None:
    _assert_colours(read(_bytes(Image.fromarray(COLOURS), exif=b"Exif\0\0II*\0\xff\xff\xff\xff nonsense")))


def test_animation_gives_its_first_frame() -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    data = _bytes(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert read(data)[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize("suffix", [".tiff", ".hdr", ".pfm", ".pam"])
def test_what_only_opencv_reads(suffix: str, capfd: pytest.CaptureFixture[str]) -> None:
    deep = COLOURS.astype(np.uint16) * 257 if suffix == ".tiff" else (COLOURS / np.float32(255)).astype(np.float32)
    done, data = cv2.imencode(suffix, np.ascontiguousarray((COLOURS if suffix == ".pam" else deep)[..., ::-1]))
    assert done
    assert np.abs(read(data.tobytes()).astype(int) - COLOURS).mean() < 1
    with pytest.raises(PictureError, match="at most 10 in all"):
        read(data.tobytes(), max_pixels=10)
    with pytest.raises(PictureError):
        read(data.tobytes()[: len(data) // 2])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1), (5, 7, 2), (5, 7, 3), (5, 7, 4)])
@pytest.mark.parametrize(
    ("dtype", "white"), [(bool, 1), (np.uint8, 255), (np.uint16, 65535), (np.int64, 255), (float, 1), (np.float32, 255)]
)
def test_arrays(shape: tuple[int, ...], dtype: type, white: float) -> None:
    _assert_colours(read(np.full(shape, white, dtype=dtype)), 255)


def test_array_is_copied() -> None:
    picture = read(COLOURS)
    assert not np.shares_memory(picture, COLOURS)
    _assert_colours(read(COLOURS[::-1, ::2]), COLOURS[::-1, ::2])


@pytest.mark.parametrize(
    "array",
    [
        np.zeros(5),
        np.zeros((3, 5, 7)),
        np.zeros((0, 5, 3)),
        np.zeros((2, 5, 5, 3)),
        np.full((5, 5), np.nan),
        np.full((5, 5), -1.0),
        np.full((5, 5), 256),
        np.full((5, 5), "a"),
    ],
)
def test_unusable_arrays(array: np.ndarray) -> None:
    with pytest.raises(PictureError, match=r"expected|pixels"):
        read(array)


def test_a_large_picture_is_refused_before_it_is_decoded() -> None:
    header = bytearray(_bytes(Image.new("L", (1, 1))))
    header[16:24] = (40_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    with pytest.raises(PictureError, match=r"too large|at most"):
        read(bytes(header))
    with pytest.raises(PictureError, match=r"30 x 20 pixels, expected at most 599 in all"):
        read(PNG, max_pixels=599)
    _assert_colours(read(PNG, max_pixels=600))
    with pytest.raises(PictureError, match="at most 599"):
        read(COLOURS, max_pixels=599)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"hello, this is text", "no picture of a known format"),
        (PNG[:200], "damaged"),
        (PNG[:20], "PNG"),
    ],
)
def test_files_that_are_no_pictures(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=reason) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))


def test_missing_and_folder_and_nonsense(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="no such file"):
        read(tmp_path / "missing.png")
    with pytest.raises(PictureError, match="folder"):
        read(tmp_path)
    with pytest.raises(PictureError, match="came as int"):
        read(3)  # type: ignore[arg-type]
    with pytest.raises(PictureError, match="as text"):
        read(io.StringIO("a"))  # type: ignore[arg-type]
    with pytest.raises(PictureError, match="cannot be opened"):
        read("a\0b")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"])
def test_damage_never_shows_a_foreign_error(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    random = np.random.default_rng(1)
    whole = _bytes(Image.fromarray(COLOURS), kind)
    for _ in range(60):
        data = bytearray(whole[: random.integers(1, len(whole) + 1)])
        for place in random.integers(0, min(len(data), 200), 3):
            data[place] = random.integers(0, 256)
        try:
            assert read(bytes(data)).dtype == np.uint8
        except PictureError as error:
            assert str(error).startswith("the given bytes: ")
    assert capfd.readouterr() == ("", "")
