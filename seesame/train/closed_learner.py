"""Mask R-CNN in training."""

from __future__ import annotations

import dataclasses
from typing import Any

import torch
from torch import nn

from seesame.data.closed_episodes import ClosedBatch, ClosedEpisodes
from seesame.data.sources import Pool
from seesame.errors import ConfigError
from seesame.model.closed import ClosedNetwork
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.closed_start import begin
from seesame.train.closed_step import ClosedTensors, closed_losses, closed_tensors, give_samplers
from seesame.train.schedule import share_of_peak
from seesame.train.stages import Stage
from seesame.train.tally import Tallies


class ClosedLosses(nn.Module):
    """The network, called with a batch."""

    def __init__(self, network: ClosedNetwork, seed: int) -> None:
        super().__init__()
        self.network, self.seed = network, seed
        self._samplers = give_samplers(network)

    def forward(self, batch: ClosedTensors, step: int) -> Tallies:
        """The losses of one batch, unweighted, by name."""
        return closed_losses(self.network, self._samplers, batch, self.seed, step)


class ClosedLearner:
    """A `Learner`."""

    def __init__(self, recipe: ClosedRecipe, pool: Pool, device: torch.device) -> None:
        self.recipe = recipe
        self.episodes = ClosedEpisodes(pool, recipe.episodes, recipe.model.scene_side, recipe.seed)
        self.network = ClosedNetwork(recipe.model, len(self.episodes.categories)).to(device).train()
        self.losses = ClosedLosses(self.network, recipe.seed)
        self.weights = dataclasses.asdict(recipe.losses)
        self.clip = recipe.optimiser.clip
        self.optimiser = _optimiser(self.network, recipe)
        self._stage: Stage | None = None

    def start(self) -> None:
        """Begin where the recipe says.

        Raises: WeightsError: there is no such start. InstallationError: what it needs cannot be had.
        """
        begin(self.network, self.recipe.start)

    def tensors(self, batch: ClosedBatch) -> ClosedTensors:
        """A batch as tensors."""
        return closed_tensors(batch)

    def prepare(self, step: int) -> bool:
        """Set the rate of a step, and which layers learn; whether that is another stage than before."""
        stage, config = self.recipe.stage_of(step), self.recipe.optimiser
        share = min((step + 1) / max(config.warm_up, 1), 1.0)
        if config.fade:
            share = share_of_peak(step, self.recipe.steps, config.warm_up)
        for group in self.optimiser.param_groups:
            group["lr"] = stage.rate * share
        if stage == self._stage:
            return False
        self._stage = stage
        for name, each in self.network.named_parameters():
            each.requires_grad_(self.network.learns(name, stage.layers))
        return True

    def learnt(self) -> None:
        """Nothing more is kept of a step."""

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"network": self.network.state_dict(), "categories": list(self.episodes.categories)}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint.

        Raises: ConfigError: the data have other categories now.
        """
        if tuple(state["categories"]) != self.episodes.categories:
            raise ConfigError(
                f"the checkpoint is of {', '.join(state['categories'])}, the data have "
                f"{', '.join(self.episodes.categories)}; go on with the data it was made with, or start anew"
            )
        self.network.load_state_dict(state["network"])


def _optimiser(network: nn.Module, recipe: ClosedRecipe) -> torch.optim.Optimizer:
    """Of all parameters, whatever learns at first; only matrices decay."""
    config, rate = recipe.optimiser, recipe.stages[0].rate
    every = list(network.parameters())
    groups = [
        {"params": [each for each in every if each.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [each for each in every if each.ndim <= 1], "weight_decay": 0.0},
    ]
    if config.method == "adamw":
        return torch.optim.AdamW(groups, lr=rate)
    return torch.optim.SGD(groups, lr=rate, momentum=config.momentum)
