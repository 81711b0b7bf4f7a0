"""Each stage of a question as a picture, RGB uint8."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from seesame.descriptor import Floats
from seesame.images import overlay
from seesame.images.canvas import FAINT, INK, PAPER, Canvas
from seesame.images.draw import COLOURS
from seesame.images.heat import heat
from seesame.images.labels import Colour
from seesame.images.window import around, warp_box, warp_picture
from seesame.inspect.drawings import boxes
from seesame.inspect.stages import Stages
from seesame.inspect.tiles import Tile, enlarged, heated, tiles, warm, warm_colour

Picture = npt.NDArray[np.uint8]
WIDTH = 900  # of a picture with boxes
BEFORE, AFTER, TRUE = COLOURS[2], COLOURS[3], PAPER
"""Colours of boxes before and after they are refined, and of true ones (white dashes on a dark line)."""

_PALE = 0.38
_UNLIKELY = 0.3  # candidates under it are drawn thin
_CHANNELS = 5


def framed(stages: Stages) -> Picture:
    """The picture as the network gets it: resized, and zero where it is padded (shown grey)."""
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    pixels = stages.scene.frame.pixels.transpose(1, 2, 0) * deviation + mean
    return np.asarray(np.clip(np.rint(pixels * 255), 0, 255), np.uint8)


def asked(stages: Stages) -> Picture:
    """The references: each in its box, and beside it how much of each cell of the box counts."""
    row, side = [], 220
    for place, each in enumerate(stages.references):
        plain = heat(each.picture, each.box, None, 2 * side)
        counted = heat(each.picture, each.box, stages.descriptor.weights[place] * 0.8 + 0.1, 2 * side)
        name = each.name or f"reference {place + 1}"
        row += [Tile(plain.pixels, name), Tile(counted.pixels, "which of its cells count")]
    pairs = [row[start : start + 4] for start in range(0, len(row), 4)]
    return tiles(pairs, side, scale=("a cell of surroundings: counts nothing", "all thing: counts wholly"))


def activations(stages: Stages) -> Picture:
    """The levels of the pyramid and the semantic map: all their numbers as colours, then the liveliest alone."""
    seen = stages.scene.seen
    names = ["pyramid, stride 4", "pyramid, stride 8", "pyramid, stride 16", "pyramid, stride 32"]
    maps = [(name, each[0]) for name, each in zip(names, seen.pyramid, strict=False)]
    return channels([*maps, ("semantic, stride 16", seen.semantic[0])], stages)


def channels(maps: Sequence[tuple[str, Floats]], stages: Stages) -> Picture:
    """Maps (C, h, w) by their names, a row each: the three main directions as red, green and blue, then the channels
    that vary most, from their 2nd to their 98th percentile."""
    rows = []
    for name, each in maps:
        inside = _within(each, stages)
        count, high, wide = inside.shape
        row = [Tile(main_directions(inside), name, True)]
        liveliest = np.argsort(-inside.reshape(count, -1).std(1), kind="stable")[:_CHANNELS].tolist()
        row += [Tile(warm(_levelled(inside[channel])), f"no. {channel + 1} of {count}", True) for channel in liveliest]
        row[1] = row[1]._replace(caption=f"{wide} x {high} cells, {row[1].caption}")
        rows.append(row)
    heads = ("all numbers as colours", "the liveliest numbers, one by one")
    return tiles(rows, 172, heads, ("low", "high"))


def candidates(stages: Stages) -> Picture:
    """The candidates before suppression, as dots in their middles, and as boxes those that are left."""
    pale = _pale(stages.picture)
    side = WIDTH // 2
    scale = side / max(pale.shape[:2])
    wide, high = round(pale.shape[1] * scale), round(pale.shape[0] * scale)
    dots, left = Canvas(wide, high), Canvas(wide, high)
    for canvas in (dots, left):
        canvas.picture((0, 0), enlarged(pale, wide, high))
    for row in np.argsort(stages.likely, kind="stable").tolist():
        x1, y1, x2, y2 = (stages.candidates[row] * scale).tolist()
        dots.disc(((x1 + x2) / 2, (y1 + y2) / 2), 2.6, warm_colour(float(stages.likely[row])))
    kept = stages.proposed[: len(stages.regions)]
    for row in kept[np.argsort(stages.likely[kept], kind="stable")].tolist():
        value = float(stages.likely[row])
        _thin(left, stages.candidates[row] * scale, warm_colour(value), 0.6 if value < _UNLIKELY else 2.4)
    told = f"{len(stages.candidates)} candidates, a dot in the middle of each"
    row = [Tile(dots.done(), told), Tile(left.done(), f"the {len(kept)} that are left; thin: under {_UNLIKELY:g}")]
    return tiles([row], side, ("before suppression", "after it"), ("surely no object", "surely an object"))


def refined(stages: Stages, rows: Sequence[int] = (), true: npt.ArrayLike = (), most: int = 12) -> Picture:
    """Regions from near: dashed before they were refined, whole after.

    Args:
        rows: which regions; else those that score best.
        true: (M, 4) the true box of each of the rows, picture pixels, drawn black and white.
    """
    chosen = list(rows) or np.argsort(-stages.scores, kind="stable")[:most].tolist()
    truth = np.asarray(true, np.float32).reshape(-1, 4)
    cells = []
    for place, row in enumerate(chosen[:most]):
        shown = [stages.before[row], stages.regions[row], *truth[place : place + 1]]
        drawn = [(box, colour, colour != AFTER) for box, colour in zip(shown, (BEFORE, AFTER, TRUE), strict=False)]
        cells.append(Tile(near(stages.picture, drawn[::-1]), _moved(shown, float(stages.scores[row]))))
    return tiles([cells[start : start + 4] for start in range(0, len(cells), 4)], 210)


def judged(stages: Stages, worth: Floats, most: int = 14) -> Picture:
    """The regions with the highest values (R,) of `worth`, warm for high ones, with their value."""
    rows = np.argsort(-worth, kind="stable")[:most]
    captions = [f"{worth[row]:.2f}" for row in rows.tolist()]
    colours = [warm_colour(float(worth[row])) for row in rows]
    return boxes(stages.picture, stages.regions[rows][::-1], captions[::-1], colours[::-1], pale=_PALE)


def likeness(stages: Stages) -> Picture:
    """How well every place of the picture would match, were a box of the right size there."""
    return heated(stages.picture, stages.likeness, crisp=False)


def matched(stages: Stages) -> Picture:
    """The matched pyramid: how well every place would match, with boxes of the size of each level."""
    row = []
    for each in stages.matched:
        told = f"boxes of {each.side / stages.scene.frame.scale:.0f} pixels, best {each.match.max():.2f}"
        row.append(Tile(heated(stages.picture, each.match), told))
    return tiles([row[:2], row[2:]], 430, scale=("match 0: quite unlike", "match 1: alike"))


def suppressed(stages: Stages) -> Picture:
    """The regions that score enough: in colour with their score those that are told, grey those that overlap one."""
    hidden = [row for row in stages.enough.tolist() if row not in set(stages.found.tolist())]
    rows = [*hidden, *stages.found.tolist()]
    colours: list[Colour] = [FAINT] * len(hidden)
    colours += [COLOURS[place % len(COLOURS)] for place in range(len(stages.found))]
    captions = [""] * len(hidden) + [f"{stages.scores[row]:.2f}" for row in stages.found]
    return boxes(stages.picture, stages.regions[rows], captions, colours, [True] * len(hidden), _PALE)


def outlines(stages: Stages, most: int = 6) -> Picture:
    """Of the best instances the box, the probability of each cell of the mask, and the mask over the box."""
    crops: list[Tile] = []
    cells: list[Tile] = []
    masks: list[Tile] = []
    for place, row in enumerate(stages.found[:most].tolist()):
        inside = part_in(stages.regions[row], stages.picture.shape[:2])
        crop = stages.picture[inside]
        mask = stages.instances.mask(place)[inside]
        crops.append(Tile(squared(crop), f"instance {place + 1}"))
        cells.append(Tile(squared(warm(stages.outlines[place]), True), "its cells", True))
        masks.append(Tile(squared(np.where(mask[..., None], crop, 238).astype(np.uint8)), "its mask"))
    return tiles([crops, cells, masks], 134, scale=("surely not of the thing", "surely of it"))


def answer(stages: Stages) -> Picture:
    """What is told."""
    return overlay(stages.picture, stages.instances)


def near(
    picture: Picture,
    drawn: Sequence[tuple[Floats, Colour, bool]],
    lines: tuple[tuple[float, float], Floats, Colour] | None = None,
    side: int = 420,
) -> Picture:
    """What lies around boxes, pale, with the boxes.

    Args:
        drawn: each box, picture pixels, its colour, whether it is dashed; later ones lie on top.
        lines: a point, picture pixels, a box to whose sides lines are drawn from it, and their colour.
        side: twice that of the window.
    """
    every = np.array([box for box, _, _ in drawn])
    matrix = around((*every[:, :2].min(0), *every[:, 2:].max(0)), side, 0.12)
    canvas = Canvas(side // 2, side // 2)
    canvas.picture((0, 0), _pale(warp_picture(picture, matrix, side)))
    for box, colour, dashed in drawn:
        x1, y1, x2, y2 = (float(value) / 2 for value in warp_box(box, matrix))
        canvas.outline((x1, y1, x2, y2), colour, 2, dashed)
    if lines is not None:
        (across, down), box, colour = lines
        x, y, *_ = (float(value) / 2 for value in warp_box((across, down, across, down), matrix))
        x1, y1, x2, y2 = (float(value) / 2 for value in warp_box(box, matrix))
        for end in ((x1, y), (x2, y), (x, y1), (x, y2)):
            canvas.line([(x, y), end], colour, 1.6)
        canvas.disc((x, y), 6, PAPER)
        canvas.disc((x, y), 4.5, colour)
    return canvas.done()


def part_in(box: Floats, size: tuple[int, ...]) -> tuple[slice, slice]:
    """The rows and columns of a picture (H, W) under a box, at least one of each."""
    x1, y1, x2, y2 = (round(value) for value in box.tolist())
    top, left = min(max(y1, 0), size[0] - 1), min(max(x1, 0), size[1] - 1)
    return slice(top, max(y2, top + 1)), slice(left, max(x2, left + 1))


def squared(picture: Picture, crisp: bool = False, side: int = 268) -> Picture:
    """A picture stretched to a square."""
    how = cv2.INTER_NEAREST if crisp else cv2.INTER_AREA if min(picture.shape[:2]) > side else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (side, side), interpolation=how), np.uint8)


def main_directions(each: Floats) -> Picture:
    """A map (C, h, w) as RGB: its three main directions, each from its 2nd to its 98th percentile."""
    flat = each.reshape(len(each), -1).T.astype(np.float64)
    flat -= flat.mean(0)
    _, axes = np.linalg.eigh(flat.T @ flat)
    shown = flat @ axes[:, ::-1][:, :3]
    low, high = np.percentile(shown, 2, axis=0), np.percentile(shown, 98, axis=0)
    scaled = np.clip((shown - low) / np.maximum(high - low, 1e-9), 0, 1) * 255
    picture = np.zeros((*each.shape[1:], 3), np.uint8)
    picture[..., : scaled.shape[1]] = np.rint(scaled).reshape(*each.shape[1:], -1)
    return picture


def _pale(picture: Picture) -> Picture:
    return np.asarray(np.rint((1 - _PALE) * picture + _PALE * 250), np.uint8)


def _thin(canvas: Canvas, box: Floats, colour: Colour, width: float) -> None:
    x1, y1, x2, y2 = (float(side) for side in box)
    if width > 1:
        canvas.line([(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)], INK, width + 1.0)
    canvas.line([(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)], colour, width)


def _moved(shown: Sequence[Floats], score: float) -> str:
    if len(shown) < 3:
        shift = float(np.abs(shown[1] - shown[0]).max())
        return f"score {score:.2f}, a side moved {shift:.0f} pixels"
    before, after = (_overlap(each, shown[2]) for each in shown[:2])
    return f"overlap {before:.2f}, then {after:.2f}"


def _overlap(one: Floats, other: Floats) -> float:
    low, high = np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])
    shared = float(np.clip(high - low, 0, None).prod())
    return shared / max(float((one[2:] - one[:2]).prod() + (other[2:] - other[:2]).prod()) - shared, 1e-9)


def _levelled(channel: Floats) -> Floats:
    """A channel (h, w) from its 2nd to its 98th percentile as [0, 1]."""
    low, high = np.percentile(channel, 2), np.percentile(channel, 98)
    return np.asarray(np.clip((channel - low) / max(high - low, 1e-9), 0, 1), np.float32)


def _within(each: Floats, stages: Stages) -> Floats:
    """The part of a map (C, h, w) that shows the picture, without what shows padding."""
    height, width = stages.scene.frame.pixels.shape[1:]
    high, wide = stages.scene.frame.content
    rows = max(1, round(each.shape[1] * high / height))
    columns = max(1, round(each.shape[2] * wide / width))
    return each[:, :rows, :columns]
