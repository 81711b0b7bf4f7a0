"""What the training loop knows of a network: any that has this can be trained."""

from __future__ import annotations

from typing import Any, Protocol

import torch
from torch import nn


class OnDevice(Protocol):
    """A batch that can be moved to a device."""

    def to(self, device: torch.device) -> Any:
        """The same batch there."""


class Shared(Protocol):
    """Batches by number, and what one of several processes learns from."""

    def share(self, step: int, number: int, count: int) -> Any:
        """Of batch number `step` the share of the `number`-th of `count` processes."""


class Learner(Protocol):
    """A network in training, and how it learns."""

    @property
    def episodes(self) -> Shared:
        """What it learns from."""

    @property
    def network(self) -> nn.Module:
        """What is trained."""

    @property
    def losses(self) -> nn.Module:
        """Around the network and whatever else learns: of a batch of tensors and the step it makes `Tallies`."""

    @property
    def weights(self) -> dict[str, float]:
        """What each loss counts."""

    @property
    def clip(self) -> float:
        """The norm at which the network's gradients are cut."""

    @property
    def optimiser(self) -> torch.optim.Optimizer:
        """Of all that `losses` holds."""

    def start(self) -> None:
        """Begin where the recipe says."""

    def tensors(self, batch: Any, /) -> OnDevice:
        """A batch of `episodes` as tensors."""

    def prepare(self, step: int) -> bool:
        """Set rates, and what learns, for a step; whether other parts than before learn."""

    def learnt(self) -> None:
        """The optimiser has made its step."""

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps beside the optimiser's state; the network's is `network`."""

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` gave."""
