from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from seesame.web.memory import Memory, weigh


def test_the_least_recently_used_is_forgotten_first() -> None:
    memory: Memory[str, bytes] = Memory(10)
    for name in "abc":
        memory.put(name, b"1234", 4)
        memory.get("a")
    assert ("a" in memory, "b" in memory, "c" in memory, memory.bytes) == (True, False, True, 8)
    memory.put("a", b"12", 2)
    assert (len(memory), memory.bytes) == (2, 6)
    memory.forget("a")
    memory.forget("nobody")
    assert (memory.get("a"), memory.bytes) == (None, 4)


def test_what_is_larger_than_all_of_it_is_not_kept() -> None:
    memory: Memory[str, bytes] = Memory(10)
    memory.put("a", b"", 3)
    assert memory.put("b", b"x" * 11) == b"x" * 11
    assert "b" not in memory and "a" in memory


@dataclass
class _Pair:
    left: object
    right: object


@pytest.mark.parametrize(
    ("value", "bytes"),
    [
        (np.zeros((10, 10), np.float32), 400),
        (b"123", 3),
        (_Pair(np.zeros(25, np.float64), [b"x" * 100]), 200 + 100 + 64 + 64),
        ({"a": np.zeros(10, np.uint8)}, 10 + 64),
    ],
)
def test_values_are_weighed(value: object, bytes: int) -> None:
    assert weigh(value) == bytes
