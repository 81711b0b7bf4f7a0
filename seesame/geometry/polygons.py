"""Polygons: flat [x1, y1, x2, y2, ...] in pixels, where pixel i reaches from i to i + 1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.errors import DataError
from seesame.geometry import masks, runlength

_FINE = 5  # steps a pixel, pycocotools' own
_FARTHEST = 1e6  # pixels; a point beyond is a mistake, and tracing it would take all memory


def to_mask(polygons: Iterable[ArrayLike], height: int, width: int) -> NDArray[np.bool_]:
    """The union of polygons, each filled by the even-odd rule; equal to pycocotools pixel for pixel.

    Args:
        polygons: each flat [x1, y1, ...] of at least 3 points, pixels; may reach out of the picture.

    Returns: (H, W) bool.

    Raises:
        DataError: a polygon has too few numbers, an odd number of them, or impossible ones.

    Source: pycocotools, maskApi.c (rleFrPoly).
    """
    result = np.zeros((height, width), dtype=np.bool_)
    for polygon in polygons:
        crossings = _crossings(points(polygon), height, width)
        ends = np.concatenate([np.sort(crossings), [height * width]])
        result |= runlength.fill(np.diff(ends, prepend=0), height, width)
    return result


def from_mask(mask: ArrayLike) -> list[list[float]]:
    """Polygons along the pixel edges of a mask (H, W) bool, one for each connected piece.

    A hole is joined to its outline by a seam of no width, so `to_mask(from_mask(mask), ...)` gives the mask back.
    """
    crop, corner = masks.tight_crop(mask)
    if crop.size == 0:
        return []
    # At twice the size every contour point is the first or the second half of a pixel, so it tells its pixel edge.
    doubled = crop.astype(np.uint8).repeat(2, axis=0).repeat(2, axis=1)
    found, hierarchy = cv2.findContours(doubled, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    rings = [(contour[:, 0].astype(np.int64) + 1) // 2 + corner for contour in found]
    return [_with_holes(rings, hierarchy[0], outline) for outline in range(len(rings)) if hierarchy[0][outline][3] < 0]


def joined(pieces: Sequence[Sequence[float]]) -> list[float]:
    """Several polygons that do not overlap as one, joined by seams of no width; for formats that know only one.

    Filled by the even-odd rule the result is the union of the pieces.
    """
    if len(pieces) < 2:
        return [float(value) for piece in pieces for value in piece]
    first = list(pieces[0][:2])
    seams = [value for piece in pieces[1:] for value in (*piece, *piece[:2], *first)]
    return [float(value) for value in (*pieces[0], *first, *seams)]


def ellipse(centre: tuple[float, float], radii: tuple[float, float], turn: float = 0.0) -> list[float]:
    """A polygon of 64 points along an ellipse: centre (x, y), radii (x, y), turned by `turn` radians, x towards y."""
    angles = np.linspace(0.0, 2 * np.pi, 64, endpoint=False)
    x, y = radii[0] * np.cos(angles), radii[1] * np.sin(angles)
    turned = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], axis=1)
    flat: list[float] = (turned + np.asarray(centre, dtype=np.float64)).ravel().tolist()
    return flat


def rectangle(x1: float, y1: float, x2: float, y2: float) -> list[float]:
    """A box as a polygon of its four corners."""
    return [x1, y1, x2, y1, x2, y2, x1, y2]


def _with_holes(rings: Sequence[NDArray[np.int64]], hierarchy: NDArray[np.int32], outline: int) -> list[float]:
    """One outline and its holes as one flat polygon that returns to its first point before each hole."""
    first = rings[outline][:1]
    parts = [rings[outline]]
    hole = int(hierarchy[outline][2])
    while hole >= 0:
        parts += [first, rings[hole], rings[hole][:1]]
        hole = int(hierarchy[hole][0])
    points = np.concatenate(parts)
    fresh = np.concatenate([[True], (points[1:] != points[:-1]).any(axis=1)])
    flat: list[float] = points[fresh].astype(np.float64).ravel().tolist()
    return flat


def points(polygon: ArrayLike) -> NDArray[np.float64]:
    """A checked flat polygon.

    Returns: (N, 2) float64, x y.

    Raises: DataError: as `to_mask`.
    """
    try:
        numbers = np.asarray(polygon, dtype=np.float64).ravel()
    except (TypeError, ValueError) as error:
        raise DataError(f"a polygon came with something else than numbers ({error}), expected [x1, y1, ...]") from error
    if len(numbers) < 6 or len(numbers) % 2:
        raise DataError(f"a polygon came with {len(numbers)} numbers, expected x and y of at least 3 points")
    if not (np.abs(numbers) <= _FARTHEST).all():
        raise DataError(
            f"a polygon came with numbers that are no pixel positions: {numbers[:6].tolist()}..., "
            f"expected at most {_FARTHEST:g}; mend the annotation"
        )
    return numbers.reshape(-1, 2)


def _crossings(points: NDArray[np.float64], height: int, width: int) -> NDArray[np.int64]:
    """Where the outline of points (N, 2) crosses the centre line of a column.

    Returns: (M,) int64, places in column-major order, not sorted.
    """
    x, y = _outline(np.trunc(points * _FINE + 0.5).astype(np.int64))
    moves = np.flatnonzero(x[1:] != x[:-1])
    fine = np.minimum(x[moves], x[moves + 1])
    at_centre = (fine % _FINE == _FINE // 2) & (fine >= 0) & (fine // _FINE < width)
    moves, columns = moves[at_centre], fine[at_centre] // _FINE
    rows = np.ceil((np.minimum(y[moves], y[moves + 1]) + 0.5) / _FINE - 0.5)
    places: NDArray[np.int64] = columns * height + np.clip(rows, 0, height).astype(np.int64)
    return places


def _outline(corners: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All fine points along the closed outline of corners (N, 2) int64. Returns: x (M,), y (M,)."""
    ends = np.roll(corners, -1, axis=0)
    steps = np.abs(ends - corners).max(axis=1)
    wide = np.abs(ends - corners)[:, 0] >= np.abs(ends - corners)[:, 1]
    main = np.where(wide, ends[:, 0] - corners[:, 0], ends[:, 1] - corners[:, 1])
    # An edge is traced from its lesser end whatever its direction: the same edge there and back gives the same points.
    flip = (main < 0)[:, None]
    low, high = np.where(flip, ends, corners), np.where(flip, corners, ends)
    edge = np.repeat(np.arange(len(corners)), steps + 1)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(steps + 1) - steps - 1, steps + 1)
    step = np.where(flip[edge, 0], steps[edge] - step, step)
    other = np.where(wide, high[:, 1] - low[:, 1], high[:, 0] - low[:, 0]) / np.maximum(steps, 1)
    along = np.where(wide, low[:, 0], low[:, 1])[edge] + step
    across = np.trunc(np.where(wide, low[:, 1], low[:, 0])[edge] + other[edge] * step + 0.5).astype(np.int64)
    return np.where(wide[edge], along, across), np.where(wide[edge], across, along)
