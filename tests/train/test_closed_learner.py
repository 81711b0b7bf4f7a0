from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from seesame.data.sources import read_pool
from seesame.errors import ConfigError
from seesame.train import checkpoint
from seesame.train.closed_learner import ClosedLearner
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.loop import run
from seesame.train.recipe import read_recipe


@pytest.fixture
def recipe(closed_recipe: Path) -> ClosedRecipe:
    made = read_recipe(closed_recipe)
    assert isinstance(made, ClosedRecipe)
    return made


@pytest.fixture
def learner(recipe: ClosedRecipe, shapes: Path) -> ClosedLearner:
    return ClosedLearner(recipe, read_pool(recipe.sources, shapes, 0.0), torch.device("cpu"))


def test_a_stopped_run_ends_like_an_uninterrupted_one(
    recipe: ClosedRecipe, shapes: Path, closed_run: Path, tmp_path: Path
) -> None:
    """Stopped after the checkpoint of step 2, which is in another stage than what follows."""

    def stop(done: int, total: int, text: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(recipe, shapes, tmp_path, workers=0, progress=stop)
    assert checkpoint.load(tmp_path / "last.pt")["step"] == 2
    ended = checkpoint.load(run(recipe, shapes, tmp_path, workers=0))
    whole = checkpoint.load(closed_run / "last.pt")
    assert ended["step"] == whole["step"] == 4
    assert ended["categories"] == ["disc", "square", "wedge"]
    for name, each in whole["network"].items():
        assert torch.equal(each, ended["network"][name]), name


def test_the_best_is_kept_beside_the_last(recipe: ClosedRecipe, shapes: Path, tmp_path: Path) -> None:
    judged = iter((0.7, 0.3))
    last = run(recipe, shapes, tmp_path, workers=0, judge=lambda learner: next(judged))
    assert checkpoint.load(last)["step"] == 4
    best = checkpoint.load(tmp_path / "best.pt")
    assert (best["step"], best["watch"]["best"]) == (2, 0.7)
    assert checkpoint.load(last)["watch"] == {"best": 0.7, "since": 1, "over": False}


def test_stages_say_what_learns_and_how_fast(learner: ClosedLearner) -> None:
    named = dict(learner.network.named_parameters())
    first = next(name for name in named if name.startswith("detector.backbone.body.stem."))
    fifth = next(name for name in named if name.startswith("detector.backbone.body.blocks.5."))
    assert learner.prepare(0)  # heads, half of the rate: the warm-up takes two steps
    assert not named[first].requires_grad and not named[fifth].requires_grad
    assert named["detector.rpn.head.cls_logits.weight"].requires_grad
    assert learner.optimiser.param_groups[0]["lr"] == pytest.approx(0.0005)
    assert not learner.prepare(1)
    assert learner.optimiser.param_groups[0]["lr"] == pytest.approx(0.001)
    assert learner.prepare(2)
    assert named[fifth].requires_grad and not named[first].requires_grad


def test_other_categories_are_refused(learner: ClosedLearner) -> None:
    state = learner.state() | {"categories": ["disc", "mug", "wedge"]}
    with pytest.raises(ConfigError, match="mug"):
        learner.restore(state)


def test_what_learns_moves_and_nothing_else(recipe: ClosedRecipe, shapes: Path, tmp_path: Path) -> None:
    heads = dataclasses.replace(recipe, stages=recipe.stages[:1])
    ended = checkpoint.load(run(heads, shapes, tmp_path, workers=0))["network"]
    begun = ClosedLearner(heads, read_pool(heads.sources, shapes, 0.0), torch.device("cpu"))
    begun.start()
    still = {name for name, each in begun.network.state_dict().items() if torch.equal(each, ended[name])}
    assert {name for name in ended if name.startswith("detector.backbone.body.")} <= still
    assert "detector.rpn.head.cls_logits.weight" not in still
