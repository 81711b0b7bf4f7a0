"""What is remembered within a limit of bytes: the least recently used is forgotten first."""

from __future__ import annotations

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

import numpy as np

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Values by keys; safe for threads. A value that alone is larger than the limit is not kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.bytes = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def get(self, key: K) -> V | None:
        """The value, which then is the most recently used; None if it is not there."""
        with self._lock:
            if key not in self._kept:
                self.misses += 1
                return None
            self.hits += 1
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: K, value: V, size: int | None = None) -> V:
        """Remember a value; its size is measured unless it is told."""
        weight = weigh(value) if size is None else size
        with self._lock:
            self._drop(key)
            if weight <= self._limit:
                self._kept[key] = (value, weight)
                self.bytes += weight
            while self.bytes > self._limit:
                self._drop(next(iter(self._kept)))
        return value

    def forget(self, key: K) -> None:
        """Forget a value, if it is there."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: K) -> None:
        if key in self._kept:
            self.bytes -= self._kept.pop(key)[1]


def weigh(value: Any) -> int:
    """About how many bytes a value holds: its arrays, bytes and texts, through dataclasses and containers."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, bytes | str):
        return len(value)
    if dataclasses.is_dataclass(value):
        return 64 + sum(weigh(getattr(value, each.name)) for each in dataclasses.fields(value))
    if isinstance(value, tuple | list):
        return 64 + sum(weigh(each) for each in value)
    if isinstance(value, dict):
        return 64 + sum(weigh(each) for each in value.values())
    return 64
