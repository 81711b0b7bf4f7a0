"""How a run goes, checkpoint by checkpoint: which was the best, and whether better ones still come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from seesame.train.learner import Learner

Judge = Callable[[Learner], float]
"""How good what was learnt is, more is better; it leaves it as it was."""

Finds = Callable[[Learner], Mapping[str, npt.NDArray[np.uint8]]]
"""What is found as yet: pictures (H, W, 3), each by a name that stays the same."""


class Watch:
    """The best figure, and how many checkpoints came since.

    `over` says that none was better for `patience` checkpoints; 0 waits for ever.
    """

    def __init__(self, patience: int = 0) -> None:
        self.patience = patience
        self.best: float | None = None
        self.since = 0
        self.over = False

    def better(self, figure: float) -> bool:
        """Take in the figure of a checkpoint; whether it is the best one."""
        best = self.best is None or figure > self.best
        if best:
            self.best = figure
        self.since = 0 if best else self.since + 1
        self.over = 0 < self.patience <= self.since
        return best

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"best": self.best, "since": self.since, "over": self.over}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state` gave, or from a checkpoint that nothing watched."""
        self.best = state.get("best")
        self.since = int(state.get("since", 0))
        self.over = bool(state.get("over", False))
