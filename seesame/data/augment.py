"""Random changes of pictures; every change is drawn from a given generator."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]


def window(
    rng: np.random.Generator,
    height: int,
    width: int,
    side: int,
    long_sides: tuple[float, float],
    focus: tuple[float, float],
) -> npt.NDArray[np.float64]:
    """A random square window as an affine map (2, 3) from picture to window pixels.

    The long side of the picture becomes a length drawn (log-uniformly) from `long_sides`; the window of `side` pixels
    lies anywhere on it that shows the point `focus` (x, y in picture pixels); half of the windows are mirrored.
    """
    scale = float(np.exp(rng.uniform(*np.log(long_sides)))) / max(height, width)
    stretch = float(np.exp(rng.normal(0.0, 0.08)))
    scales = np.array([scale * stretch, scale / stretch])
    sizes = (width, height)
    corner = [_corner(rng, size * by, side, at * by) for size, by, at in zip(sizes, scales, focus, strict=True)]
    matrix = np.array([[scales[0], 0.0, -corner[0]], [0.0, scales[1], -corner[1]]])
    if rng.random() < 0.5:
        matrix[0] = -matrix[0]
        matrix[0, 2] += side
    return matrix


def _corner(rng: np.random.Generator, size: float, side: int, focus: float) -> float:
    if size <= side:
        return 0.0
    low, high = max(0.0, focus - 0.9 * side), min(size - side, focus - 0.1 * side)
    return float(rng.uniform(min(low, high), max(low, high)))


def recolour(rng: np.random.Generator, picture: Picture, strength: float = 1.0) -> Picture:
    """Change light, contrast, colour; now and then grey, blur, noise or JPEG traces.

    Takes and returns: RGB uint8 (H, W, 3).
    """
    x = picture.astype(np.float32)
    x *= np.exp(rng.normal(0.0, 0.15 * strength))
    x = (x - 128.0) * np.exp(rng.normal(0.0, 0.15 * strength)) + 128.0
    x *= np.exp(rng.normal(0.0, 0.05 * strength, 3)).astype(np.float32)
    grey = x @ np.array([0.299, 0.587, 0.114], np.float32)
    saturation = 0.0 if rng.random() < 0.05 * strength else float(np.exp(rng.normal(0.0, 0.25 * strength)))
    x = grey[..., None] + (x - grey[..., None]) * np.float32(saturation)
    if rng.random() < 0.15 * strength:
        x = np.asarray(cv2.GaussianBlur(x, (0, 0), float(rng.uniform(0.4, 1.2))), np.float32)
    if rng.random() < 0.1 * strength:
        x += rng.normal(0.0, rng.uniform(2.0, 8.0), x.shape).astype(np.float32)
    changed = np.clip(x, 0.0, 255.0).astype(np.uint8)
    return jpeg(changed, int(rng.integers(35, 90))) if rng.random() < 0.15 * strength else changed


def jpeg(picture: Picture, quality: int) -> Picture:
    """The picture with the traces of JPEG at a quality of 1 to 100."""
    _, code = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)
