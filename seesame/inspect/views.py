"""Each stage of a question as a picture, RGB uint8."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from seesame.descriptor import Floats
from seesame.images import overlay
from seesame.images.canvas import FAINT, INK, PAPER, Canvas, fine
from seesame.images.draw import COLOURS
from seesame.images.heat import HIGH, LOW, colours
from seesame.inspect.stages import Stages

Picture = npt.NDArray[np.uint8]
WIDTH = 900  # of a picture with boxes
_GAP = 14


def framed(stages: Stages) -> Picture:
    """The picture as the network gets it: resized, and zero where it is padded (shown grey)."""
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    pixels = stages.scene.frame.pixels.transpose(1, 2, 0) * deviation + mean
    return np.asarray(np.clip(np.rint(pixels * 255), 0, 255), np.uint8)


def asked(stages: Stages) -> Picture:
    """The references, each in its box, with the cells that count."""
    side, many = 200, len(stages.references)
    canvas = Canvas(many * side + (many + 1) * _GAP, side + 2 * _GAP)
    for place, each in enumerate(stages.references):
        x1, y1, x2, y2 = (round(value) for value in each.box)
        crop = each.picture[max(y1, 0) : max(y2, 1), max(x1, 0) : max(x2, 1)]
        scale = fine(side) / max(crop.shape[:2])
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        shown = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=how)
        canvas.picture((_GAP + place * (side + _GAP), _GAP), np.asarray(shown, np.uint8))
    return canvas.done()


def activations(stages: Stages) -> Picture:
    """The maps of the network, finest first: their three main directions as red, green and blue."""
    seen = stages.scene.seen
    maps = [*seen.pyramid, seen.semantic]
    names = ["stride 4", "stride 8", "stride 16", "stride 32", "semantic, stride 16"]
    height, width = stages.picture.shape[:2]
    wide = 280
    high = round(wide * height / width)
    canvas = Canvas(3 * wide + 4 * _GAP, 2 * (high + 26) + 3 * _GAP)
    for place, (name, each) in enumerate(zip(names, maps, strict=True)):
        row, column = divmod(place, 3)
        at = (_GAP + column * (wide + _GAP), _GAP + row * (high + 26 + _GAP))
        inside = _within(each[0], stages)
        shown = cv2.resize(_main_directions(inside), (fine(wide), fine(high)), interpolation=cv2.INTER_NEAREST)
        canvas.picture(at, np.asarray(shown, np.uint8))
        size = f"{inside.shape[1]} x {inside.shape[2]} cells, {inside.shape[0]} numbers each"
        canvas.text((at[0], at[1] + high + 6), f"{name}: {size}", 13, FAINT)
    return canvas.done()


def candidates(stages: Stages) -> Picture:
    """All candidates, and in colour those that none better suppressed; the likelier the warmer."""
    canvas, scale = _paper(stages.picture)
    for box in stages.candidates:
        _thin(canvas, box * scale, FAINT)
    kept = stages.proposed[: len(stages.regions)]
    for row in kept[::-1]:
        _thin(canvas, stages.candidates[row] * scale, _warm(float(stages.likely[row])), 1.6)
    return canvas.done()


def refined(stages: Stages, most: int = 24) -> Picture:
    """The regions that score best: dashed before they were refined, whole after."""
    canvas, scale = _paper(stages.picture)
    for place, row in enumerate(np.argsort(-stages.scores, kind="stable")[:most].tolist()):
        colour = COLOURS[place % len(COLOURS)]
        x1, y1, x2, y2 = (float(side) for side in stages.before[row] * scale)
        for start, end in (((x1, y1), (x2, y1)), ((x2, y1), (x2, y2)), ((x2, y2), (x1, y2)), ((x1, y2), (x1, y1))):
            canvas.dashes(start, end, colour, 1.2)
        _thin(canvas, stages.regions[row] * scale, colour, 1.8)
    return canvas.done()


def judged(stages: Stages, worth: Floats, most: int = 40) -> Picture:
    """The regions with the highest values (R,) of `worth`, warm for high ones, with the value."""
    canvas, scale = _paper(stages.picture)
    for row in np.argsort(-worth, kind="stable")[:most][::-1].tolist():
        box, value = stages.regions[row] * scale, float(worth[row])
        _thin(canvas, box, _warm(value), 1.8)
    for row in np.argsort(-worth, kind="stable")[:8][::-1].tolist():
        box, value = stages.regions[row] * scale, float(worth[row])
        x, y = max(float(box[0]), 2.0), max(float(box[1]), 2.0)
        canvas.box((x, y, x + 34, y + 17), _warm(value), 3)
        canvas.text((x + 17, y + 9), f"{value:.2f}", 12, INK if value > 0.5 else PAPER, "mm")
    return canvas.done()


def likeness(stages: Stages) -> Picture:
    """How well every place of the picture would match, were a box of the right size there."""
    height, width = stages.picture.shape[:2]
    heat = cv2.resize(stages.likeness, (width, height), interpolation=cv2.INTER_CUBIC)
    grey = cv2.cvtColor(stages.picture, cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None]
    painted = colours(np.clip(heat, 0, 1)) * np.clip(0.45 + grey / 255, 0, 1.2)
    return np.asarray(np.clip(0.3 * stages.picture + 0.7 * painted, 0, 255), np.uint8)


def suppressed(stages: Stages) -> Picture:
    """The regions that score enough: in colour those that are told, pale those that overlap a better one."""
    canvas, scale = _paper(stages.picture)
    for row in stages.enough.tolist():
        _thin(canvas, stages.regions[row] * scale, FAINT, 1.2)
    for place, row in enumerate(stages.found.tolist()):
        _thin(canvas, stages.regions[row] * scale, COLOURS[place % len(COLOURS)], 2.4)
    return canvas.done()


def outlines(stages: Stages, most: int = 6) -> Picture:
    """Of the best instances the box, the probability of each cell of the mask, and the mask over the box."""
    rows = stages.found[:most].tolist()
    side = 130
    canvas = Canvas(max(len(rows), 1) * (side + _GAP) + _GAP, 3 * (side + _GAP) + _GAP)
    for place, row in enumerate(rows):
        x1, y1, x2, y2 = (round(value) for value in stages.regions[row].tolist())
        inside = (slice(max(y1, 0), max(y2, y1 + 1)), slice(max(x1, 0), max(x2, x1 + 1)))
        crop = stages.picture[inside]
        if crop.size == 0:
            continue
        mask = stages.instances.mask(place)[inside]
        cut = np.where(mask[..., None], crop, 235).astype(np.uint8)
        shown = colours(stages.outlines[place] * (HIGH - LOW) + LOW).astype(np.uint8)
        for line, (each, how) in enumerate(((crop, cv2.INTER_AREA), (shown, cv2.INTER_NEAREST), (cut, cv2.INTER_AREA))):
            square = cv2.resize(each, (fine(side), fine(side)), interpolation=how)
            canvas.picture((_GAP + place * (side + _GAP), _GAP + line * (side + _GAP)), np.asarray(square, np.uint8))
    return canvas.done()


def answer(stages: Stages) -> Picture:
    """What is told."""
    return overlay(stages.picture, stages.instances)


def _paper(picture: Picture) -> tuple[Canvas, float]:
    """The picture, pale, on a sheet `WIDTH` wide; and how many pixels of the sheet one of the picture is."""
    height, width = picture.shape[:2]
    scale = WIDTH / width
    canvas = Canvas(WIDTH, max(round(height * scale), 1))
    large = cv2.resize(picture, (fine(WIDTH), fine(max(round(height * scale), 1))), interpolation=cv2.INTER_AREA)
    canvas.picture((0, 0), np.asarray(np.rint(0.62 * large + 0.38 * 250), np.uint8))
    return canvas, scale


def _thin(canvas: Canvas, box: Floats, colour: tuple[int, int, int], width: float = 0.8) -> None:
    x1, y1, x2, y2 = (float(side) for side in box)
    canvas.line([(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)], colour, width)


def _warm(value: float) -> tuple[int, int, int]:
    red, green, blue = colours(np.array([value * (HIGH - LOW) + LOW], np.float32))[0].tolist()
    return int(red), int(green), int(blue)


def _within(each: Floats, stages: Stages) -> Floats:
    """The part of a map (C, h, w) that shows the picture, without what shows padding."""
    height, width = stages.scene.frame.pixels.shape[1:]
    high, wide = (side * stages.scene.frame.scale for side in stages.picture.shape[:2])
    rows = max(1, round(each.shape[1] * high / height))
    columns = max(1, round(each.shape[2] * wide / width))
    return each[:, :rows, :columns]


def _main_directions(each: Floats) -> Picture:
    """A map (C, h, w) as RGB: its three main directions, each from its 2nd to its 98th percentile."""
    flat = each.reshape(len(each), -1).T.astype(np.float64)
    flat -= flat.mean(0)
    _, _, axes = np.linalg.svd(flat[:: max(1, len(flat) // 4000)], full_matrices=False)
    shown = flat @ axes[:3].T
    low, high = np.percentile(shown, 2, axis=0), np.percentile(shown, 98, axis=0)
    scaled = np.clip((shown - low) / np.maximum(high - low, 1e-9), 0, 1) * 255
    picture = np.zeros((*each.shape[1:], 3), np.uint8)
    picture[..., : scaled.shape[1]] = np.rint(scaled).reshape(*each.shape[1:], -1)
    return picture
