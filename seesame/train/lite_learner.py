"""The default network in training: its proxies and the running mean of its weights."""

from __future__ import annotations

import dataclasses
from typing import Any

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from seesame.data.episodes import Episodes
from seesame.data.sources import Pool
from seesame.model.build import build_lite
from seesame.model.config import FIRST_STAGE
from seesame.model.lite import LiteNetwork
from seesame.train.proxies import Proxies
from seesame.train.recipe import Recipe
from seesame.train.schedule import optimiser_for, set_rates, share_of_peak
from seesame.train.stages import Stage
from seesame.train.start import begin
from seesame.train.step import TensorBatch, batch_losses, tensors
from seesame.train.tally import Tallies


class LiteLosses(nn.Module):
    """The network and the proxies, called with a batch."""

    def __init__(self, network: LiteNetwork, proxies: Proxies, recipe: Recipe) -> None:
        super().__init__()
        self.network, self.proxies, self.recipe = network, proxies, recipe

    def forward(self, batch: TensorBatch, step: int) -> Tallies:
        """The losses of one batch, unweighted, by name."""
        return batch_losses(self.network, self.proxies, batch, self.recipe, step)


class LiteLearner:
    """A `Learner`."""

    tensors = staticmethod(tensors)  # a worker is sent this alone, not the network with it

    def __init__(self, recipe: Recipe, pool: Pool, device: torch.device) -> None:
        self.recipe = recipe
        self.episodes = Episodes(pool, recipe.episodes, recipe.seed)
        network = build_lite(recipe.network, imagenet=True)
        self.network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._learn(None)
        self.proxies = Proxies(pool, self.network.config.semantic_channels).to(device)
        mean = get_ema_multi_avg_fn(recipe.optimiser.average)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(self.network, multi_avg_fn=mean)
        self.losses = LiteLosses(self.network, self.proxies, recipe)
        self.weights = dataclasses.asdict(recipe.losses)
        self.clip = recipe.optimiser.clip
        self.optimiser: torch.optim.Optimizer = optimiser_for(self.network, self.proxies, recipe.optimiser)
        self._stage: Stage | None = None

    def start(self) -> None:
        """Begin where the recipe says.

        Raises: DataError, WeightsError: there is no such start.
        """
        begin(self.recipe, self.network, self.proxies, self.episodes)
        self.average.module.load_state_dict(self.network.state_dict())

    def prepare(self, step: int) -> bool:
        """Set the rates of a step, and which layers learn; whether that is another stage than before."""
        stage, config = self.recipe.stage_of(step), self.recipe.optimiser
        share = share_of_peak(step, self.recipe.steps, config.warm_up)
        set_rates(self.optimiser, share * (stage.rate / config.heads if stage else 1.0))
        if stage == self._stage:
            return False
        self._stage = stage
        self._learn(stage)
        return True

    def _learn(self, stage: Stage | None) -> None:
        """Let the layers of a stage learn; all that is not frozen, if there is none."""
        first = FIRST_STAGE[stage.layers if stage else "all"]
        self.network.backbone.learn(first, self.recipe.optimiser.frozen_blocks)

    def learnt(self) -> None:
        """Take the weights into their mean."""
        self.average.update_parameters(self.network)

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {
            "network": self.network.state_dict(),
            "proxies": self.proxies.state_dict(),
            "average": self.average.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.network.load_state_dict(state["network"])
        self.proxies.load_state_dict(state["proxies"])
        self.average.load_state_dict(state["average"])
