"""One picture of a video."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Still:
    """One picture of a video.

    Attributes:
        number: counts the stills that could be read, from 0.
        time: seconds after the first still.
        size: (height, width), upright.
        decoded: makes the picture; many stills of a video are passed over, and their colours are never needed.
    """

    number: int
    time: float
    size: tuple[int, int]
    decoded: Callable[[], NDArray[np.uint8]] = field(repr=False)

    @classmethod
    def of(cls, number: int, time: float, picture: NDArray[np.uint8]) -> Still:
        """A still whose picture RGB uint8 (H, W, 3) is there already."""
        return cls(number, time, (picture.shape[0], picture.shape[1]), lambda: picture)

    @property
    def picture(self) -> NDArray[np.uint8]:
        """RGB uint8 (H, W, 3), upright; made anew at every call."""
        return self.decoded()
