"""What a search of a collection gives: hits, one a picture, best first, in pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seesame.instances import Instances


@dataclass(frozen=True, eq=False)
class Hit:
    """One picture that may hold the thing.

    Attributes:
        path: of the picture, as the collection names it; `key` is its number there.
        size: (height, width) when it was indexed.
        boxes: (R, 4) float32, picture pixels, of the regions that came up, best first.
        estimates: (R,) float32 in [0, 1], their scores as the vectors alone tell them.
        thumbnail: a small JPEG of the picture as it was.
        instances: what the network found on looking at the picture again; None if it did not look.
        presence: how probable it is that the thing is there at all, if it looked and the weights can tell.
        score: the best score of the picture, of the network if it looked, else estimated.
        failed: why it could not look, such as a picture that has vanished.
    """

    path: str
    key: int
    size: tuple[int, int]
    boxes: NDArray[np.float32]
    estimates: NDArray[np.float32]
    thumbnail: bytes
    score: float
    instances: Instances | None = None
    presence: float | None = None
    failed: str | None = None

    @property
    def verified(self) -> bool:
        """Whether the network looked at the picture again."""
        return self.instances is not None


@dataclass(frozen=True)
class Page:
    """Some of the hits of a question.

    Attributes:
        hits: best first; verified ones with something in them come before those without.
        number: of the page, from 1; the same question and version give the same pages.
        last: the number of the last page.
        pictures: that came up, on all pages.
        version: of the collection.
        seconds: that looking up took, and that verifying took.
    """

    hits: tuple[Hit, ...]
    number: int
    last: int
    pictures: int
    version: int
    seconds: tuple[float, float]

    def __len__(self) -> int:
        return len(self.hits)
