from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from seesame.errors import ConfigError, DataError
from seesame.train import checkpoint, lite_learner, loop
from seesame.train.recipe import Recipe
from seesame.train.running import ComputingConfig
from seesame.train.stages import Stage
from seesame.train.tally import Tallies, Tally

ROOT = Path(__file__).resolve().parents[2]

# Trains on one thread, tells of each step, and after the fifth waits, to be killed, if it is asked to.
PROGRAM = """
import sys, time
from pathlib import Path
import torch
from seesame.train.loop import run
from seesame.train.recipe import read_recipe

def tell(done, total, text):
    print(done, flush=True)
    if done == 5 and sys.argv[4] == "wait":
        time.sleep(600)

torch.set_num_threads(1)
run(read_recipe(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]), workers=0, progress=tell)
"""


@pytest.fixture(scope="module")
def trained(tiny: Recipe, shapes: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The checkpoint of a short training, and what was told of it."""
    told: list[str] = []
    out = tmp_path_factory.mktemp("trained")
    short = replace(tiny, steps=3)

    def tell(done: int, total: int, text: str) -> None:
        told.append(f"{done}/{total} {text}")

    return loop.run(short, shapes, out, workers=0, progress=tell), told


def test_training_tells_finite_losses_and_writes_checkpoint_and_curves(trained: tuple[Path, list[str]]) -> None:
    path, told = trained
    assert [each.split()[0] for each in told] == ["1/3", "2/3", "3/3"]
    for each in told:
        figures = each.split(" | ")[0].split()[1:]
        named = {"objectness", "sides", "quality", "refine", "match", "kinds", "outline", "gradient"}
        assert named == set(figures[::2])
        assert all(math.isfinite(float(value)) for value in figures[1::2])
    assert path.name == "last.pt"
    assert list((path.parent / "curves").glob("events.*"))


def test_a_checkpoint_holds_what_the_next_step_depends_on(trained: tuple[Path, list[str]]) -> None:
    state = checkpoint.load(trained[0])
    assert state["step"] == 3
    assert set(state["average"]) == {"n_averaged"} | {f"module.{name}" for name in state["network"]}
    assert int(state["average"]["n_averaged"]) == 3
    assert all(torch.isfinite(each).all() for each in state["network"].values())
    assert state["optimiser"]["state"]


def test_training_learns_what_is_not_frozen(trained: tuple[Path, list[str]], tiny: Recipe, shapes: Path) -> None:
    fresh = loop.Run(tiny, shapes)
    fresh.learner.start()
    before, after = fresh.learner.network.state_dict(), checkpoint.load(trained[0])["network"]
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    frozen = {name for name in before if name.startswith(("backbone.stem", "backbone.blocks.0", "backbone.blocks.2"))}
    assert not changed & frozen
    assert {"compare.cosine", "semantic.project.weight", "mask_head.logits.weight"} <= changed


def test_a_finished_run_is_not_run_again(trained: tuple[Path, list[str]], tiny: Recipe, shapes: Path) -> None:
    before = trained[0].read_bytes()
    again = loop.run(replace(tiny, steps=3), shapes, trained[0].parent, workers=0, progress=_never)
    assert again.read_bytes() == before


def test_another_recipe_does_not_go_on(trained: tuple[Path, list[str]], tiny: Recipe, shapes: Path) -> None:
    before = trained[0].read_bytes()
    with pytest.raises(ConfigError, match=r"last\.pt was made by another recipe; resume with that one, or start anew"):
        loop.run(replace(tiny, steps=3, seed=6), shapes, trained[0].parent, workers=0)
    assert trained[0].read_bytes() == before


def test_a_checkpoint_whose_parameters_lie_in_other_groups_does_not_go_on(
    trained: tuple[Path, list[str]], tiny: Recipe, shapes: Path, tmp_path: Path
) -> None:
    state = checkpoint.load(trained[0])
    state["optimiser"]["param_groups"] = state["optimiser"]["param_groups"][:-1]
    checkpoint.save(tmp_path / "last.pt", state)
    with pytest.raises(ConfigError, match=r"last\.pt was made by a version of seesame that trains otherwise"):
        loop.run(replace(tiny, steps=3), shapes, tmp_path, workers=0, progress=_never)


def test_a_licence_that_was_added_does_not_make_another_recipe(
    trained: tuple[Path, list[str]], tiny: Recipe, shapes: Path
) -> None:
    licensed = replace(tiny, steps=3, sources=(replace(tiny.sources[0], licence="CC BY 4.0"),))
    assert loop.run(licensed, shapes, trained[0].parent, workers=0, progress=_never) == trained[0]


def test_a_checkpoint_from_before_a_key_was_added_goes_on(
    trained: tuple[Path, list[str]], tiny: Recipe, shapes: Path, tmp_path: Path
) -> None:
    state = checkpoint.load(trained[0])
    state["recipe"] = state["recipe"].replace('"licence": "CC0", ', "").replace(', "smallest_reference": 10.0', "")
    assert "licence" not in state["recipe"]
    checkpoint.save(tmp_path / "last.pt", state)
    assert loop.run(replace(tiny, steps=3), shapes, tmp_path, workers=0, progress=_never) == tmp_path / "last.pt"


def test_a_step_with_a_gradient_that_is_no_number_changes_nothing(
    tiny: Recipe, shapes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = loop.Run(tiny, shapes)
    network = training.learner.network
    before = {name: each.clone() for name, each in network.state_dict().items()}
    true_losses = lite_learner.batch_losses

    def broken(*arguments: Any) -> Tallies:
        losses = true_losses(*arguments)
        return losses | {"match": (Tally(losses["match"][0].total * math.nan, 1),)}

    monkeypatch.setattr(lite_learner, "batch_losses", broken)
    figures = training.step(training.batches(0))
    assert math.isnan(figures["gradient"])
    assert training.done == 1
    assert all(torch.equal(each, before[name]) for name, each in network.state_dict().items())


def test_a_step_may_learn_from_several_batches(tiny: Recipe, shapes: Path) -> None:
    """Its losses are the means of theirs, under the weights that they all see."""
    together = loop.Run(replace(tiny, computing=ComputingConfig(accumulate=2)), shapes)
    together.learner.start()
    alone = loop.Run(tiny, shapes)
    alone.learner.start()
    batches = alone.batches(0)
    each = [alone.processes.told(alone.processes.means(alone.learner.losses(next(batches), n))) for n in range(2)]
    figures = together.step(together.batches(0))
    assert together.done == 1
    for name in each[0]:
        assert figures[name] == pytest.approx((each[0][name] + each[1][name]) / 2, rel=1e-4), name


def test_batches_are_counted_when_several_make_a_step(tiny: Recipe, shapes: Path) -> None:
    training = loop.Run(replace(tiny, steps=3, computing=ComputingConfig(accumulate=2)), shapes)
    training.done = 1
    assert len(list(training.batches(0))) == 4


def test_less_precision_learns_nearly_the_same(tiny: Recipe, shapes: Path) -> None:
    kinds = ("float32", "bfloat16")
    exact, mixed = (loop.Run(replace(tiny, computing=ComputingConfig(each)), shapes) for each in kinds)
    figures = []
    for training in (exact, mixed):
        training.learner.start()
        figures.append(training.step(training.batches(0)))
    assert math.isfinite(figures[1]["gradient"])
    assert figures[1]["kinds"] == pytest.approx(figures[0]["kinds"], rel=0.1)
    assert all(each.dtype == torch.float32 for each in mixed.learner.network.parameters())


def test_the_scale_of_float16_is_found_and_kept(tiny: Recipe, shapes: Path) -> None:
    """Steps whose gradients are too large for it change nothing but the scale."""
    training = loop.Run(replace(tiny, steps=9, computing=ComputingConfig("float16")), shapes)
    training.learner.start()
    before = {name: each.clone() for name, each in training.learner.network.state_dict().items()}
    batches = training.batches(0)
    first = training.step(batches)["gradient"]
    assert not math.isfinite(first)
    assert all(torch.equal(each, before[name]) for name, each in training.learner.network.state_dict().items())
    assert any(math.isfinite(training.step(batches)["gradient"]) for _ in range(8))
    state = training.state()
    again = loop.Run(training.recipe, shapes)
    again.restore(state, Path("last.pt"))
    assert again.state()["scaler"] == state["scaler"] and state["scaler"]["scale"] < 65536


def test_stages_say_what_of_the_default_network_learns(tiny: Recipe, shapes: Path) -> None:
    training = loop.Run(replace(tiny, stages=(Stage(1, 1e-4, "heads"), Stage(1, 2e-3, "5+"))), shapes)
    learning = []
    for step in range(3):
        training.learner.prepare(step)
        named = training.learner.network.named_parameters()
        blocks = {name: each for name, each in named if name.startswith("backbone.blocks")}
        learning.append({name.split(".")[2] for name, each in blocks.items() if each.requires_grad})
    assert learning == [set(), {"5", "6"}, {"3", "4", "5", "6"}]
    training.learner.prepare(1)  # the end of a warm-up of two steps: the peak
    rates = {round(group["lr"] / group["peak"], 6) for group in training.learner.optimiser.param_groups}
    assert rates == {2.0}  # 2e-3 in place of 1e-3, the backbone in proportion


def test_patience_ends_a_run_that_gets_no_better(tiny: Recipe, shapes: Path, tmp_path: Path) -> None:
    figures, seen = iter((0.5, 0.4)), []
    patient = replace(tiny, checkpoint_every=1, patience=1)

    def look(learner: object) -> dict[str, Any]:
        seen.append(learner)
        return {"finds": np.zeros((900, 600, 3), np.uint8)}

    path = loop.run(patient, shapes, tmp_path, workers=0, judge=lambda learner: next(figures), finds=look)
    assert checkpoint.load(path)["step"] == 2 and len(seen) == 2
    kept = EventAccumulator(str(tmp_path / "curves"), {"images": 0}).Reload().Images("finds")
    assert [(each.step, each.height, each.width) for each in kept] == [(1, 400, 267), (2, 400, 267)]
    assert checkpoint.load(tmp_path / "best.pt")["step"] == 1
    again = loop.run(patient, shapes, tmp_path, workers=0, progress=_never, judge=lambda learner: 1.0)
    assert checkpoint.load(again)["step"] == 2


def test_patience_without_a_judge_is_an_error(tiny: Recipe, shapes: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="patience is 2, and nothing judges the checkpoints"):
        loop.run(replace(tiny, patience=2), shapes, tmp_path, workers=0)


def test_no_data_is_an_error(tiny: Recipe, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"shapes\.json: is not there"):
        loop.run(tiny, tmp_path, tmp_path / "out", workers=0)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_that_was_killed_ends_as_if_it_had_not_been(tiny_file: Path, shapes: Path, tmp_path: Path) -> None:
    """Killed with SIGKILL after step 5, gone on from the checkpoint of step 4: the same numbers to the last bit."""
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    with started(tiny_file, shapes, killed, "wait") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "5":
                break
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
    assert checkpoint.load(killed / "last.pt")["step"] == 4

    for out, steps in ((killed, [5, 6]), (whole, [1, 2, 3, 4, 5, 6])):
        with started(tiny_file, shapes, out, "go on") as process:
            told, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        assert [int(line) for line in told.split()] == steps
    resumed, uninterrupted = (checkpoint.load(out / "last.pt") for out in (killed, whole))
    assert resumed["step"] == uninterrupted["step"] == 6
    for part in ("network", "average", "optimiser"):
        assert_same(resumed[part], uninterrupted[part], part)


def started(recipe: Path, data: Path, out: Path, manner: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(recipe), str(data), str(out), manner]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def assert_same(one: Any, other: Any, where: str) -> None:
    if isinstance(one, torch.Tensor):
        assert torch.equal(one, other), where
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key, each in one.items():
            assert_same(each, other[key], f"{where}.{key}")
    elif isinstance(one, list):
        for index, (each, its) in enumerate(zip(one, other, strict=True)):
            assert_same(each, its, f"{where}.{index}")
    else:
        assert one == other, where


def _never(done: int, total: int, text: str) -> None:
    raise AssertionError(f"step {done} of {total} was made: {text}")


def test_a_device_that_is_not_there_is_an_error(tiny: Recipe, shapes: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot compute on 'abacus'"):
        loop.run(tiny, shapes, tmp_path, device="abacus")
