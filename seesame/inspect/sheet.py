"""An answer on one sheet: both sides cell by cell, where it is, and what its score is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import InputError
from seesame.images.canvas import FAINT, INK, PAPER, RULE, Canvas, Point, fine, fitted, wrapped
from seesame.images.draw import COLOURS
from seesame.images.heat import HIGH, LOW, Panel, colours, heat
from seesame.images.waterfall import height as bars_height
from seesame.images.waterfall import waterfall
from seesame.inspect.breakdown import Box, Breakdown, Spoken
from seesame.inspect.correspondence import Correspondence
from seesame.inspect.why import Cause, Why
from seesame.inspect.words import PARTS, told
from seesame.reference import Reference

WIDTH = 1200
_MARGIN = 36
_PANEL = 316
_GAP = 92  # between reference and region, for the lines
_PAIRS = 7  # the most lines
_DISC = 9.0  # radius of their ends
_SAME = {PARTS[name] for name in ("start", "calibration")}
_FOUND, _ASKED, _BLOCKS = COLOURS[3], COLOURS[2], COLOURS[0]


def sheet(why: Why, picture: NDArray[np.uint8], references: Sequence[Reference]) -> NDArray[np.uint8]:
    """Draw an answer.

    Args:
        why: the answer.
        picture: (H, W, 3) RGB uint8, the one that was searched.
        references: those of the question, in its order.

    Returns: (h, `WIDTH`, 3) RGB uint8.

    Raises:
        InputError: the picture or the references are not those of the answer.
    """
    if picture.shape[:2] != tuple(why.instances.size):
        raise InputError(f"the answer is of a picture of size {why.instances.size}, this one has {picture.shape[:2]}")
    if why.breakdown is not None and len(references) != len(why.breakdown.references):
        count = len(why.breakdown.references)
        raise InputError(f"{len(references)} references came, the answer is of {count}; give those")
    words = told(why)
    lines = wrapped(words.text, 15, WIDTH - 2 * _MARGIN)
    top = _MARGIN + 44 + 21 * len(lines) + 20
    parts = _parts(why.breakdown)
    below = top + _PANEL + max(74, 36 + 19 * len(_boxes(why)))
    canvas = Canvas(WIDTH, below + (bars_height(len(parts)) + 34 if parts else 0) + _MARGIN - 16)
    canvas.text((_MARGIN, _MARGIN), words.headline, 26)
    for number, line in enumerate(lines):
        canvas.text((_MARGIN, _MARGIN + 44 + 21 * number), line, 15, FAINT)
    if why.breakdown is not None:
        _compared(canvas, why.breakdown, picture, references, top)
        _scene(canvas, why, picture, (_MARGIN + 2 * _PANEL + _GAP + 40, top))
        canvas.line([(_MARGIN, below - 14), (WIDTH - _MARGIN, below - 14)], RULE)
        waterfall(canvas, (_MARGIN, below + 22), WIDTH - 2 * _MARGIN, parts, why.threshold, 260, _SAME)
    else:
        shown = max(range(len(references)), key=lambda row: references[row].picture.size) if references else None
        _unseen(canvas, why, picture, None if shown is None else references[shown], top)
    return canvas.done()


def _parts(breakdown: Breakdown | None) -> list[tuple[str, float]]:
    """What the bars show: parts that say nothing in this answer are left out."""
    several = breakdown is not None and len(breakdown.references) > 1
    unwanted = breakdown is not None and breakdown.negatives
    silent = {"references": not several, "negatives": not unwanted}
    parts = () if breakdown is None else breakdown.parts
    return [(PARTS.get(part.name, part.name), part.points) for part in parts if not silent.get(part.name, False)]


def _compared(
    canvas: Canvas, breakdown: Breakdown, picture: NDArray[np.uint8], references: Sequence[Reference], top: float
) -> None:
    """The reference that counts most and the region, coloured, with lines between the cells that are most alike."""
    row = max(range(len(references)), key=lambda each: breakdown.references[each].share)
    spoken, reference = breakdown.references[row], references[row]
    found: Correspondence = spoken.correspondence
    right = _MARGIN + _PANEL + _GAP
    theirs = heat(reference.picture, reference.box, found.on_reference, fine(_PANEL), found.weights)
    ours = heat(picture, breakdown.grid, found.on_region, fine(_PANEL))
    for x, panel in ((_MARGIN, theirs), (right, ours)):
        canvas.picture((x, top), panel.pixels)
    links = [
        ((_MARGIN + start[0], top + start[1]), (right + end[0], top + end[1]))
        for start, end in _links(found, theirs, ours)
    ]
    for link in links:
        _curve(canvas, *link)
    for number, link in enumerate(links, 1):
        for point in link:
            canvas.disc(point, _DISC, INK)
            canvas.disc(point, _DISC - 1.25, PAPER)
            canvas.text(point, str(number), 11, INK, "mm")
    name = "the reference" if len(references) == 1 else f"reference {row + 1} of {len(references)}"
    _caption(canvas, (_MARGIN, top), f"{name}: {spoken.name}", "warm cells are found in the region")
    _caption(canvas, (right, top), f"the region: cosine {spoken.cosine:.2f} as a whole", _said(breakdown, spoken))
    _scale(canvas, (_MARGIN + _PANEL + (_GAP - 64) / 2, top + _PANEL + 11), 64)


def _said(breakdown: Breakdown, spoken: Spoken) -> str:
    best = spoken.correspondence.pairs
    pairs = f"best cells {best[0].cosine:.2f}" if best else "no cells are each other's best"
    share = f", counts {100 * spoken.share:.0f} %" if len(breakdown.references) > 1 else ""
    return f"match logit {spoken.logit:+.2f}{share}, {pairs}"


def _links(found: Correspondence, theirs: Panel, ours: Panel) -> list[tuple[Point, Point]]:
    """Where the best pairs lie on their panels, in pixels of the sheet; without those that would hide another."""
    links: list[tuple[Point, Point]] = []
    for pair in found.pairs:
        (x1, y1), (x2, y2) = theirs.centre(*pair.reference), ours.centre(*pair.region)
        link = ((x1 / fine(1), y1 / fine(1)), (x2 / fine(1), y2 / fine(1)))
        if all(min(math.dist(*ends) for ends in zip(link, other, strict=True)) > 2 * _DISC for other in links):
            links.append(link)
    return links[:_PAIRS]


def _curve(canvas: Canvas, start: Point, end: Point) -> None:
    """A line from the reference to the region."""
    bend = (end[0] - start[0]) * 0.45
    steps = np.linspace(0, 1, 28)[:, None]
    posts = np.array([start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end])
    rest = 1 - steps
    curve = rest**3 * posts[0] + 3 * rest**2 * steps * posts[1] + 3 * rest * steps**2 * posts[2] + steps**3 * posts[3]
    points = [(float(x), float(y)) for x, y in curve]
    canvas.line(points, INK, 2.5)
    canvas.line(points, PAPER, 1.25)


def _caption(canvas: Canvas, at: tuple[float, float], first: str, second: str, width: float = _PANEL) -> None:
    canvas.text((at[0], at[1] + _PANEL + 8), fitted(first, 14, width), 14)
    canvas.text((at[0], at[1] + _PANEL + 28), fitted(second, 13, width), 13, FAINT)


def _scale(canvas: Canvas, at: tuple[float, float], width: float) -> None:
    """What the colours mean."""
    values = np.linspace(LOW, HIGH, fine(width), dtype=np.float32)[None].repeat(fine(9), 0)
    canvas.picture(at, colours(values).astype(np.uint8))
    canvas.text((at[0], at[1] + 13), f"{LOW:g}", 11, FAINT)
    canvas.text((at[0] + width / 2, at[1] + 26), "cosine", 11, FAINT, "ma")
    canvas.text((at[0] + width, at[1] + 13), f"{HIGH:g}", 11, FAINT, "ra")


def _scene(canvas: Canvas, why: Why, picture: NDArray[np.uint8], at: tuple[float, float]) -> None:
    """The whole picture, with the boxes that play a part."""
    width = WIDTH - _MARGIN - at[0]
    _placed(canvas, picture, at, (width, _PANEL), _boxes(why))
    _legend(canvas, (at[0], at[1] + _PANEL + 8), [(name, colour) for name, _, colour, _ in _boxes(why)])


def _unseen(
    canvas: Canvas, why: Why, picture: NDArray[np.uint8], reference: Reference | None, top: float
) -> None:
    """No region speaks for it: the picture, and what is nearest to the box that was pointed at."""
    left, boxes = _MARGIN + _PANEL + 40, _boxes(why)
    if reference is not None:
        canvas.picture((_MARGIN, top), heat(reference.picture, reference.box, None, fine(_PANEL)).pixels)
        _caption(canvas, (_MARGIN, top), f"the reference: {reference.name}", "")
    width = WIDTH - _MARGIN - left
    if why.asked is None:
        _placed(canvas, picture, (left, top), (width, _PANEL), boxes)
        return
    near = _near(picture, why.asked)
    _placed(canvas, picture, (left + _PANEL + 40, top), (width - _PANEL - 40, _PANEL), boxes[:1])
    _placed(canvas, picture, (left, top), (_PANEL, _PANEL), boxes, near)
    _legend(canvas, (left, top + _PANEL + 8), [(name, colour) for name, _, colour, _ in boxes])


def _near(picture: NDArray[np.uint8], box: Box) -> Box:
    """The surroundings of a box: a square of three times its long side, inside the picture where it can be."""
    height, width = picture.shape[:2]
    side = min(max(3 * max(box[2] - box[0], box[3] - box[1]), 48.0), float(max(height, width)))
    x = min(max((box[0] + box[2] - side) / 2, 0), max(width - side, 0))
    y = min(max((box[1] + box[3] - side) / 2, 0), max(height - side, 0))
    return x, y, min(x + side, width), min(y + side, height)


def _boxes(why: Why) -> list[tuple[str, Box, tuple[int, int, int], bool]]:
    """Name, box, colour and whether it is dashed, of all that is drawn onto the scene."""
    boxes: list[tuple[str, Box, tuple[int, int, int], bool]] = []
    if why.asked is not None:
        boxes.append(("what was pointed at", why.asked, _ASKED, True))
    if why.breakdown is not None:
        boxes.append(("the region", why.breakdown.box, _FOUND if why.cause is Cause.found else COLOURS[1], False))
    elif why.looked is not None:
        for other, colour in ((why.looked.candidate, COLOURS[1]), (why.looked.region, COLOURS[4])):
            if other is not None:
                boxes.append((f"nearest {other.kind}, overlap {other.overlap:.2f}", other.box, colour, False))
    if why.by is not None:
        boxes.append((f"the {why.by.kind} that suppresses it", why.by.box, _BLOCKS, False))
    if why.cause is Cause.found and why.next_best is not None:
        boxes.append((f"the next best, score {why.next_best.score:.2f}", why.next_best.box, COLOURS[1], True))
    return boxes


def _placed(
    canvas: Canvas,
    picture: NDArray[np.uint8],
    at: tuple[float, float],
    room: tuple[float, float],
    boxes: Sequence[tuple[str, Box, tuple[int, int, int], bool]],
    part: Box | None = None,
) -> None:
    """A picture, or a part of it, as large as the room lets it be, with boxes."""
    x1, y1, x2, y2 = (round(side) for side in part or (0, 0, picture.shape[1], picture.shape[0]))
    shown = picture[y1:y2, x1:x2]
    scale = min(room[0] / shown.shape[1], room[1] / shown.shape[0])
    size = (fine(shown.shape[1] * scale), fine(shown.shape[0] * scale))
    method = cv2.INTER_AREA if size[0] < shown.shape[1] else cv2.INTER_CUBIC
    canvas.picture(at, np.asarray(cv2.resize(shown, size, interpolation=method), np.uint8))
    for _, box, colour, dashed in reversed(boxes):
        moved = [at[axis % 2] + (side - (x1, y1)[axis % 2]) * scale for axis, side in enumerate(box)]
        most = (at[0] + shown.shape[1] * scale - 1, at[1] + shown.shape[0] * scale - 1)
        left, upper, right, lower = (
            min(max(side, at[axis % 2] + 1), most[axis % 2]) for axis, side in enumerate(moved)
        )
        if right > left and lower > upper:
            canvas.outline((left, upper, right, lower), colour, 2, dashed)


def _legend(canvas: Canvas, at: tuple[float, float], entries: Sequence[tuple[str, tuple[int, int, int]]]) -> None:
    for number, (name, colour) in enumerate(entries):
        y = at[1] + 8 + 19 * number
        canvas.box((at[0], y - 5, at[0] + 10, y + 5), colour, 2)
        canvas.text((at[0] + 17, y), name, 13, FAINT, "lm")
