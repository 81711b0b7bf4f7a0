"""What every recipe says of its run, whatever the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from seesame.errors import ConfigError

PRECISIONS = ("float32", "bfloat16", "float16")


@dataclass(frozen=True)
class ComputingConfig:
    """`precision` is float32, bfloat16 or float16: with the last two, layers that can do with less compute in it, which
    graphics cards do faster and in less memory; weights stay float32. A step learns from `accumulate` batches, one
    after the other, so that a small memory learns as from a large batch.

    Raises: ConfigError: there is no such precision, or no batch.
    """

    precision: str = "float32"
    accumulate: int = 1

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise ConfigError(f"precision is {self.precision!r}, expected one of {', '.join(PRECISIONS)}")
        if self.accumulate < 1:
            raise ConfigError(f"accumulate is {self.accumulate}, expected 1 or more; it counts the batches of a step")


class Watched(Protocol):
    """What a recipe says of pictures held back and of checkpoints."""

    @property
    def hold_back(self) -> float:
        """The share of pictures that are never trained on."""

    @property
    def checkpoint_every(self) -> int:
        """Steps."""

    @property
    def patience(self) -> int:
        """After so many checkpoints without a better one the run ends; 0 for never."""


def check_watched(recipe: Watched) -> None:
    """Refuse numbers that no run can be watched with.

    Raises: ConfigError: names the number.
    """
    if recipe.checkpoint_every < 1:
        raise ConfigError(f"checkpoint_every is {recipe.checkpoint_every}, expected 1 or more")
    if recipe.patience < 0:
        raise ConfigError(f"patience is {recipe.patience}, expected 0 (never stop early) or a number of checkpoints")
    if not 0.0 <= recipe.hold_back < 1.0:
        raise ConfigError(f"hold_back is {recipe.hold_back}, expected a share from 0 to below 1")
