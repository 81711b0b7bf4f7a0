"""Where a run begins: with ImageNet features, with a checkpoint, or with weights that were exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seesame.data.episodes import Episodes
from seesame.inference import torch_engine
from seesame.model.lite import LiteNetwork, References
from seesame.model.pyramid import Semantic
from seesame.train import checkpoint
from seesame.train.proxies import Proxies
from seesame.train.recipe import Recipe
from seesame.train.step import normalised, tensor
from seesame.weights import find

IMAGENET = "imagenet"
REFERENCES = 3
"""Of each category, to begin its proxy in their middle."""


def begin(recipe: Recipe, network: LiteNetwork, proxies: Proxies, episodes: Episodes) -> None:
    """Set network and proxies to where the recipe starts.

    A checkpoint and exported weights give the tensors that fit. Where proxies don't come with the start, each begins in
    the middle of a few references of its category.
    Raises: DataError: there is no such checkpoint. WeightsError: there are no such weights.
    """
    if Path(recipe.start).suffix == ".pt":
        given = checkpoint.load(Path(recipe.start), checkpoint.LITE)
        _take(network, {name.removeprefix("module."): each for name, each in given["average"].items()})
        _take(proxies, given["proxies"])
        return
    if recipe.start == IMAGENET:
        first = (episodes[recipe.steps + index].references for index in range(8))
        network.semantic.start_from(torch.cat([_features(network, each) for each in first]))
    else:
        _take(network, torch_engine.tensors(find(recipe.start)))
    proxies.start_from(_middles(network, episodes))


def _take(module: nn.Module, given: dict[str, Tensor]) -> None:
    """The tensors of `given` that fit, by name and shape."""
    own = module.state_dict()
    module.load_state_dict(own | {n: t for n, t in given.items() if n in own and own[n].shape == t.shape})


@torch.no_grad()
def _features(network: LiteNetwork, references: npt.NDArray[np.uint8]) -> Tensor:
    """Stacked deep features (N, C4 + C5) inside of references (B, s, s, 3)."""
    pictures = torch.from_numpy(references).to(_device(network))
    stacked = Semantic.stack(network.backbone(normalised(pictures)))
    return stacked.permute(0, 2, 3, 1)[:, 1:-1, 1:-1].reshape(-1, stacked.shape[1])


@torch.no_grad()
def _middles(network: LiteNetwork, episodes: Episodes) -> Tensor:
    """The mean vector (N, D) of a few references of each askable category."""
    middles, device = [], _device(network)
    for number, name in enumerate(episodes.pool.askable):
        rng = np.random.default_rng((episodes.seed, number))
        shown = [episodes.reference(rng, name) for _ in range(REFERENCES)]
        pixels, boxes, weights = (tensor(np.stack(part)).to(device) for part in zip(*shown, strict=True))
        middles.append(network.describe(References(normalised(pixels), boxes, weights)).vectors.mean(0))
    return F.normalize(torch.stack(middles), dim=1)


def _device(network: LiteNetwork) -> torch.device:
    return next(network.parameters()).device
