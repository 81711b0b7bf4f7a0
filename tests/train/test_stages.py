from __future__ import annotations

import pytest

from seesame.errors import ConfigError
from seesame.train.stages import Stage, stage_at, steps_of

TWO = (Stage(2, 0.1, "heads"), Stage(3, 0.2, "4+"))


def test_the_stage_of_a_step() -> None:
    assert [stage_at(TWO, step) for step in range(6)] == [TWO[0], TWO[0], TWO[1], TWO[1], TWO[1], None]
    assert steps_of(TWO) == 5


def test_no_stages() -> None:
    assert stage_at((), 0) is None
    assert steps_of(()) == 0


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((0, 0.1, "all"), "steps is 0, expected 1 or more"),
        ((1, 0.0, "all"), r"rate is 0\.0, expected more than 0"),
        ((1, 0.1, "head"), r"layers is 'head', expected one of heads, 5\+, 4\+, 3\+, all"),
    ],
)
def test_mistakes_are_named(numbers: tuple[int, float, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        Stage(*numbers)
