"""What is wrong or doubtful about one picture and its objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seesame.data.problems import Problem
from seesame.data.records import Object, Record
from seesame.errors import DataError
from seesame.geometry import boxes, masks, polygons

REACH = 2.0  # pixels that a box may reach out of its picture: rounding
WHOLE = 0.98  # of the picture's pixels
LEAST_SIDE = 3.0  # pixels; a reference must have so many
ALIKE = 0.9  # overlap of two masks from which one is taken for the other
_AREA = 2.0  # how many times as large as the mask, or as small, an area that is told may be
_EDGE = 10.0  # pixels that an area may be off whatever its size
_OFF, _OFF_SHARE = 3.0, 0.1  # pixels and share of a side that a box may be off its mask


@dataclass(frozen=True, eq=False)
class Masked:
    """An object whose mask could be made: its pixels, cropped, and where they lie.

    Attributes:
        crop: bool (h, w).
        corner: (x, y) of the crop in the picture.
    """

    each: Object
    crop: NDArray[np.bool_]
    corner: tuple[int, int]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The box around the mask, x1 y1 x2 y2."""
        (x, y), (height, width) = self.corner, self.crop.shape
        return x, y, x + width, y + height

    @property
    def pixels(self) -> int:
        """How many pixels the mask has."""
        return int(np.count_nonzero(self.crop))


def look_over(record: Record, whole_is_meant: bool = False) -> tuple[list[Masked], list[Problem]]:
    """All masks of a picture, and what is wrong with its annotations.

    Args:
        whole_is_meant: objects are whole pictures, as cut-outs without transparency are.
    """
    kept: list[Masked] = []
    problems: list[Problem] = []
    for each in record.objects:
        masked, told = _mask(each, record)
        if masked is not None:
            kept.append(masked)
            told = [*told, *_doubts(masked, record, whole_is_meant)]
        problems += told
    problems += _twice(kept, record)
    if not record.objects:
        problems.append(Problem("unlabelled", record.path, "has no annotations; leave it if nothing is there"))
    return kept, problems


def _part(each: Object) -> str:
    return f"annotation {each.id} ({each.category})"


def _mask(each: Object, record: Record) -> tuple[Masked | None, list[Problem]]:
    x1, y1, x2, y2 = each.box
    if min(x2, record.width) <= max(x1, 0) or min(y2, record.height) <= max(y1, 0):
        if x2 <= x1 or y2 <= y1:
            reason, kind = f"has a box without extent, {_numbers(each.box)}", "empty mask"
        else:
            size = f"{record.width} x {record.height}"
            reason, kind = f"lies at {_numbers(each.box)}, outside of its picture of {size}", "outside"
        return None, [Problem(kind, record.path, reason, _part(each))]
    try:
        crop, corner = masks.tight_crop(each.mask(record.height, record.width))
    except DataError as error:
        kind = "mask of another size" if "of size" in str(error) else "unusable mask"
        return None, [Problem(kind, record.path, str(error).removeprefix(f"annotation {each.id}: "), _part(each))]
    if not crop.size:
        return None, [Problem("empty mask", record.path, "covers no pixel of its picture", _part(each))]
    return Masked(each, crop, corner), []


def _doubts(masked: Masked, record: Record, whole_is_meant: bool) -> Iterator[Problem]:
    each, part = masked.each, _part(masked.each)
    x1, y1, x2, y2 = each.box
    if min(x1, y1, record.width - x2, record.height - y2) < -REACH:
        size = f"{record.width} x {record.height}"
        yield Problem("reaches outside", record.path, f"reaches to {_numbers(each.box)} in a picture of {size}", part)
    if min(x2 - x1, y2 - y1) < LEAST_SIDE:
        yield Problem("tiny", record.path, f"is {x2 - x1:.1f} x {y2 - y1:.1f} pixels", part)
    yield from _outline_doubts(masked, record)
    share = masked.pixels / (record.height * record.width)
    if share >= WHOLE and not whole_is_meant:
        yield Problem("whole picture", record.path, f"covers {100 * share:.0f} % of it", part)
    allowed = max(_OFF, _OFF_SHARE * min(x2 - x1, y2 - y1))
    around = _around(masked, record)
    if _off(_clipped(each.box, record), around) > allowed and not each.crowd:
        reason = f"has the box {_numbers(each.box)}, its mask {_numbers(around)}"
        yield Problem("box unlike mask", record.path, reason, part)


