from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from seesame.errors import DataError, WeightsError
from seesame.inference import torch_engine
from seesame.train import checkpoint
from seesame.train.lite_learner import LiteLearner
from seesame.train.loop import Run
from seesame.train.recipe import Recipe
from seesame.weights import find


def started(recipe: Recipe, data: Path, start: str) -> LiteLearner:
    learner = run_of(recipe, data, start).learner
    assert isinstance(learner, LiteLearner)
    learner.start()
    return learner


def run_of(recipe: Recipe, data: Path, start: str) -> Run:
    return Run(replace(recipe, start=start), data)


def test_weights_that_ship_can_be_trained_on(tiny: Recipe, shapes: Path) -> None:
    run = started(tiny, shapes, "default")
    given = torch_engine.tensors(find("default"))
    for module in (run.network, run.average.module):
        own = module.state_dict()
        assert set(own) == set(given)
        assert all(torch.equal(own[name], tensor) for name, tensor in given.items())


def test_proxies_begin_near_their_categories(tiny: Recipe, shapes: Path) -> None:
    run = started(tiny, shapes, "default")
    vectors = F.normalize(run.proxies.vectors.detach(), dim=1)
    assert vectors.shape == (3, 256)
    torch.testing.assert_close(run.proxies.vectors.detach(), vectors)
    assert run.proxies(vectors, torch.arange(3)).total < run.proxies(vectors, torch.tensor([1, 2, 0])).total


def test_a_checkpoint_gives_its_mean_weights_and_proxies(tiny: Recipe, shapes: Path, tmp_path: Path) -> None:
    first = started(tiny, shapes, "imagenet")
    with torch.no_grad():
        first.average.module.compare.offset.fill_(-3.5)
        first.proxies.vectors.fill_(0.25)
    checkpoint.save(tmp_path / "last.pt", run_of(tiny, shapes, "imagenet").state() | first.state())
    second = started(tiny, shapes, str(tmp_path / "last.pt"))
    assert float(second.network.compare.offset.detach()) == -3.5
    assert (second.proxies.vectors == 0.25).all()


def test_a_start_that_is_not_there_is_an_error(tiny: Recipe, shapes: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no weights"):
        started(tiny, shapes, "defualt")
    with pytest.raises(DataError, match="cannot be opened"):
        started(tiny, shapes, str(tmp_path / "last.pt"))
