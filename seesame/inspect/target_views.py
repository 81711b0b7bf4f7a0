"""What each stage should have said beside what it said, as pictures, where the objects of the scene are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Floats
from seesame.images.canvas import INK, Canvas
from seesame.images.draw import COLOURS
from seesame.images.labels import Colour
from seesame.inspect.drawings import MISSED, RIGHT, WRONG, boxes
from seesame.inspect.stages import Stages
from seesame.inspect.targets import HOLDS, STRIDES, Places, RegionTargets, mask_targets, owners, paired
from seesame.inspect.tiles import Tile, enlarged, heated, tiles, warm
from seesame.inspect.truth import Truth
from seesame.inspect.views import TRUE, near, part_in, squared

Picture = npt.NDArray[np.uint8]
NOTHING: Colour = (150, 153, 158)
_SIDE = 290
_MASKS = 6
_PLAIN = 5  # regions that are something else and said to be


class Said(NamedTuple):
    """What N places said: how likely an object is there (N,), and its box (N, 4), frame pixels."""

    where: Places
    likely: Floats
    boxes: Floats


def places_of(picture: Picture, scale: float, where: Places, true: Floats, side: int = _SIDE) -> list[Tile]:
    """Which places answer for which object, a tile a level: the places in the colour of their object.

    From the place that is nearest to an object's middle lines go to the sides that it is to tell.
    Takes: the picture, frame pixels a picture pixel, the places of the frame, boxes (T, 4) in frame pixels.
    """
    own = owners(where, true)
    drawn = side / max(picture.shape[:2])
    high, wide = (max(round(length * drawn), 1) for length in picture.shape[:2])
    pale = enlarged(np.asarray(np.rint(0.55 * picture + 0.45 * 250), np.uint8), wide, high)
    made = []
    for level, (answering, points) in enumerate(zip(where.levels(own), where.levels(where.points), strict=True)):
        canvas = Canvas(wide, high)
        canvas.picture((0, 0), pale)
        half = max(STRIDES[level] / scale * drawn / 2, 1.2)
        for row in np.unique(answering[answering >= 0]).tolist():
            spots = points[answering == row] / scale * drawn
            for x, y in spots.tolist():
                canvas.box((x - half, y - half, x + half, y + half), _colour(row))
            x1, y1, x2, y2 = (float(value) for value in true[row] / scale * drawn)
            middle = np.array([x1 + x2, y1 + y2]) / 2
            x, y = spots[np.abs(spots - middle).sum(1).argmin()].tolist()
            for end in ((x1, y), (x2, y), (x, y1), (x, y2)):
                canvas.line([(x, y), end], INK, 1.0)
            canvas.line([(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)], _colour(row), 1.2)
        count = int((answering >= 0).sum())
        made.append(Tile(canvas.done(), f"stride {STRIDES[level]}: {count} of {answering.size} places answer"))
    return made


def objectness(stages: Stages, said: Said, truth: Truth) -> Picture:
    """Level by level: which object each place answers for, what it should have said, what it said."""
    frame = stages.scene.frame
    true = frame.to_frame(truth.objects.boxes)
    own = owners(said.where, true)
    should = np.zeros(len(own), np.float32)
    if len(true):
        should = np.where(own >= 0, paired(said.boxes, true[np.maximum(own, 0)]), 0.0).astype(np.float32)
    rows = []
    answering = places_of(stages.picture, frame.scale, said.where, true)
    for tile, wanted, told in zip(answering, said.where.levels(should), said.where.levels(said.likely), strict=True):
        inside = _inside(wanted.shape, stages)
        shown = [heated(stages.picture, each[inside].astype(np.float32)) for each in (wanted, told)]
        most = [float(each[inside].max()) for each in (wanted, told)]
        rows.append([tile, *(Tile(each, f"{high:.2f} at the most") for each, high in zip(shown, most, strict=True))])
    heads = ("which object a place answers for", "it should have said", "it said")
    return tiles(rows, _SIDE, heads, ("0: no object", "1: an object, and its sides are right"))


def sides(stages: Stages, said: Said, truth: Truth, most: int = 16) -> Picture:
    """Objects from near, the asked ones first: the surest of the places that answer for each, and the sides it said.

    True boxes are black and white; an object that no place answers for has only that.
    """
    frame = stages.scene.frame
    true = frame.to_frame(truth.objects.boxes)
    own = owners(said.where, true)
    cells = []
    for row in np.argsort(~truth.asked, kind="stable")[:most].tolist():
        box = truth.objects.boxes[row]
        answering = np.flatnonzero(own == row)
        if not len(answering):
            cells.append(Tile(near(stages.picture, [(box, TRUE, True)]), f"{row + 1}: no place answers"))
            continue
        best = int(answering[said.likely[answering].argmax()])
        told = frame.to_picture(said.boxes[best : best + 1])[0]
        x, y = (said.where.points[best] / frame.scale).tolist()
        drawn = near(stages.picture, [(box, TRUE, True), (told, _colour(row), False)], ((x, y), told, _colour(row)))
        overlap = float(paired(said.boxes[best : best + 1], true[row : row + 1])[0])
        cells.append(Tile(drawn, f"{row + 1}: said {said.likely[best]:.2f}, overlap {overlap:.2f}"))
    return tiles([cells[start : start + 4] for start in range(0, len(cells), 4)], 210)


def matches(stages: Stages, wanted: RegionTargets, most: int = 14) -> Picture:
    """The regions that hold asked objects (of each the best score) and those said to match: said, and should have been.

    Green: an asked object, and the match is a half or more. Blue: one, but the match is less. Red: the match is a half
    or more, but it is something else. Grey: it is something else, and the match says so.
    """
    rows = _of_note(stages, wanted, most)
    captions, colours = [], []
    for row in rows:
        meant, told = wanted.match[row], float(stages.match[row])
        colours.append(verdict(meant, told))
        captions.append(f"{told:.2f}" if colours[-1] == NOTHING else f"{told:.2f}, should be {meant:.0f}")
    return boxes(stages.picture, stages.regions[rows][::-1], captions[::-1], colours[::-1], pale=0.38)


def verdict(meant: float, told: float) -> Colour:
    """The colour of a match that should have been 1, 0 or nothing (NaN)."""
    if np.isnan(meant):
        return NOTHING
    return (RIGHT if told >= 0.5 else MISSED) if meant == 1 else (WRONG if told >= 0.5 else NOTHING)


def holding(stages: Stages, wanted: RegionTargets) -> dict[int, int]:
    """For each object that a region holds, the region that does and scores best: object to region."""
    best: dict[int, int] = {}
    for row in np.flatnonzero(wanted.after >= HOLDS).tolist():
        of = int(wanted.of[row])
        if of not in best or stages.scores[row] > stages.scores[best[of]]:
            best[of] = row
    return dict(sorted(best.items()))


def masks(stages: Stages, truth: Truth, held: dict[int, int], cells: Floats) -> Picture:
    """Masks of regions that hold asked objects: box, cells as they should be, as they were said, and the difference.

    Takes: held, object to region; cells (M, side, side), what was said of them, in that order.
    """
    chosen = list(held.items())[:_MASKS]
    should = mask_targets(
        truth.objects, [of for of, _ in chosen], stages.regions[[row for _, row in chosen]], cells.shape[-1]
    )
    rows: list[list[Tile]] = [[], [], [], []]
    for place, (_, row) in enumerate(chosen):
        crop = stages.picture[part_in(stages.regions[row], stages.picture.shape[:2])]
        told = cells[place] >= 0.5
        either = int((told | should[place]).sum())
        alike = int((told & should[place]).sum()) / either if either else 1.0
        rows[0].append(Tile(squared(crop), f"score {stages.scores[row]:.2f}"))
        rows[1].append(Tile(squared(warm(should[place].astype(np.float32)), True), "should be", True))
        rows[2].append(Tile(squared(warm(cells[place]), True), "was said", True))
        rows[3].append(Tile(squared(_compared(told, should[place]), True), f"overlap {alike:.2f}", True))
    return tiles(rows, 134, scale=("not of the thing", "of it"))


def _compared(told: npt.NDArray[np.bool_], should: npt.NDArray[np.bool_]) -> Picture:
    """Cells that are right green, too many red, missing blue."""
    shown = np.full((*told.shape, 3), 238, np.uint8)
    shown[told & should], shown[told & ~should], shown[~told & should] = RIGHT, WRONG, MISSED
    return shown


def _of_note(stages: Stages, wanted: RegionTargets, most: int) -> list[int]:
    """Regions to show: for each asked object the one that holds it, then those said to match."""
    rows = [row for row in holding(stages, wanted).values() if wanted.match[row] == 1]
    seen = {int(wanted.of[row]) for row in rows}
    for row in np.argsort(-stages.match, kind="stable").tolist():
        again = wanted.match[row] == 1 and int(wanted.of[row]) in seen
        if row not in rows and not again and len(rows) < most:
            rows.append(row)
    plain = [row for row in rows if verdict(wanted.match[row], float(stages.match[row])) == NOTHING]
    rest = [row for row in rows if row not in plain]
    return [*sorted(rest, key=lambda row: -float(stages.match[row])), *plain[:_PLAIN]]


def _inside(shape: Sequence[int], stages: Stages) -> tuple[slice, slice]:
    """The part of a level that lies over the picture, not over the padding."""
    content, frame = stages.scene.frame.content, stages.scene.frame.pixels.shape[1:]
    rows, columns = (max(1, round(shape[axis] * content[axis] / frame[axis])) for axis in (0, 1))
    return slice(rows), slice(columns)


def _colour(row: int) -> Colour:
    return COLOURS[row % len(COLOURS)]
