"""Stages of a schedule: which layers learn, how fast and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seesame.errors import ConfigError
from seesame.model.config import FIRST_STAGE


@dataclass(frozen=True)
class Stage:
    """A part of the schedule: `steps` at one `rate`, learning `layers`: heads, 5+, 4+, 3+ or all.

    Raises: ConfigError: there are no such layers, no steps, or no rate.
    """

    steps: int
    rate: float
    layers: str = "all"

    def __post_init__(self) -> None:
        if self.layers not in FIRST_STAGE:
            raise ConfigError(f"layers is {self.layers!r}, expected one of {', '.join(FIRST_STAGE)}")
        if self.steps < 1:
            raise ConfigError(f"steps is {self.steps}, expected 1 or more")
        if not self.rate > 0:
            raise ConfigError(f"rate is {self.rate}, expected more than 0")


def steps_of(stages: Sequence[Stage]) -> int:
    """Of all stages together."""
    return sum(stage.steps for stage in stages)


def stage_at(stages: Sequence[Stage], step: int) -> Stage | None:
    """The stage that a step belongs to; None after the last one."""
    before = 0
    for stage in stages:
        before += stage.steps
        if step < before:
            return stage
    return None
