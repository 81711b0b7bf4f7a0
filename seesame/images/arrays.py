"""Arrays and decoded pictures of any kind as RGB uint8."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seesame.errors import PictureError

_ALPHA_MODES = ("RGBA", "LA", "PA", "La", "RGBa")
_WIDE_MODES = ("I", "F")


def to_picture(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    """An array as a picture: depth to 8 bits, grey to RGB, alpha laid on white.

    Args:
        array: (H, W), (H, W, 1), grey and alpha (H, W, 2), RGB (H, W, 3) or RGBA (H, W, 4); bool, uint8, uint16, other
            whole numbers in [0, 255], or float in [0, 1] or [0, 255].

    Returns: (H, W, 3) RGB uint8, contiguous; never the given array itself.

    Raises:
        PictureError: the shape or the values are others.
    """
    if array.ndim not in (2, 3) or 0 in array.shape or (array.ndim == 3 and array.shape[2] > 4):
        raise PictureError(
            f"an array came with shape {array.shape}, expected (H, W), (H, W, 3) or (H, W, 4); put the channels last"
        )
    values = _eight_bits(array)
    channels = values.reshape(*values.shape[:2], -1)
    if channels.shape[2] in (2, 4):
        channels = on_white(channels)
    return np.array(np.broadcast_to(channels, (*channels.shape[:2], 3)), order="C")


def from_pillow(picture: Image.Image) -> NDArray[np.uint8]:
    """A loaded Pillow picture of any mode. Returns: (H, W, 3) RGB uint8, contiguous."""
    if picture.mode.startswith("I;16") or (picture.mode == "I" and picture.format == "PNG"):  # Pillow 10 has I for both
        return to_picture(np.asarray(picture).astype(np.uint16))
    if picture.mode in _WIDE_MODES:
        return to_picture(stretched(np.asarray(picture)))
    if picture.mode in _ALPHA_MODES or "transparency" in picture.info:
        clear = picture.convert("LA") if picture.mode == "La" else picture
        return to_picture(np.asarray(clear.convert("RGBA")))
    return np.array(picture if picture.mode == "RGB" else picture.convert("RGB"), dtype=np.uint8, order="C")


def stretched(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Numbers of unknown scale with their least at 0 and their greatest at 255; those that are not finite at 0."""
    wide = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(wide)
    if not finite.any():
        return np.zeros(wide.shape, dtype=np.uint8)
    low, high = wide[finite].min(), wide[finite].max()
    share = np.where(finite, wide - low, 0) / (high - low if high > low else 1)
    return np.rint(share * 255).astype(np.uint8)


def on_white(channels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colours (H, W, C) with alpha as the last channel, laid on white. Returns: (H, W, C - 1) uint8."""
    colours, alpha = channels[..., :-1].astype(np.uint16), channels[..., -1:].astype(np.uint16)
    return np.asarray((colours * alpha + 255 * (255 - alpha) + 127) // 255, dtype=np.uint8)


def _eight_bits(array: NDArray[np.generic]) -> NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return np.asarray(array, dtype=np.uint8)
    if array.dtype == np.bool_:
        black_or_white: NDArray[np.uint8] = np.asarray(array, dtype=np.uint8) * np.uint8(255)
        return black_or_white
    if array.dtype == np.uint16:
        upper: NDArray[np.uint8] = (array.astype(np.uint16) >> np.uint16(8)).astype(np.uint8)
        return upper
    if array.dtype.kind not in "iuf":
        raise PictureError(f"an array came with values of type {array.dtype}, expected numbers; convert it to uint8")
    low, high = float(np.min(array)), float(np.max(array))  # NaN anywhere makes both NaN
    if array.dtype.kind == "f" and low >= -1e-3 and high <= 1 + 1e-3:
        return np.rint(np.clip(array.astype(np.float32), 0, 1) * 255).astype(np.uint8)
    if low >= 0 and high <= 255:
        return np.rint(array.astype(np.float32)).astype(np.uint8)
    raise PictureError(
        f"an array of {array.dtype} came with values from {low:g} to {high:g}, expected [0, 255], or [0, 1] for float; "
        "scale it first"
    )
