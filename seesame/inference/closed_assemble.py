"""From what the stages of Mask R-CNN say to boxes: everything outside the graphs, once, for all engines.

Source: arXiv 1506.01497, 1703.06870; the anchors and their order are torchvision's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from seesame.geometry import boxes as box_geometry
from seesame.inference.engine import Floats
from seesame.weights.card import ClosedSizes

_MOST = float(np.log(1000 / 16))
"""The largest change of a side, as a logarithm."""

_REGION = (10.0, 10.0, 5.0, 5.0)
"""What deltas of regions are divided by; those of anchors are not."""

_LEAST = 0.01
"""Frame pixels that a side must have."""


class Judged(NamedTuple):
    """Best first: boxes (R, 4) frame pixels, scores (R,), categories (R,) int64 from 1."""

    boxes: Floats
    scores: Floats
    categories: npt.NDArray[np.int64]


def grids(height: int, width: int) -> list[tuple[int, int]]:
    """(rows, columns) of the five levels of a frame whose sides are multiples of 32."""
    four = [(height // stride, width // stride) for stride in (4, 8, 16, 32)]
    return [*four, (-(-four[-1][0] // 2), -(-four[-1][1] // 2))]


def anchors(height: int, width: int, sizes: ClosedSizes) -> list[Floats]:
    """The anchors (A, 4) of each level in the order of row, column, ratio, frame pixels."""
    levels = []
    ratios = np.sqrt(np.array(sizes.anchor_ratios, np.float32))
    for (rows, columns), scale in zip(grids(height, width), sizes.anchor_scales, strict=True):
        sides = np.stack([-scale / ratios, -scale * ratios, scale / ratios, scale * ratios], 1) / 2
        ys = np.arange(rows, dtype=np.float32) * (height // rows)
        xs = np.arange(columns, dtype=np.float32) * (width // columns)
        grid_y, grid_x = np.meshgrid(ys, xs, indexing="ij")
        centres = np.stack([grid_x, grid_y, grid_x, grid_y], -1).reshape(-1, 1, 4)
        levels.append((centres + np.rint(sides)).reshape(-1, 4).astype(np.float32))
    return levels


def moved(boxes: Floats, deltas: Floats, divisors: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)) -> Floats:
    """Boxes (..., 4) moved by deltas (..., 4): centre by shares of the size, size by a logarithm."""
    size = boxes[..., 2:] - boxes[..., :2]
    by = deltas / np.array(divisors, np.float32)
    centre = (boxes[..., 2:] + boxes[..., :2]) / 2 + by[..., :2] * size
    half = size * np.exp(np.minimum(by[..., 2:], _MOST)) / 2
    return np.concatenate([centre - half, centre + half], -1).astype(np.float32)


def proposals(
    logits: Floats, deltas: Floats, frame: tuple[int, int], content: tuple[int, int], sizes: ClosedSizes
) -> Floats:
    """The boxes (R, 4) of a frame that are worth a closer look, overlapping ones of a level suppressed.

    Takes: logits (A,), deltas (A, 4); (height, width) of the frame and of the part that is picture.
    """
    boxes, scores, start = [], [], 0
    for level in anchors(*frame, sizes):
        own = slice(start, start + len(level))
        first = start + np.argsort(-logits[own], kind="stable")[: sizes.proposals]
        at = box_geometry.clip(moved(level[first - start], deltas[first]), *content)
        large = np.flatnonzero((at[:, 2:] - at[:, :2] >= _LEAST).all(1))
        kept = large[box_geometry.nms(at[large], logits[first[large]], sizes.proposal_overlap)]
        boxes.append(at[kept])
        scores.append(logits[first[kept]])
        start = own.stop
    best = np.argsort(-np.concatenate(scores), kind="stable")[: sizes.proposals]
    return np.concatenate(boxes)[best]


def judged(
    boxes: Floats, logits: Floats, deltas: Floats, content: tuple[int, int], threshold: float, sizes: ClosedSizes
) -> Judged:
    """What regions hold, overlapping ones of a category suppressed.

    Takes: boxes (R, 4), logits (R, N) of background and categories, deltas (R, N, 4).
    """
    odds = np.exp(logits - logits.max(1, keepdims=True))
    scores = (odds / odds.sum(1, keepdims=True)).astype(np.float32)
    rows, columns = np.nonzero(scores[:, 1:] >= max(threshold, sizes.least_score))
    categories = columns + 1
    at = box_geometry.clip(moved(boxes[rows], deltas[rows, categories], _REGION), *content)
    found, large = scores[rows, categories], (at[:, 2:] - at[:, :2] >= _LEAST).all(1)
    kept = [np.zeros(0, np.int64)]
    for category in np.unique(categories[large]):
        own = np.flatnonzero(large & (categories == category))
        kept.append(own[box_geometry.nms(at[own], found[own], sizes.instance_overlap)])
    chosen = np.concatenate(kept)
    best = chosen[np.argsort(-found[chosen], kind="stable")[: sizes.instances]]
    return Judged(at[best], found[best], categories[best].astype(np.int64))
