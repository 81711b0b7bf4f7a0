"""What somebody said of instances that were found, and what a network saw there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from seesame.card.keep import keep
from seesame.errors import CardError
from seesame.reference import Reference

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Judgement:
    """Whether an instance is what was asked for.

    Attributes:
        example: the instance: a picture, its box, its mask if there is one.
        right: yes or no.
    """

    example: Reference
    right: bool

    @property
    def kept(self) -> Judgement:
        """The same, cut out of its picture (see `keep`)."""
        return replace(self, example=keep(self.example))


@dataclass(frozen=True, eq=False)
class Impressions:
    """The regions of N judgements as one network saw them in their scenes.

    Attributes:
        vectors: (N, D) of unit length.
        maps: (N, C, cells, cells), of unit length along C.
        quality: (N,) logits.
        surroundings: (N, D + 1), the mean vector, and last the mean quality logit, of all regions of its scene.
        weights_id: the network that saw them.
    """

    vectors: Floats
    maps: Floats
    quality: Floats
    surroundings: Floats
    weights_id: str

    def __post_init__(self) -> None:
        counts = (len(self.vectors), len(self.maps), len(self.quality), len(self.surroundings))
        if len(set(counts)) > 1 or self.surroundings.shape[1] != self.vectors.shape[1] + 1:
            raise CardError(f"the parts of what was seen of judgements do not fit: {counts} rows; judge them anew")

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, rows: Sequence[int]) -> Impressions:
        """Some of the judgements."""
        chosen = np.asarray(rows, np.int64)
        return Impressions(
            self.vectors[chosen],
            self.maps[chosen],
            self.quality[chosen],
            self.surroundings[chosen],
            self.weights_id,
        )

    @classmethod
    def concatenate(cls, parts: Sequence[Impressions]) -> Impressions:
        """What one network saw at several times; of one part or more."""
        return cls(
            np.concatenate([part.vectors for part in parts]),
            np.concatenate([part.maps for part in parts]),
            np.concatenate([part.quality for part in parts]),
            np.concatenate([part.surroundings for part in parts]),
            parts[0].weights_id,
        )


def latest(parts: Sequence[Sequence[Judgement]]) -> tuple[tuple[int, int], ...]:
    """Of several series of judgements (part, row) of those that count: the last word on each instance, in order."""
    said: dict[tuple[bytes, tuple[int, ...], tuple[float, ...]], tuple[int, int]] = {}
    every = chain.from_iterable(((part, row) for row in range(len(each))) for part, each in enumerate(parts))
    for part, row in every:
        example = parts[part][row].example
        said[example.picture.tobytes(), example.picture.shape, example.box] = (part, row)
    return tuple(sorted(said.values()))