def _outline_doubts(masked: Masked, record: Record) -> Iterator[Problem]:
    """What the area that a file tells, and the order of a polygon's points, make doubtful."""
    each, part, pixels = masked.each, _part(masked.each), masked.pixels
    told = pixels if each.area is None else each.area
    if not each.crowd and not pixels / _AREA - _EDGE <= told <= pixels * _AREA + _EDGE:
        reason = f"has the area {told:.0f}, its mask {pixels} pixels; leave areas out, they are counted from masks"
        yield Problem("area unlike mask", record.path, reason, part)
    if not isinstance(each.segmentation, Mapping):
        filled = pixels if len(each.segmentation) == 1 else None
        for number, polygon in enumerate(each.segmentation):
            crossed = _crossed(polygon, record, filled)
            if crossed:
                reason = f"fills {crossed[0]:.0f} pixels with a polygon ({number}) that goes around {crossed[1]:.0f}"
                yield Problem("crosses itself", record.path, f"{reason}; put its points in order", part)


def _crossed(polygon: Sequence[float], record: Record, filled: float | None) -> tuple[float, float] | None:
    """The area that a polygon fills by the even-odd rule and the one that it goes around, where they are unlike.

    Where its line crosses itself, parts are gone around the other way, or twice; a seam goes around nothing.
    """
    points = polygons.points(polygon)
    low, high = points.min(0), points.max(0)
    if (low < -REACH).any() or (high > np.array([record.width, record.height]) + REACH).any():
        return None  # told as such; what of it lies inside says nothing of its order
    x, y = (points - np.floor(low)).T
    around = abs(float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())) / 2
    if filled is None:
        width, height = np.ceil(high - np.floor(low)).astype(int) + 1
        filled = float(polygons.to_mask([np.stack([x, y], 1).ravel()], int(height), int(width)).sum())
    length = float(np.hypot(x - np.roll(x, -1), y - np.roll(y, -1)).sum())
    return (filled, around) if abs(filled - around) > _OFF_SHARE * filled + length / 2 + _EDGE else None


def _around(masked: Masked, record: Record) -> Sequence[float]:
    """The box around a mask, or around its polygons: a thin tip of these may cover no pixel."""
    if isinstance(masked.each.segmentation, Mapping):
        return masked.box
    return _clipped(Object.of_polygons(masked.each.segmentation, None).box, record)


def _clipped(box: Sequence[float], record: Record) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = box
    return max(x1, 0.0), max(y1, 0.0), min(x2, float(record.width)), min(y2, float(record.height))


def _off(one: Sequence[float], other: Sequence[float]) -> float:
    """By how many pixels the most different sides of two boxes differ."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _twice(masked: Sequence[Masked], record: Record) -> Iterator[Problem]:
    """Objects with nearly the mask of an earlier one; of several that one is named which is alike first."""
    single = [each for each in masked if not each.each.crowd]
    places = np.array([each.box for each in single], np.float32).reshape(-1, 4)
    told: set[int] = set()
    for row, column in np.argwhere(np.triu(boxes.iou(places, places) > ALIKE, 1)).tolist():
        if column in told:
            continue
        one, other = single[row], single[column]
        share = overlap(one, other)
        if share >= ALIKE:
            told.add(column)
            kind = "annotated twice" if one.each.category == other.each.category else "two categories"
            reason = f"has nearly the mask of {_part(one.each)}: they overlap by {100 * share:.0f} %"
            yield Problem(kind, record.path, reason, _part(other.each))


def overlap(one: Masked, other: Masked) -> float:
    """Intersection over union of two masks of one picture, 0 to 1."""
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = one.box, other.box
    x1, y1, x2, y2 = max(ax1, bx1), max(ay1, by1), min(ax2, bx2), min(ay2, by2)
    if x2 <= x1 or y2 <= y1:
        return 0.0
    first = one.crop[y1 - ay1 : y2 - ay1, x1 - ax1 : x2 - ax1]
    second = other.crop[y1 - by1 : y2 - by1, x1 - bx1 : x2 - bx1]
    common = int(np.count_nonzero(first & second))
    return common / (one.pixels + other.pixels - common)


def _numbers(box: Sequence[float]) -> str:
    return ",".join(f"{side:.0f}" for side in box)
