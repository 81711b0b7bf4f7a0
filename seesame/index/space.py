"""The space in which regions and questions meet: the nearest region is the one that the network would score highest.

A region scores `sigmoid(match) * sigmoid(quality)`, and match is nearly linear in the cosine of two vectors. So the
logarithm of a score is nearly `slope * cosine + log sigmoid(quality)`: an inner product with the quality as one more
dimension. A second dimension makes all regions equally long, by which the largest inner product is the nearest cosine.
Source: Bachrach et al., Speeding up the Xbox recommender system, RecSys 2014, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seesame.descriptor import Descriptor
from seesame.inference import assemble
from seesame.inference.engine import Floats, Regions
from seesame.inference.finder import Finder
from seesame.weights import Calibration

EXTRA = 8
"""Dimensions beside the network's own: two are used, eight keep the length a multiple of eight."""

_ASKING, _PAIRS = 48, 200_000


@dataclass(frozen=True)
class Space:
    """How a cosine predicts a match: `logit = slope * cosine + offset`.

    Attributes:
        correlation: of that prediction with the match logits it was fitted to.
    """

    slope: float
    offset: float
    correlation: float

    def place(self, vectors: Floats, quality: Floats) -> npt.NDArray[np.float16]:
        """Regions (R, D) of quality logits (R,) as points (R, D + EXTRA), all of one length."""
        poor = np.clip(-np.log(assemble.sigmoid(quality)) / self.slope, 0.0, 1.0)
        points = np.zeros((len(vectors), vectors.shape[1] + EXTRA), np.float16)
        points[:, :-EXTRA] = vectors
        points[:, -EXTRA] = -poor
        points[:, 1 - EXTRA] = np.sqrt(1.0 - poor * poor)
        return points

    @staticmethod
    def ask(vectors: Floats) -> Floats:
        """References (K, D) as what to look for (K, D + EXTRA)."""
        points = np.zeros((len(vectors), vectors.shape[1] + EXTRA), np.float32)
        points[:, :-EXTRA] = vectors
        points[:, -EXTRA] = 1.0
        return points

    def scores(self, vectors: Floats, quality: Floats, descriptor: Descriptor, calibration: Calibration) -> Floats:
        """What a Finder would say of regions (R, D), estimated from vectors alone. Returns: (R,) in [0, 1]."""
        logits = assemble.fuse(self._logits(vectors, descriptor), descriptor.votes)
        if descriptor.negatives is not None:
            logits = assemble.without(logits, self._logits(vectors, descriptor.negatives))
        scores = assemble.scores(logits, quality, calibration)
        lesson = descriptor.lesson
        return scores if lesson is None else assemble.heed(scores, lesson, vectors, quality)

    def _logits(self, vectors: Floats, descriptor: Descriptor) -> Floats:
        return np.asarray(self.slope * (vectors @ descriptor.vectors.T) + self.offset, np.float32)


def own(points: npt.NDArray[np.floating]) -> Floats:
    """The network's own part (R, D) of points (R, D + EXTRA)."""
    return np.ascontiguousarray(points[:, :-EXTRA], np.float32)


def fit(finder: Finder, scenes: Sequence[Regions], seed: int = 0) -> Space:
    """The space of a network, from the regions of some pictures asked for each other.

    Likely matches count more: what is unlike is never looked at again. Raises nothing: with too little to fit to, a
    slope of 6 and an offset of -3.5, those of the first default weights, are taken.
    """
    rng = np.random.default_rng(seed)
    cosines, logits = [], []
    for regions, asking in _pairs(scenes, rng):
        cosines.append((regions.vectors @ asking.vectors.T).ravel())
        logits.append(finder.compared(regions, asking).ravel())
    x, y = (np.concatenate(each)[:_PAIRS] if each else np.zeros(0) for each in (cosines, logits))
    if len(x) < 20 or float(x.std()) < 1e-3 or float(y.std()) < 1e-6:
        return Space(6.0, -3.5, 0.0)
    slope, offset = np.polyfit(x, y, 1, w=np.exp(0.25 * np.clip(y, -8.0, 3.0)))
    return Space(float(max(slope, 1.0)), float(offset), float(np.corrcoef(x, y)[0, 1]))


def _pairs(scenes: Sequence[Regions], rng: np.random.Generator) -> list[tuple[Regions, Descriptor]]:
    """Each scene's regions beside one good region of each of some other scenes."""
    usable = [each for each in scenes if len(each)]
    if not usable:
        return []
    parts = []
    for regions in (usable[row] for row in rng.permutation(len(usable))[:_ASKING]):
        row = int(np.argsort(-regions.quality)[rng.integers(min(5, len(regions)))])
        weights = np.ones((1, *regions.maps.shape[2:]), np.float32)
        parts.append(Descriptor(regions.vectors[[row]], regions.maps[[row]], weights, "fit"))
    asking = Descriptor.concatenate(parts)
    return [(regions, asking) for regions in usable[:_ASKING]]
