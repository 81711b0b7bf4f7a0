from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from seesame.errors import DataError, WeightsError
from seesame.inference import torch_engine
from seesame.train import checkpoint
from seesame.train.loop import Run
from seesame.train.recipe import Recipe
from seesame.weights import find


def started(recipe: Recipe, data: Path, start: str) -> Run:
    run = Run(replace(recipe, start=start), data)
    run.start()
    return run


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
    assert run.proxies(vectors, torch.arange(3)) < run.proxies(vectors, torch.tensor([1, 2, 0]))


def test_a_checkpoint_gives_its_mean_weights_and_proxies(tiny: Recipe, shapes: Path, tmp_path: Path) -> None:
    first = started(tiny, shapes, "imagenet")
    with torch.no_grad():
        first.average.module.compare.offset.fill_(-3.5)
        first.proxies.vectors.fill_(0.25)
    checkpoint.save(tmp_path / "last.pt", first.state())
    second = started(tiny, shapes, str(tmp_path / "last.pt"))
    assert float(second.network.compare.offset.detach()) == -3.5
    assert (second.proxies.vectors == 0.25).all()


def test_a_start_that_is_not_there_is_an_error(tiny: Recipe, shapes: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no weights"):
        started(tiny, shapes, "defualt")
    with pytest.raises(DataError, match="cannot be opened"):
        started(tiny, shapes, str(tmp_path / "last.pt"))
