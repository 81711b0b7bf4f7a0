from __future__ import annotations

import pytest
import torch
from torch import Tensor

from seesame.model.proposals import ProposalHead, Proposals, best


def pyramid(batch: int = 1) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(batch, 4, 16 // 2**i, 32 // 2**i, generator=generator) for i in range(4)]


def test_every_place_of_five_strides() -> None:
    proposals = ProposalHead(4, 1, 5)(pyramid(2))
    counts = [16 * 32, 8 * 16, 4 * 8, 2 * 4, 1 * 2]
    assert proposals.logits.shape == (2, sum(counts))
    assert proposals.boxes.shape == (2, sum(counts), 4)
    assert proposals.strides.unique(return_counts=True)[1].tolist() == counts
    assert proposals.places[0].tolist() == [2.0, 2.0]
    assert proposals.places[1].tolist() == [6.0, 2.0]
    assert proposals.places[32].tolist() == [2.0, 6.0]
    assert proposals.places[-2:].tolist() == [[32.0, 32.0], [96.0, 32.0]]


def test_a_head_that_has_learnt_nothing_says_eight_strides_and_one_percent() -> None:
    head = ProposalHead(4, 1, 5)
    torch.nn.init.zeros_(head.sides.weight)
    torch.nn.init.zeros_(head.objectness.weight)
    proposals = head(pyramid())
    reach = (4 * proposals.strides)[:, None]
    wanted = torch.cat([proposals.places - reach, proposals.places + reach], 1)
    torch.testing.assert_close(proposals.boxes[0], wanted)
    torch.testing.assert_close(torch.sigmoid(proposals.logits), torch.full_like(proposals.logits, 0.01))


def test_sides_grow_with_their_level() -> None:
    head = ProposalHead(4, 1, 5)
    torch.nn.init.zeros_(head.sides.weight)
    with torch.no_grad():
        head.scales[1] = 2.0  # twice the logarithm: 16 instead of 4 strides on every side
    boxes = head(pyramid()).boxes[0]
    second = boxes[16 * 32]
    assert (second[2] - second[0]).item() == pytest.approx(2 * 16 * 8, rel=1e-5)


def proposals(logits: list[list[float]]) -> Proposals:
    count = len(logits[0])
    boxes = torch.tensor([[-5.0, -6.0, 10.0 + i, 70.0] for i in range(count)]).repeat(len(logits), 1, 1)
    return Proposals(torch.tensor(logits), boxes, torch.zeros(count, 2), torch.zeros(count))


def test_the_best_come_first_and_are_clipped() -> None:
    boxes, logits = best(proposals([[0.1, 0.9, 0.5], [3.0, 1.0, 2.0]]), 2, (64, 11))
    torch.testing.assert_close(logits, torch.tensor([[0.9, 0.5], [3.0, 2.0]]))
    assert boxes[0].tolist() == [[0, 0, 11, 64], [0, 0, 11, 64]]
    assert boxes[1].tolist() == [[0, 0, 10, 64], [0, 0, 11, 64]]


def test_one_scene_is_as_in_a_batch() -> None:
    head = ProposalHead(4, 2, 5)
    both, single = head(pyramid(2)), head([each[1:] for each in pyramid(2)])
    torch.testing.assert_close(both.boxes[1:], single.boxes)
    torch.testing.assert_close(both.logits[1:], single.logits)
