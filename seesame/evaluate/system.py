"""What can be examined: anything that describes references, encodes pictures and finds."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from seesame.instances import Instances
from seesame.reference import Reference


class System(Protocol):
    """A system under test; `seesame.inference.Finder` is one.

    It may also have `threshold`, the score from which it believes an instance, `weights_id`, which names what it
    learnt, `region_boxes(scene)`, its candidates before any question as boxes (R, 4) in picture pixels, best first,
    `scores(scene, descriptor)`, their scores (R,), where that costs less than `find`, and `presence(scene, descriptor,
    scores)`, how probable it is that the thing is there at all, given the scores (R,) of what was found, or None.
    """

    def describe(self, references: list[Reference], /) -> Any:
        """What is kept of the references of one question."""

    def encode(self, picture: NDArray[np.uint8], /) -> Any:
        """What is kept of a picture (H, W, 3) RGB uint8 for any number of questions."""

    def find(self, scene: Any, descriptor: Any, /, threshold: float = 0.0, top: int = 100) -> Instances:
        """The `top` best instances of at least `threshold` of what was described, in what was encoded."""
