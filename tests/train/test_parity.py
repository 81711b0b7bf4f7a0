from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from seesame import demo
from seesame.errors import ExportError
from seesame.inference.torch_engine import TorchEngine, load
from seesame.instances import Instances
from seesame.train import parity
from seesame.train.parity import MOST, check_parity, paired
from seesame.weights import Weights


def instances(*boxes: list[float]) -> Instances:
    scores = np.linspace(1, 0.5, len(boxes), dtype=np.float32)
    return Instances.from_masks((50, 50), boxes, scores, np.zeros((len(boxes), 50, 50), bool))


def test_graphs_that_answer_like_torch(untrained: Weights, tmp_path: Path) -> None:
    tiny = tmp_path / "tiny.png"
    cv2.imwrite(str(tiny), np.random.default_rng(0).integers(0, 256, (9, 7, 3)).astype(np.uint8))
    told: list[str] = []
    found = check_parity(load(untrained), untrained, [demo.coins(), tiny], lambda *each: told.append(str(each)))
    assert set(found) == {*MOST, "pictures", "instances"}
    assert found["pictures"] == 2
    assert found["instances"] > 10
    assert all(found[name] <= most for name, most in MOST.items())
    assert told == ["(1, 2, 'comparing with torch: coins.png')", "(2, 2, 'comparing with torch: tiny.png')"]


def test_a_network_that_is_not_the_exported_one(untrained: Weights) -> None:
    engine = load(untrained)
    with torch.no_grad():
        engine.network.compare.offset += 0.5
    with pytest.raises(ExportError, match=r"the graphs differ from torch: scores by 0\.\d+, at most 0\.005 is allowed"):
        check_parity(engine, untrained, [demo.coins()])


def test_numbers_that_are_none_do_not_pass(untrained: Weights) -> None:
    engine = load(untrained)
    with torch.no_grad():
        engine.network.box_head.relate.quality.bias.fill_(torch.nan)
    with pytest.raises(ExportError, match="the graphs differ from torch: unpaired by 1"):
        check_parity(engine, untrained, [demo.coins()])


def test_nothing_to_compare_does_not_pass(untrained: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parity, "_answers", lambda *_: [Instances.empty((5, 5))] * 2)
    with pytest.raises(ExportError, match="found nothing on any picture"):
        check_parity(TorchEngine(load(untrained).network), untrained, [demo.coins()])


def test_pairs_overlap_by_nine_tenths_and_are_taken_once() -> None:
    one = instances([0, 0, 10, 10], [0, 0, 10, 9.9], [20, 20, 40, 40])
    other = instances([20, 20, 40, 39], [0, 0, 10, 10])
    assert sorted(paired(one, other)) == [(0, 1), (2, 0)]
    assert paired(instances([0, 0, 10, 10]), instances([0, 0, 10, 8])) == []


def test_nothing_has_no_pairs() -> None:
    assert paired(instances(), instances([0, 0, 10, 10])) == []
    assert paired(instances([0, 0, 10, 10]), instances()) == []
