"""One step of training: the stages, what they should have said, the losses."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from seesame.data.episodes import Batch
from seesame.model.layers import with_scene
from seesame.model.lite import LiteNetwork, Maps, References
from seesame.model.matching import Descriptor, fuse
from seesame.train import losses, targets
from seesame.train.recipe import Recipe

_MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1) * 255.0
_DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1) * 255.0


class TensorBatch(NamedTuple):
    """A `Batch` as tensors that share its memory; shapes and kinds are those of `Batch`."""

    scenes: Tensor
    masks: list[Tensor]
    boxes: list[Tensor]
    trust: Tensor
    references: Tensor
    reference_boxes: Tensor
    reference_weights: Tensor
    same: list[Tensor]
    shots: int


def tensors(batch: Batch) -> TensorBatch:
    """The tensors of a batch."""
    return TensorBatch(
        torch.from_numpy(batch.scenes),
        [torch.from_numpy(each) for each in batch.masks],
        [torch.from_numpy(each) for each in batch.boxes],
        torch.from_numpy(batch.trust),
        torch.from_numpy(batch.references),
        torch.from_numpy(batch.reference_boxes),
        torch.from_numpy(batch.reference_weights),
        [torch.from_numpy(each) for each in batch.same],
        batch.shots,
    )


def batch_losses(network: LiteNetwork, batch: TensorBatch, recipe: Recipe, step: int) -> dict[str, Tensor]:
    """The losses of one batch, unweighted scalars by name."""
    generator = torch.Generator().manual_seed(recipe.seed * 1_000_003 + step)
    maps = network.see(normalised(batch.scenes))
    references = References(normalised(batch.references), batch.reference_boxes, batch.reference_weights)
    descriptor = network.describe(references)
    found = losses.proposal_losses(maps.proposals, batch.boxes, batch.trust)
    side = batch.scenes.shape[1]
    sampled = targets.sample_boxes(maps.proposals, batch.boxes, side, recipe.regions, generator)
    return found | _region_losses(network, maps, descriptor, batch, sampled, recipe.outlines)


def _region_losses(
    network: LiteNetwork, maps: Maps, descriptor: Descriptor, batch: TensorBatch, sampled: list[Tensor], outlines: int
) -> dict[str, Tensor]:
    """Losses of everything that happens on boxes, B x (R, 4)."""
    rois = with_scene(sampled)
    deltas, quality = network.box_head(maps.pyramid, rois)
    refined = targets.moved(rois[:, 1:], deltas)
    embedded = network.embedding(maps.semantic, torch.cat([rois[:, :1], refined], 1))
    logits = _by_question(network.compare(embedded, descriptor), batch.shots)
    total = {name: quality.new_zeros(()) for name in ("quality", "refine", "match")}
    chosen, wanted, held = [], [], []
    count, refining, objects = len(sampled[0]), 0, 0.0
    for index, true in enumerate(batch.boxes):
        rows = slice(index * count, (index + 1) * count)
        before = targets.nearest(rois[rows, 1:], true)
        after = targets.nearest(refined[rows], true)
        trust = targets.trust_at(batch.trust[index], (refined[rows, :2] + refined[rows, 2:]) / 2)
        total["refine"] = total["refine"] + losses.refine_loss(rois[rows, 1:], deltas[rows], before, true)
        total["quality"] = total["quality"] + losses.quality_loss(quality[rows], after, trust)
        target, weight = targets.match_truth(after, batch.same[index], trust)
        total["match"] = total["match"] + losses.quality_focal(logits[rows], target, weight)
        refining += int((before.overlap >= 0.4).sum())
        objects += float((target * weight).sum())
        best = after.overlap.topk(outlines)
        boxes = torch.cat([rois[rows, :1], refined[rows]], 1)[best.indices]
        chosen.append(boxes)
        masks = batch.masks[index]
        wanted.append(targets.outline_truth(masks, after.of[best.indices], boxes[:, 1:], network.config.mask_side))
        held.append((best.values >= 0.5).to(boxes.dtype))
    total["refine"] = total["refine"] / max(refining, 1)
    total["quality"] = total["quality"] / max(refining, 1)
    total["match"] = total["match"] / max(objects, 1.0)
    total["outline"] = losses.outline_loss(
        network.mask_head(maps.pyramid, torch.cat(chosen)), torch.cat(wanted), torch.cat(held)
    )
    return total


def _by_question(logits: Tensor, shots: int) -> Tensor:
    """Logits (R, Q * K) to (R, Q)."""
    rows, pairs = logits.shape
    return fuse(logits.view(rows * (pairs // shots), shots)).view(rows, pairs // shots)


def normalised(pictures: Tensor) -> Tensor:
    """RGB uint8 (B, S, S, 3) to float32 (B, 3, S, S), ImageNet mean and deviation, channels last in memory."""
    pixels = (pictures.permute(0, 3, 1, 2).float() - _MEAN) / _DEVIATION
    return pixels.contiguous(memory_format=torch.channels_last)
