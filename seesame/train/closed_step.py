"""One step of training of Mask R-CNN: torchvision's losses, drawn scene by scene and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torchvision.models.detection.image_list import ImageList

from seesame.data.closed_episodes import ClosedBatch
from seesame.model.closed import ClosedNetwork
from seesame.train.step import drawing, normalised
from seesame.train.tally import Tallies, Tally


class ClosedTensors(NamedTuple):
    """A `ClosedBatch` as tensors."""

    scenes: Tensor
    boxes: list[Tensor]
    masks: list[Tensor]
    categories: list[Tensor]
    numbers: tuple[int, ...]

    def to(self, device: torch.device) -> ClosedTensors:
        """The same batch on a device."""
        boxes, masks, categories = (
            [each.to(device) for each in part] for part in (self.boxes, self.masks, self.categories)
        )
        return ClosedTensors(self.scenes.to(device), boxes, masks, categories, self.numbers)


def closed_tensors(batch: ClosedBatch) -> ClosedTensors:
    """The tensors of a batch."""
    boxes, masks = ([torch.from_numpy(each) for each in part] for part in (batch.boxes, batch.masks))
    categories = [torch.from_numpy(each) for each in batch.categories]
    return ClosedTensors(torch.from_numpy(batch.scenes), boxes, masks, categories, batch.numbers)


class Sampler:
    """What torchvision draws the learnt rows with: `most` a scene, up to `share` of them positive.

    It draws for every scene with its own generator, so that the same is drawn whatever process the scene is in and
    however often the run was stopped, and counts what it has drawn, so that means can be made sums again.
    """

    def __init__(self, most: int, share: float) -> None:
        self.most, self.positives = most, int(most * share)
        self.draws: Sequence[torch.Generator] = ()
        self.drawn = self.positive = 0

    def __call__(self, labels: Sequence[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """Labels B x (R,), above 0 for positive, 0 for negative, below for neither, to masks of what is learnt."""
        chosen: tuple[list[Tensor], list[Tensor]] = ([], [])
        self.drawn = self.positive = 0
        for each, draw in zip(labels, self.draws, strict=True):
            positive = _some(torch.where(each >= 1)[0], self.positives, draw)
            negative = _some(torch.where(each == 0)[0], self.most - len(positive), draw)
            for rows, masks in zip((positive, negative), chosen, strict=True):
                masks.append(torch.zeros_like(each, dtype=torch.uint8).index_fill_(0, rows, 1))
            self.drawn, self.positive = self.drawn + len(positive) + len(negative), self.positive + len(positive)
        return chosen


def give_samplers(network: ClosedNetwork) -> tuple[Sampler, Sampler]:
    """Put own samplers of anchors and of regions in place of torchvision's."""
    config = network.config
    anchors, regions = Sampler(config.anchors_sampled, 0.5), Sampler(config.regions_train, 0.25)
    network.detector.rpn.fg_bg_sampler, network.detector.roi_heads.fg_bg_sampler = anchors, regions
    return anchors, regions


def closed_losses(
    network: ClosedNetwork, samplers: tuple[Sampler, Sampler], batch: ClosedTensors, seed: int, step: int
) -> Tallies:
    """The losses of one batch, unweighted, by name."""
    anchors, regions = samplers
    anchors.draws = regions.draws = [drawing(seed, step, number) for number in batch.numbers]
    side = batch.scenes.shape[1]
    pixels = normalised(batch.scenes)
    images = ImageList(pixels, [(side, side)] * len(pixels))
    targets = [
        {"boxes": boxes, "masks": masks, "labels": categories}
        for boxes, masks, categories in zip(batch.boxes, batch.masks, batch.categories, strict=True)
    ]
    detector: Any = network.detector
    levels = detector.backbone(pixels)
    proposals, of_anchors = detector.rpn(images, levels, targets)
    _, of_regions = detector.roi_heads(levels, proposals, images.image_sizes, targets)
    found = of_anchors | of_regions
    return {
        "anchor_match": (_sum(found["loss_objectness"], anchors.drawn),),
        "anchor_box": (_sum(found["loss_rpn_box_reg"], anchors.drawn),),
        "category": (_sum(found["loss_classifier"], regions.drawn),),
        "box": (_sum(found["loss_box_reg"], regions.drawn),),
        "outline": (_sum(found["loss_mask"], regions.positive),),
    }


def _sum(mean: Tensor, over: int) -> Tally:
    """A mean over so many as their sum; of nothing it is 0 whatever torchvision makes of it."""
    return Tally(mean * over if over else torch.nan_to_num(mean) * 0.0, over)


def _some(rows: Tensor, most: int, draw: torch.Generator) -> Tensor:
    """Up to `most` of the rows, drawn."""
    order = torch.randperm(len(rows), generator=draw)[:most]
    return rows[order.to(rows.device)]
