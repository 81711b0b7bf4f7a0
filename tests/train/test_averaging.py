from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from seesame.errors import DataError, InputError
from seesame.train import checkpoint
from seesame.train.averaging import average
from seesame.train.export import export


def written(path: Path, name: str, step: int, value: float, size: int = 3) -> Path:
    """A checkpoint of one layer whose kept mean weights are all of one value, and whose present ones are not."""
    state: dict[str, Any] = {
        "recipe": json.dumps({"name": name}),
        "preset": "lite",
        "step": step,
        "network": {"layer.weight": torch.full((size,), -1.0)},
        "average": {"n_averaged": torch.tensor(step), "module.layer.weight": torch.full((size,), value)},
        "proxies": {"vectors": torch.full((2,), value)},
        "optimiser": {},
    }
    checkpoint.save(path, state)
    return path


def test_the_mean_of_the_kept_weights_and_all_else_of_the_last(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{name}.pt", name, 7, value) for name, value in (("a", 1.0), ("b", 2.0), ("c", 6.0))]
    average(paths, tmp_path / "out.pt")
    state = checkpoint.load(tmp_path / "out.pt", checkpoint.LITE)
    assert state["average"]["module.layer.weight"].tolist() == state["network"]["layer.weight"].tolist() == [3.0] * 3
    assert (json.loads(state["recipe"])["name"], state["step"], int(state["average"]["n_averaged"])) == ("c-mean", 7, 7)
    assert state["proxies"]["vectors"].tolist() == [6.0, 6.0]
    assert state["averaged"] == [{"name": name, "steps_done": 7} for name in "abc"]


def test_a_mean_of_means_tells_both(tmp_path: Path) -> None:
    a, b, c = (written(tmp_path / f"{name}.pt", name, 1, 0.0) for name in "abc")
    average([a, b], tmp_path / "ab.pt")
    made = average([tmp_path / "ab.pt", c], tmp_path / "out.pt")
    first, second, third = ({"name": name, "steps_done": 1} for name in "abc")
    assert made["averaged"] == [[first, second], third]


def test_one_is_no_mean(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 checkpoint came, expected two or more"):
        average([written(tmp_path / "a.pt", "a", 1, 0.0)], tmp_path / "out.pt")


def test_none_of_them_is_written_over(tmp_path: Path) -> None:
    a, b = (written(tmp_path / f"{name}.pt", name, 1, 0.0) for name in "ab")
    before = b.read_bytes()
    with pytest.raises(InputError, match=r"b\.pt is one of the checkpoints to average"):
        average([a, b], tmp_path / "." / "b.pt")
    assert b.read_bytes() == before


def test_of_one_network_only(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a.pt", "a", 1, 0.0), written(tmp_path / "b.pt", "b", 1, 0.0, size=4)
    with pytest.raises(DataError, match=r"b\.pt is of another network than .*a\.pt"):
        average([a, b], tmp_path / "out.pt")
    assert not (tmp_path / "out.pt").exists()


def test_the_card_says_of_what_the_weights_are_the_mean(untrained_checkpoint: Path, tmp_path: Path) -> None:
    average([untrained_checkpoint, untrained_checkpoint], tmp_path / "mean.pt")
    card = export(tmp_path / "mean.pt", tmp_path / "weights")
    assert card.recipe["averaged"] == [{"name": "untrained", "steps_done": 0}] * 2
    assert (card.name, card.recipe["steps_done"]) == ("untrained-mean", 0)
