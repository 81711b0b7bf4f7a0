from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from seesame.model.config import LiteConfig
from seesame.model.proposals import Proposals
from seesame.train.targets import (
    RegionTruth,
    assign,
    match_truth,
    moved,
    nearest,
    outline_truth,
    sample_boxes,
    trust_at,
)

BIG = [30.0, 30.0, 70.0, 70.0]  # side 40: for strides 4 (under 56) and 8 (40 to 112)
SMALL = [46.0, 46.0, 54.0, 54.0]  # side 8: for stride 4 only


def owners(*places: tuple[float, float, int], boxes: list[list[float]]) -> list[int]:
    at = torch.tensor([[x, y] for x, y, _ in places])
    strides = torch.tensor([float(stride) for *_, stride in places])
    owner: list[int] = assign(at, strides, torch.tensor(boxes).reshape(-1, 4)).tolist()
    return owner


def test_places_near_the_middle_answer_at_the_strides_that_suit() -> None:
    near = [(50.0, 50.0, 4), (55.0, 50.0, 4), (50.0, 50.0, 8), (61.0, 39.0, 8)]
    far = [(57.0, 50.0, 4), (63.0, 50.0, 8), (50.0, 50.0, 16), (50.0, 50.0, 64)]
    assert owners(*near, boxes=[BIG]) == [0, 0, 0, 0]
    assert owners(*far, boxes=[BIG]) == [-1, -1, -1, -1]


def test_the_smallest_of_several_wins_where_it_reaches() -> None:
    assert owners((50, 50, 4), (55, 50, 4), (50, 50, 8), boxes=[BIG, SMALL]) == [1, 0, 0]
    assert owners((50, 50, 4), (55, 50, 4), (50, 50, 8), boxes=[SMALL, BIG]) == [0, 1, 1]


def test_a_place_must_lie_inside() -> None:
    sliver = [40.0, 49.0, 60.0, 51.0]
    assert owners((50, 50, 4), (50, 53, 4), boxes=[sliver]) == [0, -1]


@pytest.mark.parametrize(("side", "strides"), [(3, [4]), (39, [4]), (41, [4, 8]), (100, [8, 16]), (5000, [64])])
def test_every_size_has_its_strides(side: float, strides: list[int]) -> None:
    half = side / 2
    box = [[100 - half, 100 - half, 100 + half, 100 + half]]
    every = [4, 8, 16, 32, 64]
    found = owners(*((100.0, 100.0, stride) for stride in every), boxes=box)
    assert [stride for stride, owner in zip(every, found, strict=True) if owner == 0] == strides


def test_no_object_no_owner() -> None:
    assert owners((50, 50, 4), (0, 0, 8), boxes=[]) == [-1, -1]


def test_trust_is_read_at_points_and_clamped_to_the_map() -> None:
    trust = torch.tensor([[0.0, 0.1], [0.2, 0.3]])
    points = torch.tensor([[0.9, 0.9], [1.2, 0.0], [0.0, 1.9], [5.0, 5.0], [-3.0, -3.0]])
    torch.testing.assert_close(trust_at(trust, points), torch.tensor([0.0, 0.1, 0.2, 0.3, 0.0]))


def test_the_nearest_object() -> None:
    boxes = torch.tensor([[0.0, 0, 10, 10], [5, 0, 15, 10], [50, 50, 60, 60]])
    truth = nearest(boxes, boxes[:1])
    torch.testing.assert_close(truth.overlap, torch.tensor([1.0, 1 / 3, 0.0]))
    assert truth.of.tolist() == [0, 0, 0]
    none = nearest(torch.ones(2, 4), torch.zeros(0, 4))
    assert (none.overlap.tolist(), none.of.tolist()) == ([0, 0], [-1, -1])


def test_what_the_match_should_say() -> None:
    truth = RegionTruth(torch.tensor([0.9, 0.45, 0.2, 0.5]), torch.tensor([0, 0, 1, 1]))
    same = torch.tensor([[1.0, -1.0], [0.0, 1.0]])  # question 0 is object 0's kind and perhaps object 1's
    target, weight = match_truth(truth, same, torch.tensor([0.25, 0.25, 0.25, 0.0]))
    assert target.tolist() == [[1, 0], [0, 0], [0, 0], [0, 1]]
    assert weight.tolist() == [[1, 1], [0, 0], [0.25, 0.25], [0, 1]]


