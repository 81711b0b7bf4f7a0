"""The losses: pure functions of what the stages return and what they should have returned."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor
from torchvision.ops import generalized_box_iou_loss

from seesame.model.layers import shift
from seesame.model.proposals import Proposals
from seesame.train.tally import Tally
from seesame.train.targets import RegionTruth, assign, trust_at


def quality_focal(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Cross entropy with soft targets in [0, 1], weighted by the square of the error; summed.

    Source: eq. 4 of arXiv 2006.04388, beta = 2.
    """
    error = (targets - torch.sigmoid(logits)).square()
    loss = F.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (loss * error * weights).sum()


def proposal_losses(proposals: Proposals, boxes: list[Tensor], trust: Tensor) -> dict[str, tuple[Tally]]:
    """Objectness and sides of all candidates.

    Takes: boxes B x (G, 4), trust (B, S, S). Returns: `objectness`, `sides`, per object place.
    """
    objectness = proposals.logits.new_zeros(())
    sides = proposals.logits.new_zeros(())
    count = 0
    for index, true in enumerate(boxes):
        owner = assign(proposals.places, proposals.strides, true)
        positive = owner >= 0
        weights = torch.where(positive, 1.0, trust_at(trust[index], proposals.places))
        targets = proposals.logits.new_zeros(len(owner))
        if positive.any():
            predicted, wanted = proposals.boxes[index][positive], true[owner[positive]]
            targets[positive] = paired_iou(predicted.detach(), wanted)
            sides = sides + generalized_box_iou_loss(predicted, wanted, reduction="sum")
            count += int(positive.sum())
        objectness = objectness + quality_focal(proposals.logits[index], targets, weights)
    return {"objectness": (Tally(objectness, count),), "sides": (Tally(sides, count),)}


def refine_loss(boxes: Tensor, deltas: Tensor, truth: RegionTruth, true: Tensor) -> Tensor:
    """Generalised overlap loss of refined boxes, on boxes that overlap an object by .4 or more; summed.

    Takes: boxes (R, 4), deltas (R, 4), true (G, 4).
    """
    chosen = truth.overlap >= 0.4
    if not chosen.any():
        return deltas.sum() * 0.0
    moved = shift(boxes[chosen], deltas[chosen])
    loss: Tensor = generalized_box_iou_loss(moved, true[truth.of[chosen]], reduction="sum")
    return loss


def quality_loss(logits: Tensor, truth: RegionTruth, trust: Tensor) -> Tensor:
    """Quality of refined boxes against how well they enclose an object; nothing under an overlap of .3; summed."""
    targets = torch.where(truth.overlap >= 0.3, truth.overlap, 0.0)
    weights = torch.where(truth.overlap >= 0.3, 1.0, trust)
    return quality_focal(logits, targets, weights)


def outline_loss(logits: Tensor, targets: Tensor, weights: Tensor) -> Tally:
    """Cross entropy plus dice over mask grids (M, side, side) of those that weights (M,) count.

    Source: dice as in arXiv 1606.04797.
    """
    entropy = F.binary_cross_entropy_with_logits(logits, targets, reduction="none").mean((1, 2))
    probability = torch.sigmoid(logits).flatten(1)
    wanted = targets.flatten(1)
    overlap = 2.0 * (probability * wanted).sum(1) + 1.0
    dice = 1.0 - overlap / (probability.square().sum(1) + wanted.square().sum(1) + 1.0)
    return Tally(((entropy + dice) * weights).sum(), float(weights.sum()))


def paired_iou(one: Tensor, other: Tensor) -> Tensor:
    """Overlap (R,) of boxes (R, 4) with boxes (R, 4), row by row."""
    low = torch.maximum(one[:, :2], other[:, :2])
    high = torch.minimum(one[:, 2:], other[:, 2:])
    shared = (high - low).clamp(min=0).prod(1)
    areas = (one[:, 2:] - one[:, :2]).prod(1) + (other[:, 2:] - other[:, :2]).prod(1)
    return shared / (areas - shared).clamp(min=1e-6)
