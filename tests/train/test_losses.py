from __future__ import annotations

import math

import pytest
import torch

from seesame.model.proposals import Proposals
from seesame.train.losses import (
    outline_loss,
    paired_iou,
    proposal_losses,
    quality_focal,
    quality_loss,
    refine_loss,
)
from seesame.train.targets import RegionTruth


def test_quality_focal_against_its_formula() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(50, generator=generator) * 3
    targets, weights = torch.rand(50, generator=generator), torch.rand(50, generator=generator)
    p = 1 / (1 + torch.exp(-logits.double()))
    entropy = -(targets * torch.log(p) + (1 - targets) * torch.log(1 - p))
    wanted = ((targets - p).abs() ** 2 * entropy * weights).sum()
    assert quality_focal(logits, targets, weights).item() == pytest.approx(wanted.item(), rel=1e-5)


def test_quality_focal_by_hand() -> None:
    one = torch.ones(1)
    assert quality_focal(torch.zeros(1), one, one).item() == pytest.approx(0.25 * math.log(2))
    assert quality_focal(torch.zeros(1), 0.5 * one, one).item() == 0.0
    assert quality_focal(torch.zeros(1), one, 0 * one).item() == 0.0
    assert quality_focal(torch.zeros(0), torch.zeros(0), torch.zeros(0)).item() == 0.0
    assert math.isfinite(quality_focal(torch.tensor([-1e4, 1e4]), torch.tensor([1.0, 0.0]), torch.ones(2)).item())


def proposals(boxes: list[list[float]], logit: float = 0.0) -> Proposals:
    """Candidates of stride 4 at the middles of their boxes."""
    rows = torch.tensor(boxes, requires_grad=True)
    places = (rows.detach()[:, :2] + rows.detach()[:, 2:]) / 2
    logits = torch.full((1, len(boxes)), logit, requires_grad=True)
    return Proposals(logits, rows[None], places, torch.full((len(boxes),), 4.0))


TRUE = torch.tensor([[10.0, 10, 30, 30]])


def test_a_perfect_candidate_costs_only_its_doubt() -> None:
    losses = proposal_losses(proposals([[10.0, 10, 30, 30]], 20.0), [TRUE], torch.ones(1, 64, 64))
    assert losses["sides"][0].mean().item() == pytest.approx(0.0, abs=1e-5)
    assert losses["objectness"][0].mean().item() == pytest.approx(0.0, abs=1e-5)


def test_candidates_are_punished_where_nothing_is_as_far_as_that_is_trusted() -> None:
    away = proposals([[40.0, 40, 60, 60]])
    full = proposal_losses(away, [TRUE], torch.ones(1, 64, 64))
    half = proposal_losses(away, [TRUE], torch.full((1, 64, 64), 0.5))
    none = proposal_losses(away, [TRUE], torch.zeros(1, 64, 64))
    assert full["objectness"][0].mean().item() == pytest.approx(0.25 * math.log(2))
    assert half["objectness"][0].mean().item() == pytest.approx(0.125 * math.log(2))
    assert none["objectness"][0].mean().item() == 0.0
    assert full["sides"][0].mean().item() == 0.0


def test_objectness_aims_at_the_overlap() -> None:
    """Half the box is found: at a logit of 0 the target of a half costs nothing."""
    losses = proposal_losses(proposals([[15.0, 10, 25, 30]]), [TRUE], torch.ones(1, 64, 64))
    assert losses["objectness"][0].mean().item() == pytest.approx(0.0, abs=1e-6)
    assert losses["sides"][0].mean().item() == pytest.approx(0.5)  # 1 - iou, the enclosing box is the true one


def test_scenes_without_objects() -> None:
    losses = proposal_losses(proposals([[10.0, 10, 30, 30]]), [torch.zeros(0, 4)], torch.ones(1, 64, 64))
    assert losses["sides"][0].mean().item() == 0.0
    assert losses["objectness"][0].mean().item() == pytest.approx(0.25 * math.log(2))
    losses["objectness"][0].mean().backward()


def test_refining() -> None:
    boxes = torch.tensor([[10.0, 10, 30, 30], [40.0, 40, 60, 60]])
    deltas = torch.zeros(2, 4, requires_grad=True)
    truth = RegionTruth(torch.tensor([0.5, 0.39]), torch.tensor([0, 0]))
    shifted = TRUE + torch.tensor([10.0, 0, 10, 0])  # shares a third with the first box, hulls 30 x 20
    assert refine_loss(boxes, deltas, truth, shifted).item() == pytest.approx(1 - 1 / 3)
    loss = refine_loss(boxes, deltas, truth, shifted)
    loss.backward()
    assert deltas.grad is not None
    assert deltas.grad[0].abs().sum() > 0
    assert deltas.grad[1].abs().sum() == 0


def test_nothing_to_refine_still_has_a_gradient() -> None:
    deltas = torch.zeros(2, 4, requires_grad=True)
    loss = refine_loss(torch.ones(2, 4), deltas, RegionTruth(torch.zeros(2), torch.full((2,), -1)), torch.zeros(0, 4))
    loss.backward()
    assert loss.item() == 0.0


def test_quality_aims_at_the_overlap_and_at_nothing_below() -> None:
    truth = RegionTruth(torch.tensor([0.5, 0.29]), torch.tensor([0, 0]))
    logits = torch.zeros(2)
    assert quality_loss(logits, truth, torch.ones(2)).item() == pytest.approx(0.25 * math.log(2))
    assert quality_loss(logits, truth, torch.zeros(2)).item() == 0.0


def test_outlines() -> None:
    targets = torch.zeros(2, 4, 4)
    targets[:, :, :2] = 1.0
    sure = (targets - 0.5) * 40
    assert outline_loss(sure, targets, torch.ones(2)).mean().item() == pytest.approx(0.0, abs=1e-5)
    undecided = outline_loss(torch.zeros(2, 4, 4), targets, torch.ones(2)).mean().item()
    dice = 1 - (2 * 0.5 * 8 + 1) / (16 * 0.25 + 8 + 1)
    assert undecided == pytest.approx(math.log(2) + dice)
    first = outline_loss(torch.zeros(2, 4, 4), targets, torch.tensor([1.0, 0.0]))
    assert first.mean().item() == pytest.approx(undecided)
    assert outline_loss(torch.zeros(2, 4, 4), targets, torch.zeros(2)).mean().item() == 0.0


def test_paired_overlaps() -> None:
    one = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 10], [0, 0, 10, 10], [3, 3, 3, 3]])
    other = torch.tensor([[0.0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30], [3, 3, 3, 3]])
    torch.testing.assert_close(paired_iou(one, other), torch.tensor([1.0, 1 / 3, 0.0, 0.0]))
