"""The paper's network in training: plain gradient descent in stages. Source: arXiv 1811.11507 and its released code."""

from __future__ import annotations

import dataclasses
from typing import Any

import torch
from torch import Tensor, nn

from seesame.data.paper_episodes import FrameSizes, PaperEpisodes
from seesame.data.sources import Pool
from seesame.model.build import build_paper
from seesame.model.config import FIRST_STAGE
from seesame.model.paper import PaperNetwork
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.paper_start import begin
from seesame.train.paper_step import PaperTensors, paper_losses, paper_tensors
from seesame.train.stages import Stage
from seesame.train.tally import Tallies


class PaperLosses(nn.Module):
    """The network, called with a batch."""

    def __init__(self, network: PaperNetwork, seed: int) -> None:
        super().__init__()
        self.network, self.seed = network, seed

    def forward(self, batch: PaperTensors, step: int) -> Tallies:
        """The losses of one batch, unweighted, by name."""
        return paper_losses(self.network, batch, self.seed, step)


class PaperLearner:
    """A `Learner`."""

    tensors = staticmethod(paper_tensors)  # a worker is sent this alone, not the network with it

    def __init__(self, recipe: PaperRecipe, pool: Pool, device: torch.device) -> None:
        self.recipe = recipe
        self.network = build_paper(recipe.network).to(device).train()
        config = self.network.config
        sizes = FrameSizes(
            config.scene_short, config.scene_side, config.reference_short, config.reference_side, config.instances
        )
        self.episodes = PaperEpisodes(pool, recipe.episodes, sizes, recipe.seed)
        self.losses = PaperLosses(self.network, recipe.seed)
        self.weights = dataclasses.asdict(recipe.losses)
        self.clip = recipe.optimiser.clip
        self.optimiser: torch.optim.Optimizer = torch.optim.SGD(
            self.network.parameters(),
            lr=recipe.stages[0].rate,
            momentum=recipe.optimiser.momentum,
            weight_decay=recipe.optimiser.weight_decay,
        )
        self._stage: Stage | None = None

    def start(self) -> None:
        """Begin where the recipe says.

        Raises: WeightsError: there is no such start.
        """
        begin(self.network, self.recipe.start, self._scenes)

    def prepare(self, step: int) -> bool:
        """Set the rate of a step, and which layers learn; whether that is another stage than before."""
        stage = self.recipe.stage_of(step)
        if stage == self._stage:
            return False
        self._stage = stage
        for group in self.optimiser.param_groups:
            group["lr"] = stage.rate
        parts = _learning(stage)
        for name, each in self.network.named_parameters():
            each.requires_grad_(not name.startswith("backbone.") or name.startswith(parts))
        return True

    def _scenes(self) -> Tensor:
        """The first scenes, whatever process this is."""
        device = next(self.network.parameters()).device
        return paper_tensors(self.episodes.share(0, 0, 1)).scenes.to(device)

    def learnt(self) -> None:
        """Nothing more is kept of a step."""

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"network": self.network.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.network.load_state_dict(state["network"])


def _learning(stage: Stage) -> tuple[str, ...]:
    """What of the backbone learns in a stage, as beginnings of names."""
    first = FIRST_STAGE[stage.layers]
    if first <= 1:
        return ("backbone.",)
    return tuple(f"backbone.stages.{number - 2}." for number in range(first, FIRST_STAGE["heads"]))
