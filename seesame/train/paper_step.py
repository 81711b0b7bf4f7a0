"""One step of training of the paper's network: the stages, what they should have said, the losses."""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from seesame.data.paper_episodes import PaperBatch
from seesame.model.layers import with_scene
from seesame.model.paper import PaperCandidates, PaperNetwork
from seesame.train.paper_targets import RegionSample, masks_under, sample_anchors, sample_regions
from seesame.train.step import drawing, tensor
from seesame.train.tally import Tallies, Tally


class PaperTensors(NamedTuple):
    """A `PaperBatch` as tensors; pictures (B, 3, side, side), RGB in [0, 255]."""

    scenes: Tensor
    boxes: list[Tensor]
    masks: list[Tensor]
    references: Tensor
    numbers: tuple[int, ...]

    def to(self, device: torch.device) -> PaperTensors:
        """The same batch on a device."""
        return PaperTensors(
            self.scenes.to(device),
            [each.to(device) for each in self.boxes],
            [each.to(device) for each in self.masks],
            self.references.to(device),
            self.numbers,
        )


def paper_tensors(batch: PaperBatch) -> PaperTensors:
    """The tensors of a batch."""
    return PaperTensors(
        tensor(batch.scenes).permute(0, 3, 1, 2).to(torch.get_default_dtype()),
        [tensor(each) for each in batch.boxes],
        [tensor(each) for each in batch.masks],
        tensor(batch.references).permute(0, 3, 1, 2).to(torch.get_default_dtype()),
        batch.numbers,
    )


def paper_losses(network: PaperNetwork, batch: PaperTensors, seed: int, step: int) -> Tallies:
    """The losses of one batch, unweighted, by name."""
    descriptor = network.describe_each(batch.references)
    candidates = network.match(network.encode(batch.scenes), descriptor)
    draws = [drawing(seed, step, number) for number in batch.numbers]
    return _of_anchors(network, candidates, batch, draws) | _of_regions(network, candidates, batch, draws)


def _of_anchors(
    network: PaperNetwork, candidates: PaperCandidates, batch: PaperTensors, draws: list[torch.Generator]
) -> Tallies:
    """Cross entropy of the sampled anchors, and how far those with an object are from it."""
    logits, deltas, anchors = candidates.anchored
    entropy, sides, sampled, held = logits.new_zeros(()), logits.new_zeros(()), 0, 0
    for index, true in enumerate(batch.boxes):
        truth = sample_anchors(anchors, true, network.config.anchors_sampled, draws[index])
        kinds = (torch.arange(len(truth.rows), device=logits.device) < truth.positive).long()
        entropy = entropy + F.cross_entropy(logits[index][truth.rows], kinds, reduction="sum")
        moved = deltas[index][truth.rows[: truth.positive]]
        sides = sides + F.smooth_l1_loss(moved, truth.deltas, reduction="sum")
        sampled, held = sampled + len(truth.rows), held + truth.positive
    return {"anchor_match": (Tally(entropy, sampled),), "anchor_box": (Tally(sides, 4 * held),)}


def _of_regions(
    network: PaperNetwork, candidates: PaperCandidates, batch: PaperTensors, draws: list[torch.Generator]
) -> Tallies:
    """Cross entropy of the sampled proposals, and of those with an object their deltas and masks.

    The mean of the first is over as many as may be sampled: the released code fills up with empty boxes, which it soon
    calls background at no cost.
    """
    config = network.config
    sampled = [
        sample_regions(proposals, true, config.regions_train, draw)
        for proposals, true, draw in zip(candidates.proposals, batch.boxes, draws, strict=True)
    ]
    rois = with_scene([each.boxes for each in sampled])
    held = torch.cat([torch.arange(len(each.boxes)) < each.positive for each in sampled]).to(rois.device)
    logits, deltas = network.box_head(candidates.levels[:4], rois)
    masks = network.outline(candidates, rois[held])
    wanted = torch.cat([each.deltas for each in sampled])
    sides = F.smooth_l1_loss(deltas[held, 0], wanted, reduction="sum")
    outlines = F.binary_cross_entropy_with_logits(masks, _masks(sampled, batch, masks.shape[-1]), reduction="sum")
    entropy = F.cross_entropy(logits, held.long(), reduction="sum")
    return {
        "match": (Tally(entropy, len(sampled) * config.regions_train),),
        "box": (Tally(sides, wanted.numel()),),
        "outline": (Tally(outlines, masks.numel()),),
    }


def _masks(sampled: list[RegionSample], batch: PaperTensors, side: int) -> Tensor:
    """What the masks (M, side, side) of the boxes with an object should be."""
    parts = [
        masks_under(batch.masks[index], each.of, batch.boxes[index], each.boxes[: each.positive], side)
        for index, each in enumerate(sampled)
    ]
    return torch.cat(parts)
