from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from seesame.train.processes import ALONE, joined
from seesame.train.tally import Tally

ROOT = Path(__file__).resolve().parents[2]

# Trains by each recipe, alone or as one of several processes, and prints the losses of every step and the last weights.
PROGRAM = """
import json, sys
from pathlib import Path
import torch
from seesame.model.build import PAPER_PRESETS
from seesame.train.loop import Run
from seesame.train.processes import joined
from seesame.train.recipe import read_recipe
from tests.train.conftest import TINY_PAPER

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)  # in single precision a last digit may exchange two proposals
PAPER_PRESETS["paper-tiny"] = TINY_PAPER
with joined("cpu") as (processes, device):
    for recipe in sys.argv[2:]:
        run = Run(read_recipe(Path(recipe)), Path(sys.argv[1]), device, processes)
        run.learner.network.double()
        run.learner.start()
        run.learner.losses.double()
        batches = run.batches(0)
        told = [run.step(batches) for _ in range(3)]
        total = sum(float(each.double().abs().sum()) for each in run.learner.network.state_dict().values())
        if processes.first:
            print(json.dumps({"count": processes.count, "told": told, "weights": total}))
"""


def test_alone_a_mean_is_a_mean() -> None:
    parts = {"kinds": (Tally(torch.tensor(6.0), 3), Tally(torch.tensor(1.0), 0)), "box": (Tally(torch.tensor(4.0), 8),)}
    means = ALONE.means(parts)
    assert {name: float(each) for name, each in means.items()} == {"kinds": 3.0, "box": 0.5}
    assert ALONE.told(means) == {"kinds": 3.0, "box": 0.5}


def test_alone_nothing_is_wrapped() -> None:
    module = torch.nn.Linear(1, 1)
    assert ALONE.first and ALONE.wrap(module) is module
    with joined("cuda:7") as (processes, device):
        assert (processes, device) == (ALONE, "cuda:7")


@pytest.mark.slow
@pytest.mark.skipif(not torch.distributed.is_available(), reason="this torch knows no other processes")
def test_two_processes_learn_what_one_does(
    tiny_file: Path, tiny_paper_file: Path, shapes: Path, tmp_path: Path
) -> None:
    """Both networks, three steps, over the loopback: losses and weights alike to rounding."""
    (tmp_path / "train.py").write_text(PROGRAM)
    told = []
    together = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    for start in ([], together):
        given = [tmp_path / "train.py", shapes, tiny_file, tiny_paper_file]
        command = [sys.executable, *start, *map(str, given)]
        environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told.append([json.loads(line) for line in done.stdout.splitlines()])
    for one, two in zip(*told, strict=True):
        assert (one["count"], two["count"]) == (1, 2)
        for ours, theirs in zip(one["told"], two["told"], strict=True):
            assert theirs == pytest.approx(ours, rel=1e-9)
        assert two["weights"] == pytest.approx(one["weights"], rel=1e-12)
