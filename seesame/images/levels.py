"""Files whose values are not light but meaning: masks, label maps, the alpha of a cut-out."""

from __future__ import annotations

import io
import os

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from seesame.errors import PictureError
from seesame.images.read import MAX_PIXELS, identified


def read_levels(path: str | os.PathLike[str]) -> NDArray[np.int32]:
    """The numbers of a label map as they are stored: palette places, grey values; colours as red * 65536 + ....

    Returns: (H, W) int32.

    Raises:
        PictureError: it cannot be read.
    """
    picture = _whole(path)
    if picture.mode in ("P", "L", "1", "I", "I;16", "I;16B"):
        return np.asarray(picture).astype(np.int32)
    if picture.mode in ("LA", "PA"):
        return np.asarray(picture)[..., 0].astype(np.int32)
    red, green, blue = np.moveaxis(np.asarray(picture.convert("RGB")).astype(np.int32), 2, 0)
    return np.asarray((red << 16) + (green << 8) + blue, dtype=np.int32)


def read_mask(path: str | os.PathLike[str] | bytes) -> NDArray[np.bool_]:
    """Where a mask file, or its bytes, is brighter than half of its brightest place.

    Returns: (H, W) bool; nothing where the file is black.

    Raises:
        PictureError: it cannot be read.
    """
    picture = _whole(path)
    if picture.mode == "1":
        return np.array(picture, dtype=np.bool_)
    plain = picture.mode in ("L", "I", "I;16", "I;16B", "F")
    values = np.asarray(picture if plain else picture.convert("RGB"))
    light = values if values.ndim == 2 else values.max(axis=2)
    return np.asarray(light > max(float(light.max(initial=0)), 0.0) / 2, dtype=np.bool_)


def read_alpha(path: str | os.PathLike[str]) -> NDArray[np.bool_] | None:
    """Where a picture is more opaque than clear, upright as `read` turns it.

    Returns: (H, W) bool, or None for a picture without transparency.

    Raises:
        PictureError: it cannot be read.
    """
    picture = _loaded(path, only_clear=True)
    if picture is None:
        return None
    alpha = ImageOps.exif_transpose(picture).convert("RGBA").getchannel("A")
    return np.asarray(np.asarray(alpha) > 127, dtype=np.bool_)


def _whole(path: str | os.PathLike[str] | bytes) -> Image.Image:
    picture = _loaded(path)
    assert picture is not None
    return picture


def _loaded(path: str | os.PathLike[str] | bytes, only_clear: bool = False) -> Image.Image | None:
    """The decoded picture; with `only_clear` None, and nothing decoded, for one without transparency."""
    label = "the given bytes" if isinstance(path, bytes) else os.fspath(path)
    try:
        with io.BytesIO(path) if isinstance(path, bytes) else open(path, "rb") as stream:
            picture = identified(stream, label)
            if picture is None:
                raise PictureError(f"{label}: this is no picture of a known format, or damaged; save it as a PNG")
            if picture.height * picture.width > MAX_PIXELS:
                raise PictureError(f"{label}: has more than {MAX_PIXELS:,} pixels; make it smaller first")
            if only_clear and picture.mode not in ("RGBA", "LA", "PA") and "transparency" not in picture.info:
                return None
            picture.load()
            return picture
    except PictureError:
        raise
    except Exception as error:  # decoders raise all kinds of errors at damaged files
        raise PictureError(f"{label}: cannot be read ({error}); save it anew as a PNG") from error
