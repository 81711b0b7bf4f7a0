from __future__ import annotations

import pytest
import torch

from seesame.model.build import build_lite
from seesame.train.recipe import OptimiserConfig
from seesame.train.schedule import optimiser_for, set_rates, share_of_peak


def test_a_straight_rise_then_half_a_cosine() -> None:
    shares = [share_of_peak(step, 12, 4) for step in range(12)]
    assert shares[:4] == [0.25, 0.5, 0.75, 1.0]
    assert shares[4] == 1.0
    assert shares[8] == pytest.approx(0.5)
    assert shares[10] == pytest.approx(0.5 * (1 - 2**-0.5))
    assert 0 < shares[11] < shares[10]
    assert share_of_peak(12, 12, 4) == pytest.approx(0.0)


def test_no_warm_up_and_nothing_but_warm_up() -> None:
    assert share_of_peak(0, 10, 0) == 1.0
    assert [share_of_peak(step, 3, 5) for step in range(3)] == [0.2, 0.4, 0.6]


def test_every_trained_number_is_in_one_group() -> None:
    network = build_lite("lite")
    network.backbone.learn(1, frozen=3)
    proxies = torch.nn.Linear(2, 3)
    optimiser = optimiser_for(network, proxies, OptimiserConfig(heads=1e-3, backbone=1e-4, weight_decay=0.02))
    held = [id(each) for group in optimiser.param_groups for each in group["params"]]
    assert len(held) == len(set(held))
    trained = [*network.parameters(), *proxies.parameters()]
    assert set(held) == {id(each) for each in trained if each.requires_grad}


def test_what_starts_from_imagenet_learns_slower_and_only_matrices_decay() -> None:
    network = build_lite("lite")
    proxies = torch.nn.Linear(2, 3)
    optimiser = optimiser_for(network, proxies, OptimiserConfig(heads=1e-3, backbone=1e-4, weight_decay=0.02))
    of = {id(each): group for group in optimiser.param_groups for each in group["params"]}
    assert of[id(network.semantic.project.weight)]["peak"] == 1e-4
    assert of[id(network.backbone.stem[0][1].weight)]["peak"] == 1e-4  # type: ignore[index]
    assert of[id(network.box_head.hidden.weight)]["peak"] == 1e-3
    assert of[id(network.box_head.hidden.weight)]["weight_decay"] == 0.02
    assert of[id(network.box_head.hidden.bias)]["weight_decay"] == 0.0
    assert of[id(network.compare.cosine)]["weight_decay"] == 0.0
    assert of[id(proxies.weight)]["peak"] == 1e-3
    assert of[id(proxies.weight)]["weight_decay"] == 0.0


def test_rates_are_shares_of_their_peaks() -> None:
    one, other = torch.nn.Parameter(torch.zeros(1)), torch.nn.Parameter(torch.zeros(1))
    optimiser = torch.optim.AdamW([{"params": [one], "peak": 0.1}, {"params": [other], "peak": 0.2}], lr=1.0)
    set_rates(optimiser, 0.5)
    assert [group["lr"] for group in optimiser.param_groups] == [0.05, 0.1]
