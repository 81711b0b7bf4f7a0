"""What each candidate and each region should have said. Pure functions of boxes and truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torchvision.ops import box_iou, nms, roi_align

from seesame.model.config import LiteConfig
from seesame.model.layers import shift
from seesame.model.proposals import Proposals, best

FINEST, COARSEST = 4, 64
"""Strides between which candidates are proposed."""


def assign(places: Tensor, strides: Tensor, boxes: Tensor, radius: float = 1.5) -> Tensor:
    """Which object each place is responsible for.

    A place answers for an object that it lies in, within `radius` strides of the object's centre, when the object's
    size suits its stride (5 to 14 of them, neighbouring strides overlap); for the smallest of several.
    Takes: places (N, 2), strides (N,), boxes (G, 4). Returns: int64 (N,), the object's index or -1.
    Source: FCOS, arXiv 1904.01355, section 3.2, with overlapping sizes.
    """
    if len(boxes) == 0:
        return torch.full((len(places),), -1, dtype=torch.int64, device=places.device)
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    near = ((places[:, None] - centre[None]).abs() < radius * strides[:, None, None]).all(2)
    inside = (places[:, None] > boxes[None, :, :2]).all(2) & (places[:, None] < boxes[None, :, 2:]).all(2)
    side = area.sqrt()[None]
    least = torch.where(strides == FINEST, 0.0, 5.0 * strides)[:, None]
    most = torch.where(strides == COARSEST, torch.inf, 14.0 * strides)[:, None]
    cost = torch.where(near & inside & (side >= least) & (side < most), area[None], torch.inf)
    smallest, index = cost.min(1)
    return torch.where(smallest.isfinite(), index, -1)


def trust_at(trust: Tensor, points: Tensor) -> Tensor:
    """How sure it is that no unlabelled object is at points (N, 2) x y of a map (S, S)."""
    x = points[:, 0].long().clamp(0, trust.shape[1] - 1)
    y = points[:, 1].long().clamp(0, trust.shape[0] - 1)
    return trust[y, x]


@torch.no_grad()
def sample_boxes(
    proposals: Proposals,
    boxes: list[Tensor],
    side: int,
    count: int,
    config: LiteConfig,
    numbers: Sequence[int],
    generator: Callable[[int], torch.Generator],
) -> list[Tensor]:
    """Boxes to train the region stages on: the network's own best candidates as inference chooses them, in every other
    scene after objects, slightly moved, so that boxes also learn to be judged among what the network alone proposes.

    Takes: proposals of B scenes, true boxes B x (G, 4), the scenes' numbers in the whole batch, what draws for each.
    Returns: B x (count, 4).
    """
    candidates, logits = best(proposals, min(config.candidates, proposals.logits.shape[1]), (side, side))
    sampled = []
    for number, own, own_logits, true in zip(numbers, candidates, logits, boxes, strict=True):
        draw = generator(number)
        order = torch.randperm(len(true), generator=draw)[: count // 6 * (number % 2)]
        noise = torch.randn(len(order), 4, generator=draw).to(true.device)
        some = true[order.to(true.device)]
        moved = some + (some[:, 2:] - some[:, :2]).repeat(1, 2) * 0.08 * noise
        kept = own[nms(own, own_logits, config.proposal_overlap)]
        chosen = torch.cat([moved.clamp(0, side), kept, own])[:count]
        sampled.append(_at_least_a_pixel(chosen))
    return sampled


def _at_least_a_pixel(boxes: Tensor) -> Tensor:
    return torch.cat([boxes[:, :2], torch.maximum(boxes[:, 2:], boxes[:, :2] + 1.0)], 1)


class RegionTruth(NamedTuple):
    """What R boxes of one scene hold: overlap (R,) with the nearest object, its number `of` (R,), -1 where none is."""

    overlap: Tensor
    of: Tensor


def nearest(boxes: Tensor, true: Tensor) -> RegionTruth:
    """The object that overlaps each of boxes (R, 4) most, among true (G, 4)."""
    if len(true) == 0:
        return RegionTruth(boxes.new_zeros(len(boxes)), torch.full((len(boxes),), -1, device=boxes.device))
    overlap, index = box_iou(boxes, true).max(1)
    return RegionTruth(overlap, index)


def match_truth(truth: RegionTruth, same: Tensor, trust: Tensor) -> tuple[Tensor, Tensor]:
    """What the match should say of each pair of region and question.

    A region is what it overlaps by half or more; under .4 it is background, between the two it counts for nothing.
    Takes: same (Q, G) of 1, 0, -1; trust (R,). Returns: targets (R, Q) in {0, 1} and weights (R, Q).
    """
    target = same.new_zeros(len(truth.of), len(same))
    weight = target + torch.where(truth.overlap < 0.4, trust, 0.0)[:, None]
    held = truth.overlap >= 0.5
    if same.shape[1]:
        relation = same.T[truth.of.clamp(min=0)]
        target = torch.where(held[:, None], relation.clamp(min=0), target)
        weight = torch.where(held[:, None], (relation >= 0).to(weight.dtype), weight)
    return target, weight


def kind_of(truth: RegionTruth, kinds: Tensor) -> Tensor:
    """The kind (R,) of what each box overlaps by half or more, -1 for none: kinds (G,) int64 of the objects."""
    if len(kinds) == 0:
        return torch.full_like(truth.of, -1)
    return torch.where(truth.overlap >= 0.5, kinds[truth.of.clamp(min=0)], -1)


def outline_truth(masks: Tensor, index: Tensor, boxes: Tensor, side: int) -> Tensor:
    """The part of each object's mask that lies under a box.

    Takes: masks (G, S, S) uint8, index (M,) of the object of each of boxes (M, 4). Returns: (M, side, side) of 0 and 1,
    zeros where there is no object.
    """
    if len(masks) == 0:
        return boxes.new_zeros(len(boxes), side, side)
    rois = torch.cat([torch.arange(len(index), device=boxes.device)[:, None].to(boxes.dtype), boxes], 1)
    pooled: Tensor = roi_align(masks[index][:, None].to(boxes.dtype), rois, side, 1.0, aligned=True)
    return (pooled[:, 0] > 0.5).to(boxes.dtype)


@torch.no_grad()
def moved(boxes: Tensor, deltas: Tensor) -> Tensor:
    """Refined boxes (R, 4) as the later stages meet them: given, not to be trained through."""
    return _at_least_a_pixel(shift(boxes, deltas))
