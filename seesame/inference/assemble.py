"""From what the stages say to instances: everything outside the graphs, once, for both engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Lesson
from seesame.geometry import boxes as box_geometry
from seesame.geometry import masks
from seesame.inference.engine import Floats, Seen
from seesame.instances import Instances
from seesame.weights import Calibration, Sizes

UNWANTED = 0.5
"""What a negative counts; more costs finds that are right, see docs/training-log.md."""


def candidates(seen: Seen, sizes: Sizes) -> Floats:
    """The boxes (R, 4) of a batch of one that are worth a closer look, overlapping ones suppressed."""
    chosen = seen.boxes[0][proposed(seen, sizes)[: sizes.regions]]
    return np.concatenate([chosen[:, :2], np.maximum(chosen[:, 2:], chosen[:, :2] + 1)], 1).astype(np.float32)


def proposed(seen: Seen, sizes: Sizes) -> npt.NDArray[np.int64]:
    """Rows (M,) of a batch of one that no better candidate suppresses, best first; the first `regions` are used."""
    return box_geometry.nms(seen.boxes[0], seen.logits[0], sizes.proposal_overlap)


def fuse(logits: Floats, votes: Sequence[float]) -> Floats:
    """Match logits (R, K) against K references as those (R,) of the question: the logarithm of their mean odds.

    One reference that is alike is enough, as long as the others are not all unlike.
    Takes: votes, K numbers, some above 0: how much each reference counts in the mean.
    """
    shares = np.asarray(votes, np.float64) / np.sum(votes)
    counted = logits[:, shares > 0]
    most = counted.max(1, keepdims=True)
    return np.asarray(np.log(np.exp(counted - most) @ shares[shares > 0]) + most[:, 0], np.float32)


def without(logits: Floats, negatives: Floats) -> Floats:
    """Match logits (R,) less what the negatives explain better: half of by how much the nearest is nearer.

    Takes: negatives (R, N), logits against each negative. A region that is nearer to the references stays as it is.
    """
    return np.asarray(logits - UNWANTED * np.maximum(negatives.max(1) - logits, 0.0))


def scores(logits: Floats, quality: Floats, calibration: Calibration) -> Floats:
    """How probable it is that each region is one whole object of the asked kind.

    Takes: match logits (R,), quality logits (R,). Returns: (R,) in [0, 1].
    """
    return sigmoid(calibrated(logits, quality, calibration)).astype(np.float32)


def calibrated(logits: Floats, quality: Floats, calibration: Calibration) -> npt.NDArray[np.float64]:
    """The log-odds (R,) of what `scores` tells."""
    joint = np.clip(sigmoid(logits) * sigmoid(quality), 1e-7, 1 - 1e-7).astype(np.float64)
    return np.asarray(calibration.slope * np.log(joint / (1 - joint)) + calibration.offset)


def odds(scores: Floats) -> Floats:
    """The logarithm of the odds (R,) of scores (R,), finite also for 0 and 1."""
    clipped = np.clip(scores.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.asarray(np.log(clipped / (1 - clipped)), np.float32)


def heed(scores: Floats, lesson: Lesson, vectors: Floats, quality: Floats) -> Floats:
    """Scores (R,) with what was taught about regions like these: vectors (R, D), quality logits (R,)."""
    return np.asarray(sigmoid(odds(scores) + lesson(vectors, quality)), np.float32)


def choose(
    boxes: Floats, scores: Floats, threshold: float, overlap: float, top: int
) -> npt.NDArray[np.int64]:
    """Rows, best first, of at least `threshold`, without those that overlap a better one, `top` at the most."""
    enough = np.flatnonzero(scores >= threshold)
    return enough[box_geometry.nms(boxes[enough], scores[enough], overlap)[:top]]


def instances(boxes: Floats, scores: Floats, outlines: Floats, size: tuple[int, int]) -> Instances:
    """Instances from boxes (R, 4) in picture pixels, scores (R,) and mask probabilities (R, side, side).

    Boxes are clipped to the picture; those that lie wholly outside, in the padding of a frame, are left out.
    """
    height, width = size
    clipped = box_geometry.clip(boxes, height, width)
    inside = np.flatnonzero(box_geometry.area(clipped) > 0)
    pasted = [masks.paste(outlines[row], boxes[row], height, width) for row in inside]
    corners = np.array([corner for _, corner in pasted], np.int32).reshape(-1, 2)
    return Instances(size, clipped[inside], scores[inside], tuple(crop for crop, _ in pasted), corners)


def sigmoid(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The logistic function, safe for any finite x."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))
