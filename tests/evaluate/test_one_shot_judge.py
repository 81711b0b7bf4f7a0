"""The default network in training is asked as it will be."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from seesame.data import open_dataset
from seesame.errors import DataError
from seesame.evaluate import Protocol, evaluate
from seesame.evaluate.one_shot_judge import SHOWN, OneShotJudge
from seesame.inference import Finder
from seesame.inference.torch_engine import tensors
from seesame.model.build import build_lite
from seesame.weights import find


@pytest.fixture(scope="module")
def learner() -> SimpleNamespace:
    """The weights that ship, as if they were still learning."""
    network = build_lite("lite")
    network.load_state_dict(tensors(find("default")))
    return SimpleNamespace(recipe=SimpleNamespace(network="lite"), average=SimpleNamespace(module=network))


def test_the_figure_is_that_of_an_examination(learner: SimpleNamespace, shapes: Path) -> None:
    dataset = open_dataset(shapes / "shapes.json", shapes / "pictures")
    torch.set_num_threads(2)
    reached = OneShotJudge(dataset, limit=4)(learner)
    report = evaluate(Finder(engine="torch"), dataset, Protocol(runs=1, floors=(0.0,), limit=4))
    assert reached == pytest.approx(report.detection["0"]["mask"]["AP50"]["mean"], abs=1e-6)
    assert reached > 0.2


def test_finds_are_pictures_by_name(learner: SimpleNamespace, shapes: Path) -> None:
    dataset = open_dataset(shapes / "shapes.json", shapes / "pictures")
    finds = OneShotJudge(dataset).finds(learner)
    assert len(finds) == SHOWN
    for name, picture in finds.items():
        assert " in " in name and picture.shape == (120, 160, 3)


def test_data_that_nothing_can_be_asked_of(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text('{"images": [], "annotations": [], "categories": []}')
    with pytest.raises(DataError, match="nothing can be asked of it"):
        OneShotJudge(open_dataset(tmp_path / "none.json", tmp_path))
