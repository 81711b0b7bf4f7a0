from __future__ import annotations

import math

import pytest
import torch
from torchvision.ops import roi_align

from seesame.model.pooling import gathered, pool, pool_by_size


def test_pooling_a_ramp_gives_the_places_of_the_cells() -> None:
    """On a map of stride 4 whose value is the frame x of its cell's centre, each pooled cell is its own centre."""
    level = ((torch.arange(32.0) + 0.5) * 4).repeat(1, 1, 32, 1)
    pooled = pool(level, torch.tensor([[0.0, 20.0, 30.0, 76.0, 90.0]]), 4, 7)
    assert pooled.shape == (1, 1, 7, 7)
    torch.testing.assert_close(pooled[0, 0, 3], 20 + (torch.arange(7) + 0.5) * 8)


def test_pooling_takes_the_scene_that_the_roi_names() -> None:
    level = torch.stack([torch.zeros(1, 8, 8), torch.ones(1, 8, 8)])
    pooled = pool(level, torch.tensor([[1.0, 4, 4, 20, 20], [0, 4, 4, 20, 20]]), 4, 2)
    assert pooled.flatten(1).mean(1).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("side", "level"), [(10, 0), (55, 0), (57, 1), (111, 1), (113, 2), (223, 2), (225, 3), (500, 3), (0, 0)]
)
def test_boxes_are_pooled_from_the_level_of_their_size(side: int, level: int) -> None:
    pyramid = [torch.full((1, 1, 128 // 2**index, 128 // 2**index), float(index)) for index in range(4)]
    pooled = pool_by_size(pyramid, torch.tensor([[0.0, 5, 5, 5 + side, 5 + side]]), 3)
    torch.testing.assert_close(pooled, torch.full((1, 1, 3, 3), float(level)))


def test_pooling_by_size_is_roi_align_on_each_level_in_the_order_of_the_rois() -> None:
    generator = torch.Generator().manual_seed(0)
    pyramid = [torch.randn(2, 3, 128 // 2**index, 128 // 2**index, generator=generator) for index in range(4)]
    corner = torch.rand(40, 2, generator=generator) * 300
    size = torch.exp(torch.rand(40, 2, generator=generator) * 5 + 1)
    rois = torch.cat([torch.randint(0, 2, (40, 1), generator=generator).float(), corner, corner + size], 1)
    pooled = pool_by_size(pyramid, rois, 7)
    used = set()
    for roi, ours in zip(rois, pooled, strict=True):
        side = math.sqrt(float((roi[3] - roi[1]) * (roi[4] - roi[2])))
        level = min(max(math.floor(2 + math.log2(side / 112)), 0), 3)
        used.add(level)
        alone = roi_align(pyramid[level], roi[None], 7, 1 / (4 * 2**level), sampling_ratio=2, aligned=True)
        torch.testing.assert_close(ours, alone[0], rtol=1e-4, atol=1e-4)
    assert used == {0, 1, 2, 3}


def test_pooling_nothing() -> None:
    pyramid = [torch.zeros(1, 3, 128 // 2**index, 128 // 2**index) for index in range(4)]
    assert pool_by_size(pyramid, torch.zeros(0, 5), 7).shape == (0, 3, 7, 7)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_gathering_is_roi_align_back_and_forth_also_over_the_edge_of_the_map(dtype: torch.dtype) -> None:
    generator = torch.Generator().manual_seed(1)
    level = torch.randn(3, 5, 12, 17, generator=generator).to(dtype).requires_grad_()
    corner = torch.rand(30, 2, generator=generator) * 120 - 40
    size = torch.exp(torch.rand(30, 2, generator=generator) * 5)
    rois = torch.cat([torch.randint(0, 3, (30, 1), generator=generator), corner, corner + size], 1).to(dtype)
    ours, theirs = gathered(level, rois, 4, 7), roi_align(level, rois, 7, 0.25, sampling_ratio=2, aligned=True)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
    given = torch.randn(theirs.shape, generator=generator).to(dtype)
    assert given.abs().max() > 0 and theirs.abs().max() > 0
    (back,), (expected,) = torch.autograd.grad(ours, level, given), torch.autograd.grad(theirs, level, given)
    torch.testing.assert_close(back, expected, rtol=1e-4, atol=1e-4)
