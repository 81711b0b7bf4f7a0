from __future__ import annotations

import math

import pytest
import torch

from seesame.model.anchors import between_middles, from_middles
from seesame.model.layers import shift
from seesame.train.paper_targets import deltas_to, masks_under, sample_anchors, sample_regions


def draw(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_deltas_lead_to_the_true_box() -> None:
    boxes, true = torch.tensor([[0.0, 0, 10, 20]]), torch.tensor([[2.0, 0, 22, 20]])
    deltas = deltas_to(boxes, true)
    assert deltas[0].tolist() == pytest.approx([7.0, 0.0, math.log(2) / 0.2, 0.0])
    half = torch.tensor([[2.0, 1, 14, 20]])
    torch.testing.assert_close(shift(boxes, deltas_to(boxes, half)), half)


def test_anchors_that_overlap_by_seven_tenths_or_more_than_any_other() -> None:
    true = torch.tensor([[0.0, 0, 10, 10], [40, 40, 50, 50]])
    anchors = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 8], [0, 0, 10, 5], [45, 40, 55, 50], [80, 80, 90, 90]])
    truth = sample_anchors(anchors, true, 8, draw())
    assert truth.positive == 3 and set(truth.rows[:3].tolist()) == {0, 1, 3}  # 3 overlaps by a third: the best there is
    assert truth.rows[3:].tolist() == [4]  # 2 overlaps by a half, which says nothing
    moved = shift(anchors[truth.rows[:3]], truth.deltas)
    wanted = torch.stack([true[1] if row == 3 else true[0] for row in truth.rows[:3]])
    torch.testing.assert_close(moved, wanted)


def test_at_most_half_of_the_anchors_hold_an_object() -> None:
    anchors = torch.cat([torch.tensor([[0.0, 0, 10, 10]]).repeat(9, 1), torch.full((9, 4), 50.0)])
    truth = sample_anchors(anchors, torch.tensor([[0.0, 0, 10, 10]]), 8, draw())
    assert truth.positive == 4 and len(truth.rows) == 8
    assert (truth.rows[:4] < 9).all() and (truth.rows[4:] >= 9).all()


def test_two_others_for_each_region_with_an_object() -> None:
    true = torch.tensor([[0.0, 0, 11, 11]])
    held, other = torch.tensor([[0.0, 0, 11, 9]]), torch.tensor([[50.0, 50, 60, 60]])
    proposals = torch.cat([held.repeat(10, 1), other.repeat(30, 1)])
    sample = sample_regions(proposals, true, 12, draw())
    assert sample.positive == 3 and len(sample.boxes) == 9
    assert sample.of.tolist() == [0, 0, 0]
    moved = from_middles(shift(between_middles(sample.boxes[:3]), sample.deltas))
    torch.testing.assert_close(moved, true.expand(3, 4))


def test_without_a_region_that_holds_an_object_nothing_is_judged() -> None:
    sample = sample_regions(torch.tensor([[50.0, 50, 60, 60]]), torch.tensor([[0.0, 0, 9, 9]]), 12, draw())
    assert (sample.positive, len(sample.boxes), len(sample.of)) == (0, 0, 0)
    none = sample_regions(torch.zeros(0, 4), torch.tensor([[0.0, 0, 9, 9]]), 12, draw())
    assert none.boxes.shape == (0, 4)


def test_a_mask_under_its_own_box_and_under_others() -> None:
    mini = torch.zeros(1, 56, 56, dtype=torch.uint8)
    mini[0, :, :28] = 1  # the left half
    true = torch.tensor([[10.0, 10, 30, 30]])
    boxes = torch.tensor([[10.0, 10, 30, 30], [20.0, 10, 30, 30], [10.0, 10, 20, 30], [30.0, 10, 50, 30]])
    whole, right, left, beside = masks_under(mini, torch.zeros(4, dtype=torch.int64), true, boxes, 28)
    assert whole[:, :14].all() and not whole[:, 14:].any()
    assert not right.any() and left.all()
    assert not beside.any()  # its samples lie outside of the object's box
    assert masks_under(mini, torch.zeros(0, dtype=torch.int64), true, torch.zeros(0, 4), 28).shape == (0, 28, 28)
