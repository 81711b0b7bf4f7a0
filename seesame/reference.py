"""Reference: the example that shows what is asked for, and how a question is written in text."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.errors import DataError, QuestionError
from seesame.geometry import masks, polygons

MOST_VOTES = 100.0
"""More would leave the other references nothing to say."""

_LEAST_SIDE = 3  # pixels; nothing can be recognised below
_SMALL_SIDE = 16  # pixels; below it works poorly
_SLACK = 0.5  # pixels a box may leave the picture by, from rounding, without a warning
_EXAMPLE = "mug.jpg@40,12,180,160 (x1,y1,x2,y2 in pixels)"

Box = tuple[float, float, float, float]


class ReferenceCrop(NamedTuple):
    """The neighbourhood of a reference's region.

    Attributes:
        picture: (h, w, 3) RGB uint8.
        box: x1 y1 x2 y2 float, crop pixels.
        mask: (h, w) bool, or None where the reference has none.
    """

    picture: NDArray[np.uint8]
    box: Box
    mask: NDArray[np.bool_] | None


@dataclass(frozen=True, eq=False)
class Reference:
    """One example of what is asked for: a picture and the region in it.

    Attributes:
        picture: (H, W, 3) RGB uint8.
        box: x1 y1 x2 y2, picture pixels; clipped to the picture, with a warning.
        mask: (H, W) bool, or None if only the box is known.
        name: what to call it in messages.
        votes: how much it counts among the references of its question, 0 to 100: two votes count as if it had been
            shown twice, none as if it had not been shown. What is not meant has no votes to give.
        warnings: sentences about what makes the question weaker than it could be.

    Raises:
        QuestionError: the region is outside the picture, empty, inverted or too small, the mask does not fit, or the
            votes are no such number.
    """

    picture: NDArray[np.uint8]
    box: Box
    mask: NDArray[np.bool_] | None = None
    name: str = ""
    votes: float = 1.0
    warnings: tuple[str, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        _check_picture(self.picture, self._label)
        box, warnings = _checked_box(self.box, self.picture.shape, self._label)
        object.__setattr__(self, "box", box)
        object.__setattr__(self, "warnings", warnings)
        if self.mask is not None:
            _check_mask(self.mask, self.picture.shape, box, self._label)
        if not 0 <= self.votes <= MOST_VOTES:
            raise QuestionError(
                f"{self._label}: came with {self.votes:g} votes, expected 0 to {MOST_VOTES:g}; 1 is what each has"
            )

    @classmethod
    def from_box(cls, picture: NDArray[np.uint8], box: Sequence[float], name: str = "") -> Reference:
        """The object in a box x1 y1 x2 y2, picture pixels."""
        x1, y1, x2, y2 = _four(box, name or "the reference")
        return cls(picture, (x1, y1, x2, y2), None, name)

    @classmethod
    def from_polygon(cls, picture: NDArray[np.uint8], polygon: ArrayLike, name: str = "") -> Reference:
        """The object inside a polygon x1 y1 x2 y2 ..., flat or (N, 2), picture pixels."""
        label = name or "the reference"
        _check_picture(picture, label)
        try:
            points = np.asarray(polygon, dtype=np.float64).ravel()
            mask = polygons.to_mask([points], picture.shape[0], picture.shape[1])
        except (DataError, TypeError, ValueError) as error:
            raise QuestionError(f"{label}: its polygon cannot be used: {error}") from error
        box = (points[0::2].min(), points[1::2].min(), points[0::2].max(), points[1::2].max())
        return cls(picture, _four(box, label), mask, name)

    @classmethod
    def from_mask(cls, picture: NDArray[np.uint8], mask: ArrayLike, name: str = "") -> Reference:
        """The object under a mask (H, W); whatever is not zero belongs to it."""
        label = name or "the reference"
        shown = np.asarray(mask) != 0
        if shown.ndim != 2:
            raise QuestionError(f"{label}: its mask came with shape {shown.shape}, expected (H, W); give one channel")
        if not shown.any():
            raise QuestionError(f"{label}: its mask is empty, expected at least one pixel; mark the object in it")
        return cls(picture, _four(masks.boxes_of(shown[None])[0].tolist(), label), shown, name)

    @classmethod
    def whole(cls, picture: NDArray[np.uint8], name: str = "") -> Reference:
        """The whole picture is the object."""
        _check_picture(picture, name or "the reference")
        return cls(picture, (0.0, 0.0, float(picture.shape[1]), float(picture.shape[0])), None, name)

    def crop(self, context: float = 0.25) -> ReferenceCrop:
        """The box and `context` times its sides around it on every side, clipped to the picture."""
        x1, y1, x2, y2 = self.box
        aside, above = (x2 - x1) * context, (y2 - y1) * context
        left, top = max(math.floor(x1 - aside), 0), max(math.floor(y1 - above), 0)
        right = min(math.ceil(x2 + aside), self.picture.shape[1])
        bottom = min(math.ceil(y2 + above), self.picture.shape[0])
        mask = None if self.mask is None else self.mask[top:bottom, left:right]
        return ReferenceCrop(self.picture[top:bottom, left:right], (x1 - left, y1 - top, x2 - left, y2 - top), mask)

    @property
    def _label(self) -> str:
        return self.name or "the reference"


@dataclass(frozen=True)
class QuestionText:
    """A question as it was written; at most one of box, polygon and mask_path is given, none means the whole picture.

    Attributes:
        path: the reference's picture.
        box: x1 y1 x2 y2, pixels.
        polygon: flat x1 y1 x2 y2 ..., pixels.
        mask_path: a picture of the picture's size that is not black where the object is.
    """

    path: str
    box: Box | None = None
    polygon: tuple[float, ...] | None = None
    mask_path: str | None = None


def parse_question(text: str) -> QuestionText:
    """Take apart `mug.jpg`, `mug.jpg@40,12,180,160`, `mug.jpg@x1,y1,x2,y2,x3,y3` or `mug.jpg@mask:mug-mask.png`.

    Raises:
        QuestionError: what follows the @ is neither, and no file is named so.
    """
    if "@" not in text or os.path.exists(text):
        return _with_path(QuestionText(text), text)
    path, found, mask_path = text.rpartition("@mask:")
    if found:
        if not mask_path:
            raise QuestionError(f"{text!r} names no mask, expected a file, as in mug.jpg@mask:mug-mask.png")
        return _with_path(QuestionText(path, mask_path=mask_path), text)
    path, _, numbers = text.rpartition("@")
    values = _numbers(numbers, text)
    if len(values) == 4:
        return _with_path(QuestionText(path, box=_four(values, text)), text)
    if len(values) < 6 or len(values) % 2:
        raise QuestionError(
            f"{text!r} has {len(values)} numbers after the @, expected 4 for a box, as in {_EXAMPLE}, "
            "or x,y of at least 3 points for a polygon"
        )
    return _with_path(QuestionText(path, polygon=values), text)


def _with_path(question: QuestionText, text: str) -> QuestionText:
    if not question.path:
        raise QuestionError(f"the question {text!r} names no picture, expected one, as in mug.jpg or {_EXAMPLE}")
    return question


def _numbers(text: str, question: str) -> tuple[float, ...]:
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = (math.nan,)
    if not all(math.isfinite(value) for value in values):
        raise QuestionError(
            f"{question!r}: there is no such file, and {text!r} is no list of numbers; "
            f"write the object's box as in {_EXAMPLE}"
        )
    return values


def _four(box: Sequence[float], label: str) -> Box:
    try:
        x1, y1, x2, y2 = (float(value) for value in box)
    except (TypeError, ValueError) as error:
        raise QuestionError(f"{label}: its box came as {box!r}, expected four numbers x1, y1, x2, y2") from error
    return x1, y1, x2, y2


def _check_picture(picture: NDArray[np.uint8], label: str) -> None:
    shape, dtype = np.shape(picture), getattr(picture, "dtype", type(picture).__name__)
    if len(shape) != 3 or shape[2] != 3 or 0 in shape or dtype != np.uint8:
        raise QuestionError(
            f"{label}: its picture came as {shape} {dtype}, expected RGB (H, W, 3) uint8; "
            "read it with seesame.images.read"
        )


def _checked_box(box: Sequence[float], shape: tuple[int, ...], label: str) -> tuple[Box, tuple[str, ...]]:
    """The box clipped to the picture, and the warnings about it."""
    x1, y1, x2, y2 = _four(box, label)
    height, width = shape[:2]
    asked, size = f"{x1:g},{y1:g},{x2:g},{y2:g}", f"{width} x {height}"
    if not (x1 < x2 and y1 < y2) or not all(math.isfinite(side) for side in (x1, y1, x2, y2)):
        raise QuestionError(f"{label}: its box {asked} is empty or inverted, expected x1 < x2 and y1 < y2; mend it")
    inside = (max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        raise QuestionError(f"{label}: its box {asked} is outside the picture of {size} pixels; give one inside it")
    wide, high = inside[2] - inside[0], inside[3] - inside[1]
    if min(wide, high) < _LEAST_SIDE:
        raise QuestionError(
            f"{label}: its object is {wide:.3g} x {high:.3g} pixels, expected at least {_LEAST_SIDE} a side; "
            "use a larger picture of the object"
        )
    warnings = []
    if max(inside[0] - x1, inside[1] - y1, x2 - inside[2], y2 - inside[3]) > _SLACK:
        warnings.append(f"{label}: its box {asked} reaches out of the picture of {size} pixels and was clipped")
    if min(wide, high) < _SMALL_SIDE:
        warnings.append(
            f"{label}: its object is only {wide:.3g} x {high:.3g} pixels; use a larger or closer picture of it "
            f"({_SMALL_SIDE} pixels a side or more), or several references, for better results"
        )
    return inside, tuple(warnings)


def _check_mask(mask: NDArray[np.bool_], shape: tuple[int, ...], box: Box, label: str) -> None:
    came, dtype = np.shape(mask), getattr(mask, "dtype", type(mask).__name__)
    if came != tuple(shape[:2]) or dtype != np.bool_:
        raise QuestionError(
            f"{label}: its mask came as {came} {dtype}, expected {tuple(shape[:2])} bool, the size of its picture; "
            "use a mask made from this very picture"
        )
    left, top, right, bottom = math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3])
    if not mask[top:bottom, left:right].any():
        raise QuestionError(f"{label}: its mask has no pixel inside its box; mark the object, or give only the mask")
