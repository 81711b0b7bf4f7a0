"""Draw what was found onto its picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import InputError
from seesame.images import labels
from seesame.images.labels import Colour, Place
from seesame.images.paint import blend, depth_of, under
from seesame.instances import Instances
from seesame.reference import Reference

# Neighbours in the list are far apart in hue; all are bright enough for a dark picture, deep enough for a light one.
COLOURS: tuple[Colour, ...] = (
    *((255, 71, 87), (30, 161, 255), (255, 191, 0), (46, 204, 113), (190, 92, 255), (255, 127, 39)),
    *((0, 206, 201), (255, 92, 190), (154, 205, 50), (108, 120, 255), (230, 126, 104), (38, 166, 154)),
)
_FILL = 0.38
_INSET = 0.24  # of the picture's sides
_PALE: Colour = (255, 255, 255)
_DARK: Colour = (24, 26, 32)


def overlay(
    picture: NDArray[np.uint8],
    instances: Instances,
    reference: Reference | None = None,
    max_instances: int | None = None,
    tracks: Sequence[int] | None = None,
    names: Sequence[str] | None = None,
    scores: bool = True,
) -> NDArray[np.uint8]:
    """The picture with its instances filled, outlined and captioned with their scores.

    Args:
        picture: (H, W, 3) RGB uint8, the one that the instances were found in.
        instances: row i has the i-th colour; the better of two overlapping ones lies on top.
        reference: shown small in the emptiest corner.
        max_instances: draw only so many, the best.
        tracks: for a still of a video, the number of each row's track: it gives the colour and is the caption, and
            nothing is said where nothing is found.
        names: what each row is, said before its score.
        scores: whether they are said; those of true objects say nothing.

    Returns: (H, W, 3) RGB uint8, a new array.

    Raises:
        InputError: the instances are of a picture of another size.
    """
    check_size(picture, instances)
    canvas = np.array(picture, order="C")
    best = np.argsort(-instances.scores, kind="stable")[:max_instances].tolist()
    stroke = max(picture.shape[:2]) / 400 + 0.75
    colours = {row: COLOURS[(row if tracks is None else tracks[row] - 1) % len(COLOURS)] for row in best}
    for row in reversed(best):
        _draw_mask(canvas, instances.crops[row], instances.corners[row], colours[row], stroke)
    taken = [] if reference is None else [_draw_inset(canvas, reference, instances, best)]
    if tracks is not None:
        # In the order of the numbers, so that captions keep their places while scores change.
        captions = {row: f"#{tracks[row]}" for row in sorted(best, key=lambda row: tracks[row])}
        _draw_captions(canvas, instances, captions, colours, taken)
    elif best:
        said = list(names or [""] * len(instances))
        scored = [f"{score:.2f}" if scores else "" for score in instances.scores]
        captions = {row: f"{said[row]} {scored[row]}".strip() for row in best if said[row] or scores}
        _draw_captions(canvas, instances, captions, colours, taken)
    else:
        _draw_absence(canvas, taken)
    return canvas


def check_size(picture: NDArray[np.uint8], instances: Instances) -> None:
    """Raises: InputError: the instances are of a picture of another size."""
    if picture.shape[:2] != tuple(instances.size):
        raise InputError(
            f"the instances are of a picture of size {instances.size}, this one has {picture.shape[:2]}; "
            "draw on the picture that was searched"
        )


def _draw_mask(
    canvas: NDArray[np.uint8], crop: NDArray[np.bool_], corner: NDArray[np.int32], colour: Colour, stroke: float
) -> None:
    """Fill and outline one mask; both are cut from a smoothed distance to its edge, hence without stairs."""
    if not crop.any():
        return
    margin = int(stroke) + 3
    x, y = int(corner[0]) - margin, int(corner[1]) - margin
    depth = depth_of(np.pad(crop, margin), softness=stroke / 2)
    below, inner = under(canvas, x, y, depth.shape)
    depth = depth[inner]
    blend(below, colour, np.clip(depth + 0.5, 0, 1) * _FILL)
    blend(below, _DARK, np.clip(stroke / 2 + 1.25 - np.abs(depth), 0, 1) * 0.35)
    blend(below, colour, np.clip(stroke / 2 + 0.5 - np.abs(depth), 0, 1))


def _draw_captions(
    canvas: NDArray[np.uint8],
    instances: Instances,
    captions: Mapping[int, str],
    colours: Mapping[int, Colour],
    taken: list[Place],
) -> None:
    """Caption rows in their order, each where no caption is yet."""
    for row, text in captions.items():
        label = labels.pill(text, colours[row], labels.font_size(canvas.shape))
        x, y = labels.spot(label.share.shape, instances.boxes[row], canvas.shape, taken)
        _stamp(canvas, label, x, y)
        taken.append((x, y, x + label.share.shape[1], y + label.share.shape[0]))


def _draw_absence(canvas: NDArray[np.uint8], taken: list[Place]) -> None:
    label = labels.pill("not here", _DARK, round(labels.font_size(canvas.shape) * 1.6))
    height, width = label.share.shape
    x, y = (canvas.shape[1] - width) // 2, canvas.shape[0] - round(height * 1.6)
    if any(labels.overlap((x, y, x + width, y + height), place) for place in taken):
        y = round(height * 0.6)
    _stamp(canvas, label, x, y)


def _stamp(canvas: NDArray[np.uint8], label: labels.Label, x: int, y: int) -> None:
    below, inner = under(canvas, x, y, label.share.shape)
    blend(below, label.colours[inner], label.share[inner])


def _draw_inset(canvas: NDArray[np.uint8], reference: Reference, instances: Instances, rows: list[int]) -> Place:
    """The reference in a white frame, in the corner where it hides least. Returns: its place."""
    small = thumbnail(reference, round(min(max(canvas.shape[:2]) * _INSET, min(canvas.shape[:2]) * 0.4)))
    line = max(2, round(max(canvas.shape[:2]) / 300))
    frame = np.full((small.shape[0] + 2 * line, small.shape[1] + 2 * line, 3), _PALE, dtype=np.uint8)
    frame[line:-line, line:-line] = small
    height, width = frame.shape[:2]
    margin = 3 * line
    x, y = _emptiest_corner((height, width), margin, instances, rows)
    shadow = np.pad(labels.rounded(height, width, 2 * line), margin)
    shadow = np.asarray(cv2.GaussianBlur(shadow, (0, 0), float(line)), dtype=np.float32)
    below, inner = under(canvas, x - margin, y - margin + line // 2, shadow.shape)
    blend(below, _DARK, shadow[inner] * 0.6)
    below, inner = under(canvas, x, y, frame.shape)
    blend(below, frame[inner], labels.rounded(height, width, 2 * line)[inner])
    return x, y, x + width, y + height


def _emptiest_corner(size: tuple[int, int], margin: int, instances: Instances, rows: list[int]) -> tuple[int, int]:
    """Where a card of (height, width) hides the fewest pixels of these rows. Returns: x, y of its upper left corner."""
    right, bottom = instances.size[1] - size[1] - margin, instances.size[0] - size[0] - margin
    corners = [(x, y) for y in (bottom, margin) for x in (right, margin)]
    places = [(x, y, x + size[1], y + size[0]) for x, y in corners]
    hidden = [sum(_hidden(instances, row, place) for row in rows) for place in places]
    return corners[int(np.argmin(hidden))]


def _hidden(instances: Instances, row: int, place: Place) -> int:
    """How many pixels of an instance a place would hide."""
    x, y = (int(value) for value in instances.corners[row])
    left, top, right, bottom = place
    part = instances.crops[row][max(top - y, 0) : max(bottom - y, 0), max(left - x, 0) : max(right - x, 0)]
    return int(np.count_nonzero(part))


def thumbnail(reference: Reference, long_side: int) -> NDArray[np.uint8]:
    """The reference's region with its surroundings, its box drawn. Returns: (h, w, 3) RGB uint8."""
    crop = reference.crop(context=0.4)
    scale = long_side / max(crop.picture.shape[:2])
    size = (max(round(crop.picture.shape[1] * scale), 1), max(round(crop.picture.shape[0] * scale), 1))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.array(cv2.resize(crop.picture, size, interpolation=method), dtype=np.uint8)
    line = max(1.5, long_side / 60)
    rows, columns = np.mgrid[: small.shape[0], : small.shape[1]] + 0.5
    x1, y1, x2, y2 = (value * scale for value in crop.box)
    inset = line / 2  # keeps the line of a box over the whole picture inside
    sides = np.stack([columns - x1 - inset, rows - y1 - inset, x2 - inset - columns, y2 - inset - rows])
    depth = sides.min(axis=0)
    blend(small, _DARK, np.clip(-depth, 0, 1) * 0.35)
    blend(small, _DARK, np.clip(line / 2 + 1.25 - np.abs(depth), 0, 1) * 0.4)
    blend(small, COLOURS[0], np.clip(line / 2 + 0.5 - np.abs(depth), 0, 1))
    return small
