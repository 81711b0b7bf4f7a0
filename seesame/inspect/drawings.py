"""Drawings for a report or a notebook: finds and truth on a picture, overlaps, precision and recall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from seesame.data import Record
from seesame.images import overlay, splash
from seesame.images.canvas import FAINT, INK, PAPER, RULE, Canvas, text_width
from seesame.images.draw import COLOURS
from seesame.images.labels import Colour, Place, spot
from seesame.images.paint import blend
from seesame.inspect.tiles import GAP, Tile, enlarged, tiles, warm_colour
from seesame.inspect.truth import ENOUGH, average_precision, pair, ranked
from seesame.instances import Instances
from seesame.pages.charts import alone, lines

__all__ = [
    "MISSED",
    "RIGHT",
    "WRONG",
    "boxes",
    "differences",
    "largest_categories",
    "overlap_table",
    "overlay",
    "precision_recall",
    "splash",
]

Picture = npt.NDArray[np.uint8]
RIGHT, WRONG, MISSED = COLOURS[3], COLOURS[0], COLOURS[1]
"""Colours of what is right, of what is wrong, and of what was missed."""

_LEAST_SIDE = 900  # the long one of a drawing with captions
_TEXT = 14.0


def boxes(
    picture: Picture,
    around: npt.ArrayLike,
    captions: Sequence[str] = (),
    colours: Sequence[Colour] = (),
    dashed: Sequence[bool] = (),
    pale: float = 0.0,
) -> Picture:
    """A picture with boxes, and a caption at each where no other is.

    Args:
        picture: (H, W, 3) RGB uint8.
        around: (R, 4) x1 y1 x2 y2, its pixels; later ones lie on top.
        captions: of the first ones; "" for none.
        colours: of each; else all have another.
        dashed: which lines are.
        pale: how much of the picture is paper, 0 to 1.

    Returns: RGB uint8, its long side at least 900 pixels.
    """
    rows = np.asarray(around, np.float32).reshape(-1, 4)
    height, width = picture.shape[:2]
    scale = max(_LEAST_SIDE / max(height, width), 1.0)
    unit = max(height, width) * scale / _LEAST_SIDE  # lines and letters grow with the picture
    letters = _TEXT * unit
    wide, high = max(round(width * scale), 1), max(round(height * scale), 1)
    canvas = Canvas(wide, high)
    ground = np.rint((1 - pale) * picture + pale * 250).astype(np.uint8) if pale else picture
    canvas.picture((0, 0), enlarged(ground, wide, high))
    chosen = [colours[row] if row < len(colours) else COLOURS[row % len(COLOURS)] for row in range(len(rows))]
    for row, box in enumerate(rows * scale):
        x1, y1, x2, y2 = (float(side) for side in box)
        canvas.outline((x1, y1, x2, y2), chosen[row], 2 * unit, dashed=row < len(dashed) and dashed[row])
    places: list[Place] = []
    told = [row for row in range(min(len(captions), len(rows))) if captions[row]]
    for row in told[::-1]:  # those on top choose first
        size = (round(letters + 5 * unit), round(text_width(captions[row], letters) + 9 * unit))
        x, y = spot(size, rows[row] * scale, (high, wide), places)
        places.append((x, y, x + size[1], y + size[0]))
    for row, place in zip(told, places[::-1], strict=True):
        canvas.box(place, chosen[row], 3 * unit)
        at = (place[0] + 4 * unit, (place[1] + place[3]) / 2)
        canvas.text(at, captions[row], letters, ink_on(chosen[row]), "lm")
    return canvas.done()


def differences(picture: Picture, found: Instances, truth: Instances) -> Picture:
    """Finds that are right green with their overlap, wrong ones red with their score, missed objects blue."""
    paired = pair(found, truth)
    canvas, drawn = picture, []
    for row in paired.missed:
        canvas = _painted(canvas, truth.mask(row), MISSED)
        drawn.append((truth.boxes[row], MISSED, "missed"))
    for row in np.argsort(found.scores, kind="stable").tolist():
        own = int(paired.object_of[row])
        colour = WRONG if own < 0 else RIGHT
        score = f"{found.scores[row]:.2f}"
        told = f"wrong, {score}" if own < 0 else f"{score}, overlap {paired.overlaps[row, own]:.2f}"
        canvas = _painted(canvas, found.mask(row), colour)
        drawn.append((found.boxes[row], colour, told))
    return boxes(
        canvas, [box for box, _, _ in drawn], [told for _, _, told in drawn], [colour for _, colour, _ in drawn]
    )


def overlap_table(found: Instances, truth: Instances, names: tuple[str, ...] = (), most: int = 24) -> Picture:
    """Finds (rows, the surest first) by true objects (columns): how much each pair overlaps; pairs are framed green.

    Args:
        names: of the objects; else their numbers.
        most: of the finds.
    """
    paired = pair(found, truth)
    order = np.argsort(-found.scores, kind="stable")[:most].tolist()
    cell, left, top = 52, 86, 62
    canvas = Canvas(max(left + max(len(truth), 1) * cell + GAP, 330), top + max(len(order), 1) * cell + GAP)
    canvas.text((GAP, 8), "finds by score, down; true objects, across", 13, FAINT)
    for column in range(len(truth)):
        name = names[column] if column < len(names) else str(column + 1)
        canvas.text((left + (column + 0.5) * cell, top - 8), name[:7], 13, INK, "ms")
    for line, row in enumerate(order):
        y = top + line * cell
        canvas.text((left - 10, y + cell / 2), f"{found.scores[row]:.2f}", 14, INK, "rm")
        for column in range(len(truth)):
            value, x = float(paired.overlaps[row, column]), left + column * cell
            ground = warm_colour(value) if value > 0 else RULE
            canvas.box((x + 1, y + 1, x + cell - 1, y + cell - 1), ground, 4)
            canvas.text((x + cell / 2, y + cell / 2), f"{value:.2f}", 13, ink_on(ground), "mm")
            if paired.object_of[row] == column:
                canvas.outline((x + 2, y + 2, x + cell - 2, y + cell - 2), RIGHT, 3)
    return canvas.done()


def largest_categories(record: Record, most: int = 4) -> Picture:
    """A picture, and beside it the masks of the categories that cover most of it.

    Raises: PictureError, DataError: the picture or a mask cannot be used.
    """
    picture = record.read()
    masks: dict[str, npt.NDArray[np.bool_]] = defaultdict(lambda: np.zeros(picture.shape[:2], np.bool_))
    counts: dict[str, int] = defaultdict(int)
    for each in record.objects:
        masks[each.category or "object"] |= each.mask(record.height, record.width)
        counts[each.category or "object"] += 1
    biggest = sorted(masks, key=lambda name: -int(masks[name].sum()))[:most]
    shown = [Tile(picture, "the picture")]
    for name in biggest:
        share = f"{100 * float(masks[name].mean()):.0f} %"
        alone_in_it = np.where(masks[name][..., None], picture, 238).astype(np.uint8)
        shown.append(Tile(alone_in_it, f"{name}: {counts[name]}, {share}"))
    return tiles([shown], 240)


def precision_recall(pairs: Sequence[tuple[Instances, Instances]], enough: float = ENOUGH) -> str:
    """The curve of precision and recall over the finds of one or several pictures, the surest first, as SVG.

    Args:
        pairs: for each picture its finds, at any threshold, and its true objects.
        enough: the overlap from which a find is right.
    """
    return alone(precision_recall_figure(pairs, enough))


def precision_recall_figure(pairs: Sequence[tuple[Instances, Instances]], enough: float = ENOUGH) -> str:
    """The same as a figure of a page."""
    points = ranked(pairs, enough)
    title = f"Precision and recall, overlap {enough:g}; average precision {average_precision(points):.2f}"
    return lines(title, "recall", "precision", {"the surest find first": points})


def ink_on(ground: Colour) -> Colour:
    """What can be read on a colour: dark or light."""
    light = (0.299 * ground[0] + 0.587 * ground[1] + 0.114 * ground[2]) / 255
    return INK if light > 0.45 else PAPER


def _painted(picture: Picture, mask: npt.NDArray[np.bool_], colour: Colour) -> Picture:
    painted: Picture = picture.copy()
    blend(painted, colour, 0.45 * mask.astype(np.float32))
    return painted
