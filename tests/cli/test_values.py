from __future__ import annotations

import pytest

from seesame.cli.values import repeated

MANY = frozenset({"--in"})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("ref --in a", "ref --in a"),
        ("ref --in a b c", "ref --in a --in b --in c"),
        ("ref --in a --in b", "ref --in a --in b"),
        ("ref --in=a b", "ref --in=a --in b"),
        ("--in a b --out o ref", "--in a --in b --out o ref"),
        ("ref --in a - b", "ref --in a --in - --in b"),
        ("--in a b -- ref", "--in a --in b -- ref"),
        ("-q --in a b -q ref", "-q --in a --in b -q ref"),
        ("ref --in", "ref --in"),
        ("ref --in --out o", "ref --in --out o"),
        ("ref -- --in a b", "ref -- --in a b"),
        ("ref --inside a b", "ref --inside a b"),
        ("", ""),
    ],
)
def test_each_value_gets_its_option(given: str, expected: str) -> None:
    assert repeated(given.split(), MANY) == expected.split()
