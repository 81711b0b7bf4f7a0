"""The same category or the same object: the one place that knows how the two differ.

A category is asked of all regions of a scene with what `encode` kept of them. An object is asked of the few regions
that are most alike in category: each is looked at from near, several kinds of evidence are compared, and a
logistic function of them, fitted with the weights, says how probable it is that this is the very object.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seesame.descriptor import SAMES, Descriptor, Looks, Same
from seesame.errors import ConfigError, QuestionError
from seesame.images.colours import HUE_BINS
from seesame.inference.engine import Floats
from seesame.weights import Sameness

WORTH = 0.02
"""The least category score for which a region is looked at from near; fewer than 2 in 100 objects score less."""
LOOKED_AT = 3
"""The most regions of a picture that are looked at from near, and of each part of it that was looked at, ..."""
MOST = 24
"""... up to so many, see docs/same-object.md."""
EVIDENCE = ("category", "quality", "vector", "hues", "shades", "details")
"""What is compared, in the order of `evidence`."""

_BOUND = 12.0  # logits; beyond it, more says nothing more


def meant(question: object, same: Same | None = None) -> Same:
    """What a question means: what was said, or what the question itself says, or else the category.

    Raises: ConfigError: there is no such meaning. QuestionError: a descriptor was made for one, the other is asked for.
    """
    if same is not None and same not in SAMES:
        raise ConfigError(f"the same {same!r} was asked for, expected {' or '.join(SAMES)}")
    own: Same = getattr(question, "same", "category")
    if isinstance(question, Descriptor) and same not in (None, own):
        raise QuestionError(f"the question was described for the same {own}, not the same {same}; describe it anew")
    return own if same is None else same


def looked_at(glances: int) -> int:
    """The most regions that are looked at from near in a scene that took so many glances, one for a whole picture."""
    return min(LOOKED_AT * glances, MOST)


def evidence(regions: Looks, references: Looks, alike: Floats, quality: Floats) -> Floats:
    """What speaks for each of M regions being the very object of each of K references.

    Takes: how both look from near; alike (M, K), match logits of the category; quality (M,), logits.
    Returns: (M, K, evidence), in the order of `EVIDENCE`: the two logits, within bounds; the cosine of the vectors; the
        Bhattacharyya coefficients of hues and of lightness; how well the details of the reference are found again.
    """
    hues, shades = (
        regions.colours[:, part] @ references.colours[:, part].T
        for part in (slice(None, HUE_BINS), slice(HUE_BINS, None))
    )
    parts = (
        np.clip(alike, -_BOUND, _BOUND),
        np.broadcast_to(np.clip(quality, -_BOUND, _BOUND)[:, None], alike.shape),
        regions.vectors @ references.vectors.T,
        hues,
        shades,
        found_again(regions, references),
    )
    return np.stack(parts, 2).astype(np.float32)


def found_again(regions: Looks, references: Looks) -> Floats:
    """How well the details of K references are found again in M regions (M, K), 0 to 1.

    A cell of the reference counts with its cosine where it and its nearest cell of the region are each other's nearest.
    """
    result = np.zeros((len(regions), len(references)), np.float32)
    for row, (own, inside) in enumerate(_cells(regions)):
        for column, (other, weight) in enumerate(_cells(references)):
            table = other.T @ own
            nearest = (table - 2.0 * (1.0 - inside)).argmax(1)
            back = (table - 2.0 * (1.0 - weight)[:, None]).argmax(0)
            cells = np.arange(len(table))
            counted = weight * (back[nearest] == cells)
            result[row, column] = (table[cells, nearest] * counted).sum() / max(float(weight.sum()), 1e-4)
    return np.maximum(result, 0.0)


def _cells(things: Looks) -> Iterator[tuple[Floats, Floats]]:
    """For each thing its details (C, cells * cells) and how much of each cell is the thing's."""
    for details, weights in zip(things.details, things.weights, strict=True):
        yield details.reshape(len(details), -1), weights.ravel()


def logits(given: Floats, fitted: Sameness) -> Floats:
    """Evidence (M, K, evidence) to logits (M, K) of being the very object.

    Raises: ConfigError: the weights were fitted for other evidence.
    """
    if set(fitted.slopes) != set(EVIDENCE):
        told = ", ".join(fitted.slopes) or "nothing"
        raise ConfigError(
            f"the weights were fitted to tell objects apart by {told}, expected {', '.join(EVIDENCE)}; "
            "fit them with `seesame fit-objects`, or ask for the same category"
        )
    slopes = np.array([fitted.slopes[name] for name in EVIDENCE], np.float32)
    return np.asarray(given @ slopes + np.float32(fitted.offset), np.float32)
