"""The same stages run by torch, for training code and for holding the exported graphs against."""

from __future__ import annotations

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from seesame.errors import ConfigError, WeightsError
from seesame.inference.engine import Floats, Regions, Seen
from seesame.model.build import build_lite
from seesame.model.config import LiteConfig
from seesame.model.layers import with_scene
from seesame.model.lite import LiteNetwork
from seesame.model.matching import Descriptor
from seesame.model.proposals import best
from seesame.model.regions import Embedded
from seesame.weights import Sizes, Weights

TENSORS = "network.safetensors"


class TorchEngine:
    """Runs a network as it is, without gradients."""

    def __init__(self, network: LiteNetwork) -> None:
        self.network = network.eval()
        self._device = next(network.parameters()).device

    @torch.no_grad()
    def see(self, pixels: Floats) -> Seen:
        """See `Engine.see`."""
        maps = self.network.see(self._given(pixels))
        boxes, logits = best(maps.proposals, self.network.config.candidates, pixels.shape[2:])
        return Seen(tuple(map(_array, maps.pyramid)), _array(maps.semantic), _array(boxes), _array(logits))

    @torch.no_grad()
    def regions(self, seen: Seen, boxes: Floats) -> Regions:
        """See `Engine.regions`."""
        rois = with_scene([self._given(boxes)])
        refined = self.network.box_head.refine(self._levels(seen), rois)
        rois = torch.cat([rois[:, :1], refined.boxes], 1)
        embedded = self.network.embedding(self._given(seen.semantic), rois)
        quality = self.network.box_head.judge(refined, embedded.vectors)
        return Regions(*map(_array, (refined.boxes, quality, *embedded)))

    @torch.no_grad()
    def embed(self, seen: Seen, boxes: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """See `Engine.embed`."""
        rois = with_scene(list(self._given(boxes)[:, None]))
        embedded = self.network.embedding(self._given(seen.semantic), rois, self._given(weights))
        return _array(embedded.vectors), _array(embedded.maps)

    @torch.no_grad()
    def match(self, regions: Regions, vectors: Floats, maps: Floats, weights: Floats) -> Floats:
        """See `Engine.match`."""
        ours = Embedded(self._given(regions.vectors), self._given(regions.maps))
        theirs = Descriptor(*map(self._given, (vectors, maps, weights)))
        return _array(self.network.compare(ours, theirs))

    @torch.no_grad()
    def outline(self, seen: Seen, boxes: Floats) -> Floats:
        """See `Engine.outline`."""
        rois = with_scene([self._given(boxes)])
        return _array(torch.sigmoid(self.network.mask_head(self._levels(seen), rois)))

    def _levels(self, seen: Seen) -> list[Tensor]:
        return [self._given(level) for level in seen.pyramid]

    def _given(self, array: Floats) -> Tensor:
        return torch.from_numpy(array).to(self._device)


def _array(tensor: Tensor) -> Floats:
    return np.ascontiguousarray(tensor.detach().cpu().numpy(), np.float32)


def sizes_of(config: LiteConfig) -> Sizes:
    """What inference must know of a network."""
    return Sizes(
        scene_side=config.scene_side,
        reference_side=config.reference_side,
        reference_context=config.reference_context,
        regions=config.regions,
        proposal_overlap=config.proposal_overlap,
        instance_overlap=config.instance_overlap,
        cells=config.cells,
    )


def load(weights: Weights, threads: int | None = None) -> TorchEngine:
    """The engine of weights on disk; `threads` counts for the whole process.

    Raises: WeightsError: the files do not fit the network.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        network = build_lite(weights.card.network)
        network.load_state_dict(tensors(weights))
    except (ConfigError, RuntimeError) as error:
        raise _unfit(weights, error) from error
    return TorchEngine(network)


def tensors(weights: Weights) -> dict[str, Tensor]:
    """The tensors of a network by name, float32.

    Raises: WeightsError: the file is damaged.
    """
    try:
        return {name: tensor.float() for name, tensor in load_file(weights.file(TENSORS)).items()}
    except SafetensorError as error:
        raise _unfit(weights, error) from error


def _unfit(weights: Weights, error: Exception) -> WeightsError:
    return WeightsError(
        f"{weights.file(TENSORS)} does not fit the network of its card ({error}); export the weights anew"
    )
