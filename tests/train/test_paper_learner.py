from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from seesame.errors import ConfigError
from seesame.train import checkpoint, loop
from seesame.train.loop import Run
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.stages import Stage
from tests.train.conftest import TINY_PAPER


def learning(run: Run) -> set[str]:
    """The parts of the network whose numbers learn."""
    return {name.split(".")[0] for name, each in run.learner.network.named_parameters() if each.requires_grad}


HEADS = {"pyramid", "compare", "propose", "box_head", "mask_head"}


def test_the_stages_set_rates_and_what_learns(tiny_paper: PaperRecipe, shapes: Path) -> None:
    run = Run(tiny_paper, shapes)
    changed, rates, parts = [], [], []
    for step in range(4):
        changed.append(run.learner.prepare(step))
        rates.append(run.learner.optimiser.param_groups[0]["lr"])
        parts.append(learning(run))
    assert changed == [True, False, True, False]
    assert rates == [0.01, 0.01, 0.005, 0.005]
    assert parts == [HEADS, HEADS, HEADS | {"backbone"}, HEADS | {"backbone"}]


def test_training_stops_and_goes_on_to_the_same_end(tiny_paper: PaperRecipe, shapes: Path, tmp_path: Path) -> None:
    """Stopped after step 3, gone on from the checkpoint of step 2, in the first stage: the same to the last bit."""
    torch.set_num_threads(1)

    def stop(done: int, total: int, text: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    short = replace(tiny_paper, stages=(tiny_paper.stages[0], replace(tiny_paper.stages[1], steps=2)))
    with pytest.raises(KeyboardInterrupt):
        loop.run(short, shapes, tmp_path / "stopped", workers=0, progress=stop)
    ends = [checkpoint.load(loop.run(short, shapes, tmp_path / out, workers=0)) for out in ("stopped", "whole")]
    assert ends[0]["step"] == ends[1]["step"] == 4
    assert ends[0]["preset"] == "paper-tiny" and "average" not in ends[0]
    for name, each in ends[0]["network"].items():
        assert torch.equal(each, ends[1]["network"][name]), name
    for number, each in ends[0]["optimiser"]["state"].items():
        assert torch.equal(each["momentum_buffer"], ends[1]["optimiser"]["state"][number]["momentum_buffer"])


def test_norms_do_not_learn_and_all_else_does(tiny_paper: PaperRecipe, shapes: Path) -> None:
    run = Run(replace(tiny_paper, stages=(tiny_paper.stages[1],)), shapes)
    run.learner.start()
    before = {name: each.clone() for name, each in run.learner.network.state_dict().items()}
    batches = run.batches(0)
    figures = [run.step(batches) for _ in range(2)]
    assert all(value == value for each in figures for value in each.values())
    after = run.learner.network.state_dict()
    unchanged = {name for name in before if torch.equal(before[name], after[name])}
    norms = {name for name in before if ".bn" in name or "norm" in name or "stem.1" in name or "downsample.1" in name}
    kernels = {name for name in before if name.endswith("weight")} - norms
    assert norms and norms <= unchanged
    assert kernels and not kernels & unchanged


def test_the_default_networks_checkpoint_does_not_go_on(tiny_paper: PaperRecipe, shapes: Path, tmp_path: Path) -> None:
    state: dict[str, Any] = Run(tiny_paper, shapes).state() | {"preset": "lite", "recipe": '{"steps": 5}'}
    checkpoint.save(tmp_path / "last.pt", state)
    with pytest.raises(ConfigError, match="was made by another recipe"):
        loop.run(tiny_paper, shapes, tmp_path, workers=0)


def test_the_sizes_are_the_networks(tiny_paper: PaperRecipe, shapes: Path) -> None:
    batch = Run(tiny_paper, shapes).learner.episodes.share(0, 0, 1)
    assert batch.scenes.shape[1] == TINY_PAPER.scene_side and batch.references.shape[1] == TINY_PAPER.reference_side


@pytest.mark.parametrize(
    ("layers", "learning"), [("heads", set()), ("5+", {"stages.3"}), ("4+", {"stages.2", "stages.3"})]
)
def test_layers_are_stages_of_the_backbone(
    tiny_paper: PaperRecipe, shapes: Path, layers: str, learning: set[str]
) -> None:
    run = Run(replace(tiny_paper, stages=(Stage(1, 0.1, layers),)), shapes)
    assert run.learner.prepare(0)
    named = [name for name, each in run.learner.network.named_parameters() if each.requires_grad]
    assert {".".join(name.split(".")[1:3]) for name in named if name.startswith("backbone.")} == learning
    assert any(not name.startswith("backbone.") for name in named)
