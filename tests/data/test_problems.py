from __future__ import annotations

from pathlib import Path

import pytest

from seesame.data.problems import KINDS, Problem, lacking, refuse
from seesame.errors import DataError


def test_only_what_is_broken_is_refused() -> None:
    refuse(Problem("no such shape", Path("a.png"), "is a point"))
    with pytest.raises(DataError, match=r"^a\.png: region 3 is not drawn$"):
        refuse(Problem("unusable annotation", Path("a.png"), "is not drawn", "region 3"))


def test_those_that_are_broken_come_first() -> None:
    broken = [kind.broken for kind in KINDS.values()]
    assert broken == sorted(broken, reverse=True)
    assert str(Problem("tiny", Path("a.png"), "is small")) == "a.png: is small"


def test_what_an_entry_lacks_is_told_in_words() -> None:
    assert lacking(KeyError("bbox")) == "lacks 'bbox'"
    assert lacking(ValueError("4 expected")) == "holds what cannot be used (4 expected)"
