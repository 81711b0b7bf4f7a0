from __future__ import annotations

import torch

from seesame.model.paper_heads import LevelMatch, crop_and_resize, pool_levels


def test_match_sees_a_level_and_its_distance_to_the_reference() -> None:
    match = LevelMatch(2, 4, levels=1)
    with torch.no_grad():
        match.convs[0].weight.copy_(torch.eye(4)[:, :, None, None])
        match.convs[0].bias.zero_()
        (matched,) = match([torch.tensor([[[[3.0]], [[-1.0]]]])], torch.tensor([[1.0, 1.0]]))
    assert matched.flatten().tolist() == [3.0, -1.0, 2.0, 2.0]


def test_each_scene_may_have_its_own_reference() -> None:
    match = LevelMatch(1, 2, levels=1)
    with torch.no_grad():
        match.convs[0].weight.copy_(torch.eye(2)[:, :, None, None])
        match.convs[0].bias.zero_()
        (matched,) = match([torch.tensor([3.0, 5.0]).view(2, 1, 1, 1)], torch.tensor([[[1.0], [9.0]]]))
    assert matched.flatten(1).tolist() == [[3.0, 2.0], [5.0, 4.0]]


def test_crop_and_resize_samples_corners() -> None:
    level = torch.arange(16.0).view(1, 1, 4, 4)
    whole = crop_and_resize(level, torch.tensor([[0.0, 0.0, 0.0, 16.0, 16.0]]), 4, 4)
    torch.testing.assert_close(whole, level, rtol=1e-5, atol=1e-5)
    corners = crop_and_resize(level, torch.tensor([[0.0, 0.0, 0.0, 16.0, 16.0]]), 4, 2)
    torch.testing.assert_close(corners.flatten(), torch.tensor([0.0, 3.0, 12.0, 15.0]), rtol=1e-5, atol=1e-5)


def test_boxes_are_pooled_from_the_level_of_their_size_in_order() -> None:
    levels = [torch.full((1, 1, 512 // s, 512 // s), float(s)) for s in (4, 8, 16, 32)]
    sides = (448.0, 56.0, 224.0, 112.0, 20.0)
    rois = torch.tensor([[0.0, 1.0, 1.0, 1.0 + side, 1.0 + side] for side in sides])
    pooled = pool_levels(levels, rois, 3)
    torch.testing.assert_close(pooled.mean((1, 2, 3)), torch.tensor([32.0, 4.0, 16.0, 8.0, 4.0]))


def test_no_boxes_give_no_cells() -> None:
    levels = [torch.zeros(1, 2, 64 // s, 64 // s) for s in (4, 8, 16, 32)]
    assert pool_levels(levels, torch.zeros(0, 5), 7).shape == (0, 2, 7, 7)
