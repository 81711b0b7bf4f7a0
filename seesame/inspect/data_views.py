"""What networks get of annotated pictures, as pictures, RGB uint8."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from seesame.data import Object, Record
from seesame.data.episodes import Batch
from seesame.errors import SeesameError
from seesame.images import overlay
from seesame.images.canvas import INK, Canvas
from seesame.images.draw import COLOURS
from seesame.inspect import framing
from seesame.inspect.anchors import Anchoring, Anchors, AnchorTargets, anchor_targets, anchorings, anchors
from seesame.inspect.target_views import places_of
from seesame.inspect.targets import places
from seesame.inspect.tiles import Tile, enlarged, tiles, warm
from seesame.inspect.truth import truth_of
from seesame.inspect.views import squared
from seesame.instances import Instances

Picture = npt.NDArray[np.uint8]
MINI = 28
"""Cells along a side of the masks that the network is taught."""
_SIDE, _GAP = 150, 10


def annotated(record: Record) -> Picture:
    """A picture with its objects.

    Raises: PictureError, DataError: the picture or a mask cannot be used.
    """
    objects = truth_of(record)
    names = [each.category or "object" for each in record.objects if not each.crowd]
    return overlay(record.read(), objects, names=names, scores=False)


def framings(record: Record, scene_side: int) -> Picture:
    """One picture as each network takes it; the padding is grey.

    Raises: PictureError: it cannot be read.
    """
    picture = record.read()
    size = (record.height, record.width)
    ways = [("the default network", framing.framed(*size, scene_side))]
    ways += [(each.name, framing.of(each, *size)) for each in anchorings()]
    row = [Tile(picture, f"the picture: {size[1]} x {size[0]}")]
    for name, way in ways:
        row.append(Tile(way.show(picture), f"{name}: x {way.scale:.2f}, {way.width} x {way.height}"))
    return tiles([row[:3], row[3:]], 300)


def mini_masks(records: Sequence[Record]) -> Picture | None:
    """The largest object of each picture, its mask, and what `MINI` cells a side leave of that; None without one."""
    rows: list[list[Tile]] = [[], [], []]
    for record in records:
        cut = _cut(record, max(record.objects, key=_extent))
        if cut is None:
            continue
        crop, mask, name = cut
        small = np.asarray(cv2.resize(mask.astype(np.float32), (MINI, MINI), interpolation=cv2.INTER_AREA), np.float32)
        again = cv2.resize(small, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_LINEAR) >= 0.5
        shared = float((again & mask).sum() / max((again | mask).sum(), 1))
        rows[0].append(Tile(squared(crop), name))
        rows[1].append(Tile(squared(np.where(mask[..., None], crop, 238).astype(np.uint8)), f"mask, {_size(mask)}"))
        rows[2].append(Tile(squared(warm(small), True), f"{MINI} x {MINI}, kept {100 * shared:.0f} %", True))
    return tiles(rows, 134) if rows[0] else None


def answering(record: Record, scene_side: int) -> Picture:
    """Which places of the default network answer for which object, level by level.

    Raises: PictureError, DataError: the picture or a mask cannot be used.
    """
    picture = record.read()
    way = framing.framed(record.height, record.width, scene_side)
    boxes = way.boxes([each.box for each in record.objects if not each.crowd])
    row = places_of(picture, way.scale, places(way.height, way.width), boxes, 290)
    return tiles([row[:3], row[3:]], 290)


def anchored(record: Record, network: Anchoring) -> Picture:
    """Level by level the anchors of one place, white, in the middle, and those that are taught to be an object, in its
    colour; all others are too many to be drawn.

    Raises: PictureError: the picture cannot be read.
    """
    picture = record.read()
    way = framing.of(network, record.height, record.width)
    given = anchors(way.height, way.width, network.scales, network.ratios)
    taught = anchor_targets(given, way.boxes([each.box for each in record.objects if not each.crowd]))
    shown = way.show(picture)
    row = [Tile(_level(shown, given, taught, level), _told(given, taught, level)) for level in range(len(given.shapes))]
    return tiles([row[:3], row[3:]], 290)


def episode_picture(batch: Batch, scene: int = 0) -> Picture:
    """A scene of a batch with its objects, and beside it the questions: green-framed where it shows what they ask."""
    masks = batch.masks[scene].astype(bool)
    boxes, size = batch.boxes[scene], batch.scenes[scene].shape[:2]
    found = Instances.from_masks(size, boxes, np.ones(len(boxes)), masks) if len(boxes) else Instances.empty(size)
    drawn = overlay(batch.scenes[scene], found, tracks=range(1, len(found) + 1))
    rows = max(1, size[0] // (_SIDE + _GAP))
    columns = -(-len(batch.references) // rows)
    canvas = Canvas(size[1] + columns * (_SIDE + _GAP) + _GAP, max(size[0], rows * (_SIDE + _GAP)))
    canvas.picture((0, 0), enlarged(drawn, size[1], size[0]))
    for place, reference in enumerate(batch.references):
        column, row = divmod(place, rows)
        x, y = size[1] + _GAP + column * (_SIDE + _GAP), row * (_SIDE + _GAP)
        canvas.picture((x, y), enlarged(reference, _SIDE, _SIDE))
        if (batch.same[scene][place // batch.shots] > 0).any():
            canvas.outline((x + 2, y + 2, x + _SIDE - 2, y + _SIDE - 2), COLOURS[3], 3)
    return canvas.done()


def _level(shown: Picture, given: Anchors, taught: AnchorTargets, level: int, side: int = 290) -> Picture:
    scale = side / max(shown.shape[:2])
    high, wide = (max(round(length * scale), 1) for length in shown.shape[:2])
    canvas = Canvas(wide, high)
    canvas.picture((0, 0), enlarged(np.rint(0.6 * shown + 0.4 * 250).astype(np.uint8), wide, high))
    own = np.flatnonzero((given.levels == level) & (taught.of >= 0))
    for row in own.tolist():
        _box(canvas, given.boxes[row] * scale, COLOURS[int(taught.of[row]) % len(COLOURS)], 1.2)
    middle = np.array([wide, high, wide, high]) / 2
    for shape in given.shapes[level]:
        _box(canvas, shape * scale + middle, INK, 4.2)
        _box(canvas, shape * scale + middle, (255, 255, 255), 2.4)
    return canvas.done()


def _told(given: Anchors, taught: AnchorTargets, level: int) -> str:
    here = given.levels == level
    return f"stride {4 * 2**level}: {int(here.sum())} anchors, {int((taught.of[here] >= 0).sum())} are objects"


def _box(canvas: Canvas, box: npt.NDArray[np.floating], colour: tuple[int, int, int], width: float) -> None:
    x1, y1, x2, y2 = (float(side) for side in box)
    canvas.line([(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)], colour, width)


def _cut(record: Record, each: Object) -> tuple[Picture, npt.NDArray[np.bool_], str] | None:
    """What lies in an object's box, its mask there, its name; None where it cannot be read."""
    try:
        picture, mask = record.read(), each.mask(record.height, record.width)
    except SeesameError:
        return None
    x1, y1, x2, y2 = (round(value) for value in each.box)
    inside = (slice(max(y1, 0), max(y2, y1 + 1)), slice(max(x1, 0), max(x2, x1 + 1)))
    crop = picture[inside]
    return (crop, mask[inside], each.category or "object") if crop.size else None


def _extent(each: Object) -> float:
    return max(each.box[2] - each.box[0], 0.0) * max(each.box[3] - each.box[1], 0.0)


def _size(mask: npt.NDArray[np.bool_]) -> str:
    return f"{mask.shape[1]} x {mask.shape[0]}"
