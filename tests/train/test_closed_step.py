from __future__ import annotations

from pathlib import Path

import pytest
import torch

from seesame.data.closed_episodes import ClosedBatch, ClosedEpisodes
from seesame.data.sources import read_pool
from seesame.model.closed import ClosedNetwork
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.closed_step import Sampler, closed_losses, closed_tensors, give_samplers
from seesame.train.recipe import read_recipe
from seesame.train.tally import Tallies


def drawing(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_a_sampler_draws_up_to_its_share_of_positives() -> None:
    sampler = Sampler(4, 0.5)
    sampler.draws = [drawing(), drawing()]
    labels = [torch.tensor([1, 1, 1, 0, 0, 0, -1]), torch.tensor([0, -1, 2, 0])]
    positive, negative = sampler(labels)
    assert [int(each.sum()) for each in positive] == [2, 1]
    assert [int(each.sum()) for each in negative] == [2, 2]
    assert int(positive[0][3:].sum()) == 0 and int(negative[0][:3].sum()) == 0 and negative[0][6] == 0
    assert (sampler.drawn, sampler.positive) == (7, 3)


def test_a_sampler_of_nothing_draws_nothing() -> None:
    sampler = Sampler(4, 0.5)
    sampler.draws = [drawing()]
    positive, negative = sampler([torch.zeros(0)])
    assert positive[0].shape == negative[0].shape == (0,)
    assert (sampler.drawn, sampler.positive) == (0, 0)


@pytest.fixture(scope="module")
def made(closed_recipe: Path, shapes: Path) -> tuple[ClosedNetwork, ClosedEpisodes]:
    recipe = read_recipe(closed_recipe)
    assert isinstance(recipe, ClosedRecipe)
    torch.manual_seed(0)
    network = ClosedNetwork(recipe.model, 3).train()
    episodes = ClosedEpisodes(read_pool(recipe.sources, shapes, 0.0), recipe.episodes, recipe.model.scene_side, 0)
    return network, episodes


def lost(network: ClosedNetwork, batch: ClosedBatch) -> Tallies:
    return closed_losses(network, give_samplers(network), closed_tensors(batch), 0, 7)


def test_two_processes_lose_what_one_loses(made: tuple[ClosedNetwork, ClosedEpisodes]) -> None:
    network, episodes = made
    whole = lost(network, episodes.share(7, 0, 1))
    shares = [lost(network, episodes.share(7, number, 2)) for number in (0, 1)]
    assert set(whole) == {"anchor_match", "anchor_box", "category", "box", "outline"}
    for name, (tally,) in whole.items():
        parts = [share[name][0] for share in shares]
        assert sum(part.over for part in parts) == tally.over
        assert sum(float(part.total.detach()) for part in parts) == pytest.approx(float(tally.total.detach()), rel=1e-4)


def test_a_picture_without_objects_teaches_what_is_none(made: tuple[ClosedNetwork, ClosedEpisodes]) -> None:
    network, episodes = made
    batch = episodes.share(0, 0, 2)
    bare = batch._replace(
        boxes=[batch.boxes[0][:0]], masks=[batch.masks[0][:0]], categories=[batch.categories[0][:0]]
    )
    found = lost(network, bare)
    assert all(float(found[name][0].total.detach()) > 0 for name in ("anchor_match", "category"))
    for name in ("anchor_box", "box", "outline"):
        assert float(found[name][0].total.detach()) == 0
