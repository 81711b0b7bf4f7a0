"""Read any picture safely: one array out, one kind of error."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from seesame.errors import PictureError
from seesame.images import arrays, headers

MAX_PIXELS = 100_000_000

Source: TypeAlias = "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | NDArray[np.generic]"

# Raster formats only: EPS would start Ghostscript, and what else Pillow opens is a container or a stub.
FORMATS = (
    *("AVIF", "BMP", "DDS", "DIB", "GIF", "ICNS", "ICO", "JPEG", "JPEG2000", "MPO", "PCX", "PNG", "PPM", "PSD", "QOI"),
    *("SGI", "SUN", "TGA", "TIFF", "WEBP", "XBM", "XPM"),
)

_quieting = threading.Lock()


def read(source: Source, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
    """A picture as it is meant to be seen: turned by its EXIF orientation, alpha laid on white, first frame.

    Args:
        source: a path ("-" is standard input), the bytes of a file, a binary file, or an array: grey (H, W), RGB or
            RGBA, of uint8, uint16, or float in [0, 1] or [0, 255].
        max_pixels: larger pictures are refused before they are decoded.

    Returns: (H, W, 3) RGB uint8, contiguous, a new array.

    Raises:
        PictureError: it cannot be read; names the source, the reason and what to do.
    """
    if isinstance(source, np.ndarray):
        if source.ndim >= 2:
            _check_size(source.shape[0], source.shape[1], max_pixels, "the array")
        return arrays.to_picture(source)
    label = _label(source)
    with _opened(source, label) as stream:
        return _decoded(stream, max_pixels, label)


def _label(source: Source) -> str:
    if isinstance(source, str | os.PathLike):
        return "standard input" if source == "-" else os.fspath(source)
    if isinstance(source, bytes | bytearray | memoryview):
        return "the given bytes"
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "the given file"


@contextlib.contextmanager
def _opened(source: Source, label: str) -> Iterator[BinaryIO]:
    """The source as a file that can be read from its start again and again; one that was given is left open."""
    if isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(source)
    elif isinstance(source, str | os.PathLike) and source != "-":
        with _file(os.fspath(source)) as stream:
            yield stream if stream.seekable() else io.BytesIO(stream.read())
    else:
        given = sys.stdin.buffer if isinstance(source, str | os.PathLike) else source
        yield _rewindable(given, label)


def _file(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except FileNotFoundError as error:
        raise PictureError(f"{path}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise PictureError(f"{path}: this is a folder, expected a picture; name a picture in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PictureError(f"{path}: cannot be opened ({reason}); check the path and its permissions") from error


def _rewindable(given: object, label: str) -> BinaryIO:
    if not hasattr(given, "read"):
        kind = type(given).__name__
        raise PictureError(f"a picture came as {kind}, expected a path, bytes, a binary file or an array; convert it")
    if isinstance(given, io.TextIOBase):
        raise PictureError(f"{label}: the file is open as text, expected binary; open it with mode 'rb'")
    try:
        if isinstance(given, io.IOBase) and given.seekable():
            return given  # type: ignore[return-value]
        return io.BytesIO(given.read())
    except (OSError, ValueError, TypeError) as error:
        raise PictureError(f"{label}: cannot be read ({error}); give an open binary file") from error


def _decoded(stream: BinaryIO, max_pixels: int, label: str) -> NDArray[np.uint8]:
    """Pillow first; OpenCV for what Pillow does not know."""
    if _is_empty(stream, label):
        raise PictureError(f"{label}: the file is empty, expected a picture; restore it or leave it out")
    picture = identified(stream, label)
    if picture is None:
        return _decoded_by_opencv(stream, max_pixels, label)
    _check_size(picture.height, picture.width, max_pixels, label)
    try:
        picture.load()
        _turn_upright(picture)
        return arrays.from_pillow(picture)
    except Exception as error:  # decoders raise all kinds of errors at damaged files
        raise _damaged(label, f"{picture.format}: {error}") from error


def _is_empty(stream: BinaryIO, label: str) -> bool:
    try:
        stream.seek(0)
        return not stream.read(1)
    except OSError as error:
        raise PictureError(f"{label}: cannot be read ({error}); check the disk or the connection") from error


def identified(stream: BinaryIO, label: str) -> Image.Image | None:
    """The picture with only its header read, or None where Pillow does not know the format."""
    Image.init()
    try:
        with _quiet():
            return Image.open(stream, formats=[name for name in FORMATS if name in Image.OPEN])
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError as error:
        raise PictureError(f"{label}: the picture is too large ({error}); make it smaller first") from error
    except Exception as error:  # as above
        raise _damaged(label, str(error)) from error


def _turn_upright(picture: Image.Image) -> None:
    """Turn the picture as its EXIF orientation says; leave it where that is damaged."""
    # EXIF is a file within the file, damaged in as many ways; the picture itself is fine.
    with _quiet(), contextlib.suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)


def _decoded_by_opencv(stream: BinaryIO, max_pixels: int, label: str) -> NDArray[np.uint8]:
    size = headers.size_for_opencv(stream)
    if size is None:
        raise PictureError(f"{label}: this is no picture of a known format, or damaged; convert it to PNG or JPEG")
    _check_size(*size, max_pixels, label)
    stream.seek(0)
    try:
        with _quiet():
            values = cv2.imdecode(np.frombuffer(stream.read(), np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise _damaged(label, str(error.err)) from error
    if values is None:
        raise _damaged(label, "OpenCV could not decode it")
    if values.ndim == 3:
        values = cv2.cvtColor(values, cv2.COLOR_BGRA2RGBA if values.shape[2] == 4 else cv2.COLOR_BGR2RGB)
    return arrays.to_picture(values if values.dtype in (np.uint8, np.uint16) else arrays.stretched(values))


def _check_size(height: int, width: int, max_pixels: int, label: str) -> None:
    if height * width > max_pixels:
        raise PictureError(
            f"{label}: the picture has {width} x {height} pixels, expected at most {max_pixels:,} in all; "
            "make it smaller, or raise max_pixels if you trust it"
        )


def _damaged(label: str, reason: str) -> PictureError:
    return PictureError(f"{label}: the picture is damaged or of an unusual kind ({reason}); save it anew as a PNG")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' warnings about odd files to ourselves; these switches are global, so one thread at a time."""
    with _quieting, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log = cv2.utils.logging
        level, silence = log.setLogLevel(log.LOG_LEVEL_SILENT), logging.NullHandler()
        logging.getLogger("PIL").addHandler(silence)  # else logging prints what nobody handles
        try:
            yield
        finally:
            log.setLogLevel(level)
            logging.getLogger("PIL").removeHandler(silence)
