"""Correct a mask by strokes: what is under one belongs to the object or does not, and so does what is like it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import InputError

SIDE = 256
"""Pixels of the long side of what is looked at around a stroke; more is made smaller."""

REACH = 3.0
"""How far from a stroke it may change a mask, in widths of the stroke."""

_ROUNDS = 2  # of GrabCut; more change little
_COLOURS = 65  # numbers of one of its two colour models


@dataclass(frozen=True)
class Stroke:
    """A line drawn on a picture.

    Attributes:
        points: (x, y) each, picture pixels, one or more.
        width: picture pixels.
        belongs: whether what is under it belongs to the object.
    """

    points: tuple[tuple[float, float], ...]
    width: float
    belongs: bool

    def __post_init__(self) -> None:
        numbers = np.array([*np.ravel(np.array(self.points, np.float64)), self.width])
        if not self.points or not np.isfinite(numbers).all() or np.abs(numbers).max() > 1e6 or self.width <= 0:
            raise InputError(f"a stroke came with {len(self.points)} points and width {self.width}, expected some")


def corrected(picture: NDArray[np.uint8], mask: NDArray[np.bool_], strokes: Sequence[Stroke]) -> NDArray[np.bool_]:
    """A mask as strokes correct it, one after the other.

    What is under a stroke is as the stroke says. Around it, `REACH` of its widths far, GrabCut tells from the colours
    of both sides what goes along; the rest of the mask stays as it is, and so does what is not joined to the stroke.

    Takes: picture (H, W, 3) RGB uint8, mask (H, W) bool. Returns: (H, W) bool, a new array.
    Source: Rother, Kolmogorov and Blake, GrabCut, SIGGRAPH 2004, as OpenCV has it.
    """
    result = np.array(mask, np.bool_)
    for stroke in strokes:
        ink, here = _drawn(result.shape, stroke)
        if ink.size:
            result[here] = _heeded(picture[here], result[here], ink, stroke)
    return result


def _drawn(shape: tuple[int, ...], stroke: Stroke) -> tuple[NDArray[np.bool_], tuple[slice, slice]]:
    """Where a stroke is drawn (h, w) bool in a window around it, and the window; empty if it misses the picture."""
    points, margin = np.array(stroke.points), 2 * REACH * stroke.width + 2
    (left, top), (right, bottom) = np.floor(points.min(0) - margin), np.ceil(points.max(0) + margin)
    left, top = max(int(left), 0), max(int(top), 0)
    right, bottom = min(int(right), shape[1]), min(int(bottom), shape[0])
    here = (slice(top, max(bottom, top)), slice(left, max(right, left)))
    ink = np.zeros((max(bottom - top, 0), max(right - left, 0)), np.uint8)
    if ink.size:
        inside = np.floor(points - (left, top)).astype(np.int32)
        width = max(round(stroke.width), 1)
        cv2.polylines(ink, [inside.reshape(-1, 1, 2)], False, (1,), width)
        for x, y in inside.tolist():  # round ends, and strokes of one point
            cv2.circle(ink, (x, y), width // 2, (1,), -1)
    return np.asarray(ink > 0), here


def _heeded(
    picture: NDArray[np.uint8], mask: NDArray[np.bool_], ink: NDArray[np.bool_], stroke: Stroke
) -> NDArray[np.bool_]:
    """The mask (h, w) of a window with the change that its stroke asks for."""
    scale = min(1.0, SIDE / max(mask.shape))
    size = (max(round(mask.shape[1] * scale), 1), max(round(mask.shape[0] * scale), 1))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    before, drawn = _smaller(mask, size) > 0.5, _smaller(ink, size) > 0.25
    after = _cut(small, before, drawn, stroke.belongs, round(REACH * stroke.width * scale))
    change = _joined((after != before) & (after == stroke.belongs) | drawn, drawn)
    result = np.array(mask, np.bool_)
    result[_larger(change, mask.shape) | ink] = stroke.belongs
    return result


def _cut(
    picture: NDArray[np.uint8], mask: NDArray[np.bool_], drawn: NDArray[np.bool_], belongs: bool, reach: int
) -> NDArray[np.bool_]:
    """What GrabCut makes of a mask (h, w) near a stroke; far from it the mask is certain."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate(drawn.astype(np.uint8), disc) > 0
    labels = np.where(mask, cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)
    labels[near & mask], labels[near & ~mask] = cv2.GC_PR_FGD, cv2.GC_PR_BGD
    labels[drawn] = cv2.GC_FGD if belongs else cv2.GC_BGD
    inside = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if not inside.any() or inside.all():  # there is only one side to learn colours from
        return np.asarray(inside)
    models = np.zeros((1, _COLOURS)), np.zeros((1, _COLOURS))
    turned = np.ascontiguousarray(picture[..., ::-1])
    cv2.grabCut(turned, labels, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    return np.asarray(np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)))


def _joined(change: NDArray[np.bool_], drawn: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The connected pieces of a change that the stroke touches."""
    _, pieces = cv2.connectedComponents(change.astype(np.uint8), connectivity=8)
    touched = np.unique(pieces[drawn & change])
    return np.asarray(np.isin(pieces, touched[touched > 0]))


def _smaller(mask: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def _larger(mask: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_LINEAR) > 0.5)
