from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest
import torch

from seesame.data.paper_episodes import FrameSizes, PaperBatch, PaperEpisodeConfig, PaperEpisodes
from seesame.data.sources import SourceSpec, read_pool
from seesame.model.paper import PaperNetwork
from seesame.train.paper_recipe import PaperLossWeights
from seesame.train.paper_start import measure
from seesame.train.paper_step import paper_losses, paper_tensors
from seesame.train.processes import ALONE
from tests.train.conftest import TINY_PAPER


@pytest.fixture(scope="module")
def batch(shapes: Path) -> PaperBatch:
    pool = read_pool([SourceSpec("shapes.json", "pictures")], shapes, 0.0)
    return PaperEpisodes(pool, PaperEpisodeConfig(scenes=2), FrameSizes(96, 128, 24, 32, 30), 5)[0]


@pytest.fixture(scope="module")
def network(batch: PaperBatch) -> PaperNetwork:
    torch.manual_seed(0)
    network = PaperNetwork(TINY_PAPER).train()
    measure(network, paper_tensors(batch).scenes)
    return network


def test_every_loss_is_finite_and_teaches(batch: PaperBatch, network: PaperNetwork) -> None:
    losses = ALONE.means(paper_losses(network, paper_tensors(batch), 0, 0))
    assert set(losses) == {each.name for each in dataclasses.fields(PaperLossWeights)}
    assert all(each.ndim == 0 and math.isfinite(each.item()) for each in losses.values())
    torch.stack(list(losses.values())).sum().backward()
    reached = {name.split(".")[0] for name, each in network.named_parameters() if each.grad is not None}
    assert reached == {name for name, _ in network.named_children()}


def test_losses_are_a_function_of_the_step(batch: PaperBatch, network: PaperNetwork) -> None:
    with torch.no_grad():
        first, again, other = (ALONE.means(paper_losses(network, paper_tensors(batch), 0, step)) for step in (3, 3, 4))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_shares_of_a_batch_add_up_to_it(batch: PaperBatch, network: PaperNetwork) -> None:
    tensors = paper_tensors(batch)
    parts = [
        tensors._replace(
            scenes=tensors.scenes[each, None],
            boxes=[tensors.boxes[each]],
            masks=[tensors.masks[each]],
            references=tensors.references[each, None],
            numbers=(each,),
        )
        for each in (0, 1)
    ]
    with torch.no_grad():
        whole = paper_losses(network, tensors, 0, 0)
        one, other = (paper_losses(network, each, 0, 0) for each in parts)
    for name in whole:
        both = one[name][0].total + other[name][0].total
        torch.testing.assert_close(both, whole[name][0].total, rtol=1e-4, atol=1e-5)
        assert one[name][0].over + other[name][0].over == whole[name][0].over


def test_the_match_is_divided_by_all_that_may_be_judged(batch: PaperBatch, network: PaperNetwork) -> None:
    losses = paper_losses(network, paper_tensors(batch), 0, 0)
    assert losses["match"][0].over == 2 * TINY_PAPER.regions_train


def test_without_a_region_that_holds_an_object(batch: PaperBatch, network: PaperNetwork) -> None:
    away = [torch.tensor([[0.0, 0.0, 1.0, 1.0]])] * 2
    tensors = paper_tensors(batch)._replace(boxes=away, masks=[torch.ones(1, 56, 56, dtype=torch.uint8)] * 2)
    losses = ALONE.means(paper_losses(network, tensors, 0, 0))
    assert losses["box"].item() == losses["outline"].item() == 0.0
    torch.stack(list(losses.values())).sum().backward()
