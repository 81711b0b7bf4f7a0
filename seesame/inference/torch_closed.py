"""Mask R-CNN on torch: for training, for torchvision's own weights, and to compare the graphs with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from torch import Tensor

from seesame.configuration import build_from
from seesame.inference.closed_engine import ClosedSeen, Trained
from seesame.inference.engine import Floats
from seesame.model.closed import ClosedNetwork
from seesame.model.config import CLOSED_PRESETS, ClosedConfig
from seesame.model.published import coco_categories, coco_tensors, take
from seesame.weights.card import ClosedSizes
from seesame.weights.closed import TENSORS, ClosedWeights


class TorchClosedEngine:
    """Runs the network itself, as it is: set it to `eval()` before."""

    def __init__(self, network: ClosedNetwork) -> None:
        self.network = network

    @torch.no_grad()
    def see(self, pixels: Floats) -> ClosedSeen:
        """See `ClosedEngine.see`."""
        levels, logits, deltas = self.network.see(self._given(pixels[None]))
        return ClosedSeen(tuple(map(_numbers, levels)), _numbers(logits[0]), _numbers(deltas[0]))

    @torch.no_grad()
    def judge(self, seen: ClosedSeen, boxes: Floats) -> tuple[Floats, Floats]:
        """See `ClosedEngine.judge`."""
        logits, deltas = self.network.judge(self._levels(seen), self._given(boxes))
        return _numbers(logits), _numbers(deltas)

    @torch.no_grad()
    def outline(self, seen: ClosedSeen, boxes: Floats, categories: npt.NDArray[np.int64]) -> Floats:
        """See `ClosedEngine.outline`."""
        chosen = torch.from_numpy(categories)
        return _numbers(self.network.outline(self._levels(seen), self._given(boxes), chosen))

    def _levels(self, seen: ClosedSeen) -> list[Tensor]:
        return [self._given(each) for each in seen.levels]

    def _given(self, array: Floats) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(next(self.network.parameters()).device)


def sizes_of(config: ClosedConfig) -> ClosedSizes:
    """What inference must know of a network."""
    return ClosedSizes(
        scene_side=config.scene_side,
        anchor_scales=config.anchor_scales,
        anchor_ratios=config.anchor_ratios,
        proposals=config.proposals_test,
        proposal_overlap=config.proposal_overlap,
        instances=config.instances,
        instance_overlap=config.instance_overlap,
        least_score=config.least_score,
    )


def trained(
    network: ClosedNetwork, categories: tuple[str, ...], threshold: float = 0.5, weights_id: str = "in training"
) -> Trained:
    """What a detector needs of a network, which is asked as it is."""
    return Trained(TorchClosedEngine(network), sizes_of(network.config), categories, threshold, weights_id)


def opened(weights: ClosedWeights) -> Trained:
    """Weights on torch.

    Raises: WeightsError: a file is absent or is another one than the card says.
    """
    card = weights.card
    config = build_from(ClosedConfig, card.recipe["model"], f"the card of {card.name}")
    network = ClosedNetwork(config, len(card.categories))
    take(network, load_file(weights.file(TENSORS)), str(weights.folder))
    return trained(network.eval(), card.categories, card.threshold, card.id)


def published(name: str) -> Trained:
    """What torchvision trained on COCO: `coco` for a ResNet-50, `coco-BACKBONE` for another.

    Raises: WeightsError: there is none of this backbone. InstallationError: it cannot be downloaded.
    """
    backbone = name.partition("-")[2] or "resnet50"
    categories, given = coco_categories(backbone), coco_tensors(backbone)
    network = ClosedNetwork(CLOSED_PRESETS[backbone], len(categories))
    take(network, given, name)
    return trained(network.eval(), categories, weights_id=f"torchvision's {name}")


def _numbers(tensor: Tensor) -> Floats:
    return tensor.detach().cpu().numpy()