def test_without_objects_all_is_background_as_far_as_it_is_trusted() -> None:
    truth = RegionTruth(torch.zeros(2), torch.full((2,), -1))
    target, weight = match_truth(truth, torch.zeros(3, 0), torch.tensor([1.0, 0.25]))
    assert target.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert weight.tolist() == [[1, 1, 1], [0.25, 0.25, 0.25]]


def test_the_part_of_a_mask_under_a_box() -> None:
    masks = torch.zeros(2, 32, 32, dtype=torch.uint8)
    masks[0, :, :16] = 1
    masks[1, 8:24, 8:24] = 1
    boxes = torch.tensor([[0.0, 0, 32, 32], [8, 8, 24, 24], [16, 0, 32, 32], [0, 0, 32, 32]])
    grids = outline_truth(masks, torch.tensor([0, 1, 0, 1]), boxes, 4)
    assert grids[0].tolist() == [[1, 1, 0, 0]] * 4
    assert grids[1].tolist() == [[1] * 4] * 4
    assert grids[2].sum() == 0
    assert grids[3].tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]


def test_no_object_no_outline() -> None:
    masks = torch.zeros(0, 32, 32, dtype=torch.uint8)
    grids = outline_truth(masks, torch.tensor([-1, -1]), torch.ones(2, 4), 4)
    assert grids.shape == (2, 4, 4)
    assert grids.sum() == 0


def candidates() -> Proposals:
    """Fifty candidates in each of two scenes, along a diagonal; the first is the likeliest, the second nearly it."""
    boxes = torch.stack([torch.tensor([i, i, i + 10.0, i + 10.0]) for i in (0.0, 0.5, *range(2, 50))])
    logits = torch.arange(50.0, 0, -1)
    return Proposals(logits.repeat(2, 1), boxes.repeat(2, 1, 1), torch.zeros(50, 2), torch.zeros(50))


def draw(seed: int) -> Callable[[int], torch.Generator]:
    return lambda number: torch.Generator().manual_seed(100 * seed + number)


def sampled(true: Tensor, seed: int = 0) -> Tensor:
    """The boxes of the second of two scenes."""
    return sample_boxes(candidates(), [true, true], 64, 12, LiteConfig(), (0, 1), draw(seed))[1]


def test_every_other_scene_has_candidates_only() -> None:
    first, second = sample_boxes(candidates(), [torch.ones(1, 4)] * 2, 64, 12, LiteConfig(), (0, 1), draw(0))
    assert first[0].tolist() == second[1].tolist() == [0, 0, 10, 10]


def test_a_scene_is_sampled_alike_in_whatever_process_it_is() -> None:
    true = torch.tensor([[20.0, 20, 40, 44], [5, 5, 15, 15]])
    proposals = candidates()
    alone = proposals._replace(logits=proposals.logits[1:], boxes=proposals.boxes[1:])
    assert torch.equal(sample_boxes(alone, [true], 64, 12, LiteConfig(), (1,), draw(0))[0], sampled(true))


def test_regions_are_objects_slightly_moved_and_the_best_candidates() -> None:
    true = torch.tensor([[20.0, 20, 40, 44], [5, 5, 15, 15]])
    boxes = sampled(true)
    assert boxes.shape == (12, 4)
    overlap = nearest(boxes[:2], true)
    assert (overlap.overlap > 0.5).all()
    assert sorted(overlap.of.tolist()) == [0, 1]
    assert boxes[2].tolist() == [0, 0, 10, 10]
    assert boxes[3].tolist() == [2, 2, 12, 12]  # the second candidate was suppressed
    assert torch.equal(boxes, sampled(true))
    assert not torch.equal(boxes, sampled(true, seed=1))


def test_at_most_a_sixth_of_the_regions_are_objects() -> None:
    true = torch.tensor([[20.0, 20, 60, 60]]).repeat(8, 1)
    boxes = sampled(true)
    assert (nearest(boxes, true).overlap > 0.6).sum() == 2


def test_regions_of_a_scene_without_objects_are_candidates() -> None:
    boxes = sampled(torch.zeros(0, 4))
    assert boxes.shape == (12, 4)
    assert boxes[0].tolist() == [0, 0, 10, 10]


def test_refined_boxes_are_at_least_a_pixel_and_carry_no_gradient() -> None:
    deltas = torch.zeros(2, 4, requires_grad=True)
    boxes = moved(torch.tensor([[5.0, 5, 5, 5], [0, 0, 8, 8]]), deltas)
    assert boxes.tolist() == [[5, 5, 6, 6], [0, 0, 8, 8]]
    assert not boxes.requires_grad
