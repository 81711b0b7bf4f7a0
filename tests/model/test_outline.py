from __future__ import annotations

import torch
from torch import Tensor

from seesame.model.outline import Outline

ROIS = torch.tensor([[0.0, 10, 10, 60, 60], [1.0, 0, 0, 128, 128]])


def pyramid() -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(2, 6, 32 // 2**i, 32 // 2**i, generator=generator) for i in range(4)]


def test_a_grid_for_each_box() -> None:
    network = Outline(6, 28)
    assert network(pyramid(), ROIS).shape == (2, 28, 28)
    assert network(pyramid(), ROIS[:0]).shape == (0, 28, 28)


def test_one_box_is_as_among_several() -> None:
    network = Outline(6, 28)
    torch.testing.assert_close(network(pyramid(), ROIS)[1:], network(pyramid(), ROIS[1:]))


def test_fine_detail_and_context_both_tell() -> None:
    network = Outline(6, 28)
    before = network(pyramid(), ROIS)
    for level, changed in ((0, [True, True]), (2, [False, True]), (3, [False, False])):
        given = pyramid()
        given[level] = given[level] + 1.0
        after = network(given, ROIS)
        assert [(one != other).any().item() for one, other in zip(before, after, strict=True)] == changed
