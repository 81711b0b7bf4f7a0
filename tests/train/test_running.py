from __future__ import annotations

from dataclasses import dataclass

import pytest

from seesame.errors import ConfigError
from seesame.train.running import ComputingConfig, check_watched


@dataclass
class Numbers:
    hold_back: float = 0.0
    checkpoint_every: int = 1
    patience: int = 0


def test_what_is_good_is_not_refused() -> None:
    check_watched(Numbers())
    check_watched(Numbers(0.99, 1000, 3))
    assert ComputingConfig() == ComputingConfig("float32", 1)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (Numbers(hold_back=1.0), r"hold_back is 1\.0, expected a share from 0 to below 1"),
        (Numbers(hold_back=-0.1), r"hold_back is -0\.1"),
        (Numbers(checkpoint_every=0), "checkpoint_every is 0, expected 1 or more"),
        (Numbers(patience=-1), r"patience is -1, expected 0 \(never stop early\) or a number of checkpoints"),
    ],
)
def test_numbers_that_no_run_can_be_watched_with(numbers: Numbers, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        check_watched(numbers)


def test_a_step_needs_a_batch_and_a_precision() -> None:
    with pytest.raises(ConfigError, match="accumulate is 0"):
        ComputingConfig(accumulate=0)
    with pytest.raises(ConfigError, match="precision is 'int8', expected one of float32, bfloat16, float16"):
        ComputingConfig(precision="int8")
