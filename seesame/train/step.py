"""One step of training: the stages, what they should have said, the losses."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy.typing as npt
import torch
from torch import Tensor

from seesame.data.episodes import Batch
from seesame.model.layers import with_scene
from seesame.model.lite import LiteNetwork, Maps, References
from seesame.model.matching import Descriptor, fuse
from seesame.model.regions import Embedded
from seesame.train import losses, targets
from seesame.train.proxies import Proxies
from seesame.train.recipe import Recipe
from seesame.train.tally import Tallies, Tally

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
    kinds: list[Tensor]
    asked: Tensor
    shots: int
    numbers: tuple[int, ...]

    def to(self, device: torch.device) -> TensorBatch:
        """The same batch on a device."""

        def moved(part: Any) -> Any:
            if isinstance(part, list):
                return [each.to(device) for each in part]
            return part.to(device) if isinstance(part, Tensor) else part

        return self._replace(**{name: moved(part) for name, part in self._asdict().items()})


def tensor(array: npt.NDArray[Any]) -> Tensor:
    """An array as a tensor, floats in torch's default precision; it shares its memory where that is the array's."""
    given = torch.from_numpy(array)
    return given.to(torch.get_default_dtype()) if given.is_floating_point() else given


def tensors(batch: Batch) -> TensorBatch:
    """The tensors of a batch."""
    return TensorBatch(
        tensor(batch.scenes),
        [tensor(each) for each in batch.masks],
        [tensor(each) for each in batch.boxes],
        tensor(batch.trust),
        tensor(batch.references),
        tensor(batch.reference_boxes),
        tensor(batch.reference_weights),
        [tensor(each) for each in batch.same],
        [tensor(each) for each in batch.kinds],
        tensor(batch.asked),
        batch.shots,
        batch.numbers,
    )


def drawing(seed: int, step: int, number: int) -> torch.Generator:
    """What draws for a scene of a step: the same whatever process it is in."""
    return torch.Generator().manual_seed((seed * 1_000_003 + step) * 4099 + number)


def batch_losses(
    network: LiteNetwork, proxies: Proxies, batch: TensorBatch, recipe: Recipe, step: int
) -> Tallies:
    """The losses of one batch, unweighted, by name."""
    maps = network.see(normalised(batch.scenes))
    references = References(normalised(batch.references), batch.reference_boxes, batch.reference_weights)
    descriptor = network.describe(references)
    found = losses.proposal_losses(maps.proposals, batch.boxes, batch.trust)
    side, config = batch.scenes.shape[1], network.config
    draw = partial(drawing, recipe.seed, step)
    sampled = targets.sample_boxes(maps.proposals, batch.boxes, side, recipe.regions, config, batch.numbers, draw)
    judged = _judged(network, maps, batch, sampled)
    return found | judged.losses | _compared(network, proxies, maps, descriptor, batch, judged, recipe)


class Judged(NamedTuple):
    """B scenes' boxes as the box head leaves them.

    rois (R, 5) each, what is in them, their truth and trust; the losses of the head.
    """

    rois: list[Tensor]
    embedded: list[Embedded]
    truth: list[targets.RegionTruth]
    trust: list[Tensor]
    losses: Tallies


def _judged(network: LiteNetwork, maps: Maps, batch: TensorBatch, sampled: list[Tensor]) -> Judged:
    """Refine the sampled boxes, B x (R, 4), and say what each is worth."""
    rois = with_scene(sampled)
    deltas, features = network.box_head(maps.pyramid, rois)
    refined = targets.moved(rois[:, 1:], deltas)
    embedded = network.embedding(maps.semantic, torch.cat([rois[:, :1], refined], 1))
    scenes, count = len(sampled), len(sampled[0])
    each = (part.view(scenes, count, -1) for part in (features, embedded.vectors, refined))
    quality = network.box_head.relate(*each)
    judged = Judged([], [], [], [], {})
    refine, quality_lost, refining = deltas.new_zeros(()), deltas.new_zeros(()), 0
    for index, true in enumerate(batch.boxes):
        rows = slice(index * count, (index + 1) * count)
        before, after = targets.nearest(sampled[index], true), targets.nearest(refined[rows], true)
        trust = targets.trust_at(batch.trust[index], (refined[rows, :2] + refined[rows, 2:]) / 2)
        refine = refine + losses.refine_loss(sampled[index], deltas[rows], before, true)
        quality_lost = quality_lost + losses.quality_loss(quality[index], after, trust)
        refining += int((before.overlap >= 0.4).sum())
        judged.rois.append(torch.cat([rois[rows, :1], refined[rows]], 1))
        judged.embedded.append(Embedded(embedded.vectors[rows], embedded.maps[rows]))
        judged.truth.append(after)
        judged.trust.append(trust)
    lost: Tallies = {"quality": (Tally(quality_lost, refining),), "refine": (Tally(refine, refining),)}
    return judged._replace(losses=lost)


def _compared(
    network: LiteNetwork,
    proxies: Proxies,
    maps: Maps,
    descriptor: Descriptor,
    batch: TensorBatch,
    judged: Judged,
    recipe: Recipe,
) -> Tallies:
    """Losses of what the boxes hold: of which kind it is and where in the box."""
    count = recipe.matched
    embedded = Embedded(*(torch.cat([part[:count] for part in each]) for each in zip(*judged.embedded, strict=True)))
    logits = _by_question(network.compare(embedded, descriptor), batch.shots)
    match, objects = logits.new_zeros(()), 0.0
    kinds, chosen, wanted, held = [], [], [], []
    for index, after in enumerate(judged.truth):
        rows = slice(index * count, (index + 1) * count)
        first = targets.RegionTruth(after.overlap[:count], after.of[:count])
        target, weight = targets.match_truth(first, batch.same[index], judged.trust[index][:count])
        match = match + losses.quality_focal(logits[rows], target, weight)
        objects += float((target * weight).sum())
        kinds.append(targets.kind_of(first, batch.kinds[index]))
        best = after.overlap.topk(recipe.outlines)
        boxes = judged.rois[index][best.indices]
        chosen.append(boxes)
        side = network.config.mask_side
        wanted.append(targets.outline_truth(batch.masks[index], after.of[best.indices], boxes[:, 1:], side))
        held.append((best.values >= 0.5).to(boxes.dtype))
    asked = batch.asked.repeat_interleave(batch.shots)
    return {
        "match": (Tally(match, objects),),
        "kinds": (proxies(embedded.vectors, torch.cat(kinds)), proxies(descriptor.vectors, asked)),
        "outline": (
            losses.outline_loss(
                network.mask_head(maps.pyramid, torch.cat(chosen)), torch.cat(wanted), torch.cat(held)
            ),
        ),
    }


def _by_question(logits: Tensor, shots: int) -> Tensor:
    """Logits (R, Q * K) to (R, Q)."""
    rows, pairs = logits.shape
    return fuse(logits.view(rows * (pairs // shots), shots)).view(rows, pairs // shots)


def normalised(pictures: Tensor) -> Tensor:
    """RGB uint8 (B, S, S, 3) to floats (B, 3, S, S), ImageNet mean and deviation, channels last in memory."""
    mean, deviation = _MEAN.to(pictures.device), _DEVIATION.to(pictures.device)
    pixels = (pictures.permute(0, 3, 1, 2).to(torch.get_default_dtype()) - mean) / deviation
    return pixels.contiguous(memory_format=torch.channels_last)
