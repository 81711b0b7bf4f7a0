"""Work in a process of its own, whose peak memory is the work's alone."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from seesame.evaluate.machine import peak_memory

Result = TypeVar("Result")


def apart(work: Callable[..., Result], *given: object) -> Result:
    """What a function of a module gives for these values, in a fresh process.

    Raises: BrokenProcessPool: the process was killed, as where memory ends.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *given).result()


def peak_mib() -> int:
    """The most memory that this process has used, whole MiB; 0 where the operating system does not tell."""
    return round(peak_memory() or 0)
