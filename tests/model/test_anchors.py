from __future__ import annotations

import torch

from seesame.model.anchors import Anchored, AnchorHead, between_middles, from_middles, propose, shift_and_clip


def test_anchors_have_their_size_shape_and_place() -> None:
    head = AnchorHead(4, (32,), (0.5, 1.0, 2.0))
    anchors = head([torch.zeros(1, 4, 2, 2)]).anchors
    assert anchors.shape == (12, 4)
    sizes = anchors[:, 2:] - anchors[:, :2]
    torch.testing.assert_close(sizes.prod(1), torch.full((12,), 1024.0))
    torch.testing.assert_close(sizes[:3, 0] / sizes[:3, 1], torch.tensor([0.5, 1.0, 2.0]))
    torch.testing.assert_close(anchors[3:6].view(3, 2, 2).mean(1), torch.tensor([[4.0, 0.0]] * 3))


def test_boxes_count_one_less_to_the_right_and_below() -> None:
    box = torch.tensor([[2.0, 3.0, 12.0, 23.0]])
    assert between_middles(box).tolist() == [[2.0, 3.0, 11.0, 22.0]]
    assert torch.equal(from_middles(between_middles(box)), box)


def test_boxes_are_moved_by_their_size_between_middles() -> None:
    box, window = torch.tensor([10.0, 10.0, 21.0, 31.0]), torch.tensor([0.0, 0.0, 64.0, 64.0])
    moved = shift_and_clip(box, torch.tensor([1.0, 0.0, 0.0, 0.0]), window)
    assert moved.tolist() == [11.0, 10.0, 22.0, 31.0]  # a tenth of 10, not of 11
    cut = shift_and_clip(box, torch.zeros(4), torch.tensor([12.0, 0.0, 20.0, 64.0]))
    assert cut.tolist() == [12.0, 10.0, 20.0, 31.0]


def test_proposals_are_the_best_boxes_that_are_unlike() -> None:
    anchors = torch.tensor([[0.0, 0.0, 20.0, 20.0], [1.0, 0.0, 21.0, 20.0], [40.0, 40.0, 80.0, 60.0]])
    logits = torch.tensor([[[0.0, 1.0], [0.0, 3.0], [0.0, 2.0]]])
    (best,) = propose(Anchored(logits, torch.zeros(1, 3, 4), anchors), 64, 0.7, 10)
    assert best.tolist() == [[1.0, 0.0, 21.0, 20.0], [40.0, 40.0, 64.0, 60.0]]
    (one,) = propose(Anchored(logits, torch.zeros(1, 3, 4), anchors), 64, 0.7, 1)
    assert len(one) == 1
