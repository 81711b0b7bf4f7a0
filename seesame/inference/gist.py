"""The gist of a picture: what it shows as a whole, before anything is looked for in it. Things have their places.

Source of the idea: contextual priming, Torralba 2003, doi 10.1023/A:1023052124951.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seesame.inference.engine import Floats
from seesame.weights import Weights

FILE = "gist.npy"
"""The projection (S + 1, G) of weights that know gists: a mean of the semantic map, of unit length and with a 1 after
it, times this is a gist."""
WORTH = 4.0
"""How much the log odds of a score would have to rise to say as much as a likeness of 1, see docs/training-log.md."""
STRIDE = 16
"""Frame pixels a pixel of the semantic map."""
ALIKE = 0.6
"""The cosine from which gists are taken as alike: that two pictures were taken at one place says no more, and ..."""
UNLIKE = 0.0
"""... that a reference comes from another world, such as a catalogue, says no more than nothing in common."""


def load(weights: Weights) -> Floats | None:
    """The projection of weights; None if they know no gists.

    Raises: WeightsError: the file is missing or damaged.
    """
    if FILE not in weights.card.files:
        return None
    return np.asarray(np.load(weights.file(FILE), allow_pickle=False), np.float32)


def means(semantic: Floats, size: tuple[int, int]) -> Floats:
    """What a semantic map (B, S, h / 16, w / 16) says on the average (B, S), of unit length.

    Takes: size, (height, width) of the part of the frame that is picture, frame pixels.
    """
    height, width = (max(1, round(side / STRIDE)) for side in size)
    return _unit(semantic[:, :, :height, :width].mean((2, 3)))


def gists(projection: Floats | None, semantic: Floats, size: tuple[int, int]) -> Floats:
    """Gists (B, G) of unit length of B frames, of which the (height, width) is picture; (B, 0) without a projection."""
    if projection is None:
        return np.zeros((len(semantic), 0), np.float32)
    return _unit(means(semantic, size) @ projection[:-1] + projection[-1])


def likeness(scene: Floats, references: Floats, votes: Sequence[float]) -> float:
    """How alike the gist (G,) of a scene and those (K, G) of the references are: the mean by votes, UNLIKE to ALIKE.

    Where one side has none, or gists of another kind, they are unlike.
    """
    if references.shape[1] != len(scene) or not len(scene):
        return UNLIKE
    return float(np.average(np.clip(references @ scene, UNLIKE, ALIKE), weights=votes))


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), np.float32)
