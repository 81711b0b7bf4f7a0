"""Time that is spent: by the clock, and of processors, which other programs change little."""

from __future__ import annotations

import time

import numpy as np


class Stopwatch:
    """Seconds of every `with` block that it stood before: `clock` by the clock, `processor` of all threads."""

    def __init__(self) -> None:
        self.clock: list[float] = []
        self.processor: list[float] = []
        self._began = (0.0, 0.0)

    def __enter__(self) -> Stopwatch:
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *raised: object) -> None:
        self.clock.append(time.perf_counter() - self._began[0])
        self.processor.append(time.process_time() - self._began[1])


def seconds(spent: list[float], digits: int = 1) -> float:
    """All of them together."""
    return round(sum(spent), digits)


def milliseconds(spent: list[float], percent: float = 50, digits: int = 1) -> float:
    """What so many percent of the blocks took at most; the median if nothing is said."""
    return round(1000 * float(np.percentile(spent, percent)), digits)
