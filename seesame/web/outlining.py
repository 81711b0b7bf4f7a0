"""What lies in a drawn box or at a point: the network's mask, corrected by strokes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seesame.errors import QuestionError
from seesame.geometry import masks as mask_geometry
from seesame.images.strokes import Stroke, corrected
from seesame.inference import Finder, Scene
from seesame.instances import Instances
from seesame.web.answering import mask_told
from seesame.web.examples import mask_of
from seesame.web.schemas import questions as wire
from seesame.web.schemas.answers import OutlineTold

_TRIED = 8  # regions under a point that are outlined, the best first
_LEAST = 3.0  # pixels a side of a box


def outlined(finder: Finder, scene: Scene, picture: NDArray[np.uint8], asked: wire.Outline) -> OutlineTold:
    """The mask of what was meant. Raises: QuestionError: there is nothing in the box or at the point."""
    if asked.point is not None:
        seen = _at_point(finder, scene, asked.point)
    else:
        assert asked.box is not None
        seen = finder.outline(scene, [_inside(asked.box, scene.size)])
    mask = seen.mask(0)
    if asked.mask is not None:
        mask = mask_of(asked.mask, scene.size, "the outline")
    strokes = [Stroke(tuple(each.points), each.width, each.belongs) for each in asked.strokes]
    mask = corrected(picture, mask, strokes)
    if not mask.any():
        raise QuestionError("nothing of the object is left; draw the box around it, or mark what belongs to it")
    crop, corner = mask_geometry.tight_crop(mask)
    x, y = int(corner[0]), int(corner[1])
    box = (x, y, x + crop.shape[1], y + crop.shape[0])
    made = Instances.from_masks(scene.size, [box], [1.0], mask[None])
    told = mask_told(made, 0, asked.masks if asked.masks != "none" else "rle")
    assert told is not None
    return OutlineTold(
        box=box, mask=told, pixels=int(crop.sum()), worth=round(float(seen.scores[0]), 4), strokes=len(strokes)
    )


def _at_point(finder: Finder, scene: Scene, point: Sequence[float]) -> Instances:
    """The best object that covers a point, as one instance."""
    x, y = point
    boxes, worth = finder.region_boxes(scene), finder.region_worth(scene)
    over = (boxes[:, 0] <= x) & (x < boxes[:, 2]) & (boxes[:, 1] <= y) & (y < boxes[:, 3])
    rows = np.flatnonzero(over)[:_TRIED]
    if len(rows):
        seen = finder.outline(scene, boxes[rows])
        for row in range(len(seen)):
            left, top = (int(value) for value in seen.corners[row])
            crop, column, line = seen.crops[row], int(x) - left, int(y) - top
            if 0 <= line < crop.shape[0] and 0 <= column < crop.shape[1] and crop[line, column]:
                return Instances(seen.size, seen.boxes[[row]], worth[rows[row : row + 1]], (crop,), seen.corners[[row]])
    raise QuestionError(f"there is no object at {x:g},{y:g} that the network sees; draw a box around it")


def _inside(box: Sequence[float], size: tuple[int, int]) -> tuple[float, ...]:
    height, width = size
    x1, y1, x2, y2 = max(box[0], 0.0), max(box[1], 0.0), min(box[2], float(width)), min(box[3], float(height))
    if x2 - x1 < _LEAST or y2 - y1 < _LEAST:
        raise QuestionError(
            f"the box {', '.join(f'{side:g}' for side in box)} has less than {_LEAST:g} pixels a side inside the "
            f"picture of {width} x {height}; draw a larger one"
        )
    return x1, y1, x2, y2
