"""What is seen in one still of a video."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seesame.footage.still import Still
from seesame.instances import Instances


@dataclass(frozen=True, eq=False)
class Sight:
    """What is in one still.

    Attributes:
        searched: whether the network looked at this still; if not, the instances are those of the searched stills
            before and after it, moved.
        instances: best first.
        tracks: the number of each instance's track, from 1.
        found: (R,) bool, whether the network found it in this very still; the others were found a moment ago, and are
            shown where they should be.
    """

    still: Still
    searched: bool
    instances: Instances
    tracks: tuple[int, ...]
    found: NDArray[np.bool_]
