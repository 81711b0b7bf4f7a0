"""What was found beside what is true: differences, overlaps, the largest categories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from seesame.data import Record
from seesame.geometry import boxes as box_geometry
from seesame.images.canvas import FAINT, INK, PAPER, Canvas, fine
from seesame.images.draw import COLOURS
from seesame.images.heat import HIGH, LOW, colours
from seesame.images.labels import Colour
from seesame.images.paint import blend
from seesame.instances import Instances

Picture = npt.NDArray[np.uint8]
RIGHT, WRONG, MISSED = COLOURS[3], COLOURS[0], COLOURS[1]
"""Colours of finds that are right, of those that are wrong, and of objects that were missed."""
ENOUGH = 0.5
"""Intersection over union from which a find is the object."""


@dataclass(frozen=True)
class Pairing:
    """Which find is which object.

    Attributes:
        overlaps: (F, T) intersection over union of boxes, finds by true objects.
        object_of: (F,) row of the object that each find is, -1 for none; each object is taken once, the surest first.
    """

    overlaps: npt.NDArray[np.float32]
    object_of: npt.NDArray[np.int64]

    @property
    def missed(self) -> list[int]:
        """Objects that no find is."""
        return sorted(set(range(self.overlaps.shape[1])) - set(self.object_of.tolist()))


def pair(found: Instances, truth: Instances, enough: float = ENOUGH) -> Pairing:
    """Pair finds with true objects, the surest find first."""
    overlaps = np.asarray(box_geometry.iou(found.boxes, truth.boxes), np.float32)
    taken: set[int] = set()
    object_of = np.full(len(found), -1, np.int64)
    for row in np.argsort(-found.scores, kind="stable").tolist():
        free = [(float(overlaps[row, each]), each) for each in range(len(truth)) if each not in taken]
        best = max(free, default=(0.0, -1))
        if best[0] >= enough:
            object_of[row] = best[1]
            taken.add(best[1])
    return Pairing(overlaps, object_of)


def differences(picture: Picture, found: Instances, truth: Instances) -> Picture:
    """Finds that are right green with their overlap, wrong ones red with their score, missed objects blue."""
    paired = pair(found, truth)
    canvas = picture
    drawn: list[tuple[npt.NDArray[np.float32], Colour, str]] = []
    for row in paired.missed:
        canvas = _painted(canvas, truth.mask(row), MISSED)
        drawn.append((truth.boxes[row], MISSED, "missed"))
    for row in range(len(found)):
        own = int(paired.object_of[row])
        colour = WRONG if own < 0 else RIGHT
        score = f"{found.scores[row]:.2f}"
        told = f"wrong, {score}" if own < 0 else f"{score}, overlap {paired.overlaps[row, own]:.2f}"
        canvas = _painted(canvas, found.mask(row), colour)
        drawn.append((found.boxes[row], colour, told))
    return _captioned(canvas, drawn)


def overlap_table(found: Instances, truth: Instances, names: tuple[str, ...] = ()) -> Picture:
    """Finds (rows, the surest first) by true objects (columns): how much each pair overlaps; pairs are framed."""
    paired = pair(found, truth)
    order = np.argsort(-found.scores, kind="stable").tolist()
    cell, left, top = 46, 74, 40
    canvas = Canvas(left + max(len(truth), 1) * cell + 12, top + max(len(order), 1) * cell + 12)
    for column in range(len(truth)):
        name = names[column] if column < len(names) else str(column + 1)
        canvas.text((left + (column + 0.5) * cell, top - 8), name[:7], 12, FAINT, "ms")
    for line, row in enumerate(order):
        y = top + line * cell
        canvas.text((left - 8, y + cell / 2), f"{found.scores[row]:.2f}", 13, INK, "rm")
        for column in range(len(truth)):
            value, x = float(paired.overlaps[row, column]), left + column * cell
            red, green, blue = colours(np.array([value * (HIGH - LOW) + LOW], np.float32))[0].tolist()
            canvas.box((x + 1, y + 1, x + cell - 1, y + cell - 1), (int(red), int(green), int(blue)), 4)
            canvas.text((x + cell / 2, y + cell / 2), f"{value:.2f}", 12, INK if value > 0.5 else PAPER, "mm")
            if paired.object_of[row] == column:
                canvas.outline((x + 2, y + 2, x + cell - 2, y + cell - 2), RIGHT, 2.5)
    return canvas.done()


def largest_categories(record: Record, most: int = 4) -> Picture:
    """A picture, and beside it the masks of the categories that cover most of it.

    Raises: PictureError, DataError: the picture or a mask cannot be used.
    """
    picture = record.read()
    masks: dict[str, npt.NDArray[np.bool_]] = defaultdict(lambda: np.zeros(picture.shape[:2], np.bool_))
    for each in record.objects:
        masks[each.category or "object"] |= each.mask(record.height, record.width)
    ranked = sorted(masks, key=lambda name: -int(masks[name].sum()))[:most]
    wide = 240
    high = round(wide * picture.shape[0] / picture.shape[1])
    canvas = Canvas((len(ranked) + 1) * (wide + 10) + 10, high + 40)
    shown = [("the picture", picture), *((name, _alone(picture, masks[name])) for name in ranked)]
    for place, (name, shown_picture) in enumerate(shown):
        canvas.picture((10 + place * (wide + 10), 10), _sized(shown_picture, wide, high))
        canvas.text((10 + place * (wide + 10), high + 16), name, 13, FAINT)
    return canvas.done()


def truth_of(record: Record, category: str | None = None) -> Instances:
    """The annotated objects of a picture as instances that score 1, all or those of one category.

    Raises: DataError: a mask cannot be used.
    """
    size = (record.height, record.width)
    chosen = [each for each in record.objects if category is None or each.category == category]
    if not chosen:
        return Instances.empty(size)
    masks = np.array([each.mask(*size) for each in chosen])
    return Instances.from_masks(size, [each.box for each in chosen], np.ones(len(chosen)), masks)


def _alone(picture: Picture, mask: npt.NDArray[np.bool_]) -> Picture:
    shown: Picture = picture.copy()
    shown[~mask] = 240
    return shown


def _painted(picture: Picture, mask: npt.NDArray[np.bool_], colour: Colour) -> Picture:
    painted: Picture = picture.copy()
    blend(painted, colour, 0.45 * mask.astype(np.float32))
    return painted


def _captioned(picture: Picture, drawn: list[tuple[npt.NDArray[np.float32], Colour, str]]) -> Picture:
    wide = max(picture.shape[1], 640)
    scale = wide / picture.shape[1]
    canvas = Canvas(wide, round(picture.shape[0] * scale))
    canvas.picture((0, 0), _sized(picture, wide, round(picture.shape[0] * scale)))
    for box, colour, told in drawn:
        x1, y1, x2, y2 = (float(side) for side in box * scale)
        canvas.outline((x1, y1, x2, y2), colour, 2)
        y = max(y1 - 18, 0.0)
        canvas.box((x1, y, x1 + 7.2 * len(told) + 8, y + 17), colour, 3)
        canvas.text((x1 + 4, y + 9), told, 12, INK, "lm")
    return canvas.done()


def _sized(picture: Picture, wide: int, high: int) -> Picture:
    return np.asarray(cv2.resize(picture, (fine(wide), fine(high)), interpolation=cv2.INTER_AREA), np.uint8)
