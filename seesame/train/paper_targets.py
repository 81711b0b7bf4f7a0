"""What anchors and regions of the paper's network should have said. Source: the released code of arXiv 1811.11507."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision.ops import box_iou

from seesame.model.anchors import between_middles

DEVIATION = (0.1, 0.1, 0.2, 0.2)
"""What deltas of centre and size are divided by."""

POSITIVE_SHARE = 0.33
"""Of regions that are judged."""


class AnchorTruth(NamedTuple):
    """The sampled anchors of a scene: rows (N,), of which the first `positive` hold an object, and those objects'
    deltas (positive, 4)."""

    rows: Tensor
    positive: int
    deltas: Tensor


class RegionSample(NamedTuple):
    """The sampled boxes (R, 4) of a scene, of which the first `positive` hold an object: which, `of` (positive,), and
    its deltas (positive, 4)."""

    boxes: Tensor
    positive: int
    of: Tensor
    deltas: Tensor


def deltas_to(boxes: Tensor, true: Tensor) -> Tensor:
    """Deltas (R, 4) that move boxes (R, 4) onto true ones (R, 4)."""
    size, wanted = boxes[:, 2:] - boxes[:, :2], true[:, 2:] - true[:, :2]
    centre = ((true[:, 2:] + true[:, :2]) - (boxes[:, 2:] + boxes[:, :2])) / 2 / size
    return torch.cat([centre, torch.log(wanted / size)], 1) / boxes.new_tensor(DEVIATION)


@torch.no_grad()
def sample_anchors(anchors: Tensor, true: Tensor, count: int, draw: torch.Generator) -> AnchorTruth:
    """Anchors to learn from: those that overlap an object (G, 4) by .7 or more than any other anchor, at most half of
    `count`, and others, which overlap all by less than .3. G is 1 or more."""
    overlap = box_iou(anchors, true)
    most, of = overlap.max(1)
    best = ((overlap == overlap.max(0).values) & (overlap > 0)).any(1)
    positive = _some(torch.where((most >= 0.7) | best)[0], count // 2, draw)
    negative = _some(torch.where((most < 0.3) & ~best)[0], count - len(positive), draw)
    deltas = deltas_to(anchors[positive], true[of[positive]])
    return AnchorTruth(torch.cat([positive, negative]), len(positive), deltas)


@torch.no_grad()
def sample_regions(proposals: Tensor, true: Tensor, count: int, draw: torch.Generator) -> RegionSample:
    """Proposals (P, 4) to judge: a third of `count` that overlap an object (G, 4) by half or more, and twice as many
    others as there were of those."""
    most, of = box_iou(proposals, true).max(1)
    positive = _some(torch.where(most >= 0.5)[0], int(count * POSITIVE_SHARE), draw)
    others = int(len(positive) / POSITIVE_SHARE) - len(positive)
    negative = _some(torch.where(most < 0.5)[0], others, draw)
    deltas = deltas_to(between_middles(proposals[positive]), between_middles(true[of[positive]]))
    return RegionSample(proposals[torch.cat([positive, negative])], len(positive), of[positive], deltas)


@torch.no_grad()
def masks_under(masks: Tensor, of: Tensor, true: Tensor, boxes: Tensor, side: int) -> Tensor:
    """The part of its object's mask that lies under each box, (M, side, side) of 0 and 1.

    Takes: masks (G, s, s) uint8, each stretched from its object's box; of (M,), the objects of boxes (M, 4); true
    (G, 4). Samples are TensorFlow's: the outermost on the box's corners, 0 outside of the object's box.
    """
    own, inside = between_middles(true[of]), between_middles(boxes)
    size = (own[:, 2:] - own[:, :2]).clamp(min=1e-6).repeat(1, 2)
    share = (inside - own[:, :2].repeat(1, 2)) / size * 2 - 1
    low, high = share[:, :2], share[:, 2:]
    along = torch.linspace(0, 1, side, device=boxes.device)
    xs, ys = (low[:, each, None] + (high - low)[:, each, None] * along for each in (0, 1))
    grid = torch.stack([xs[:, None].expand(-1, side, -1), ys[:, :, None].expand(-1, -1, side)], -1)
    sampled = F.grid_sample(masks[of][:, None].to(boxes.dtype), grid, align_corners=True)[:, 0]
    return ((sampled > 0.5) & (grid.abs() <= 1.0).all(-1)).to(boxes.dtype)


def _some(rows: Tensor, most: int, draw: torch.Generator) -> Tensor:
    """Up to `most` of the rows, at random."""
    return rows[torch.randperm(len(rows), generator=draw)[:most].to(rows.device)]
