"""Siamese Mask R-CNN as a system: the paper's sizes, padding and mean pixel around its network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from seesame.errors import WeightsError
from seesame.inference import assemble
from seesame.instances import Instances
from seesame.model.build import build_paper
from seesame.model.paper import PaperNetwork, squared
from seesame.model.paper_pictures import cropped, resized
from seesame.reference import Reference


@dataclass(frozen=True, eq=False)
class Padded:
    """A picture of (H, W) as the network takes it: levels of its pyramid, the scale, and the part of the frame that it
    fills, (4,) float32, frame pixels."""

    levels: list[Tensor]
    scale: float
    window: Tensor
    size: tuple[int, int]


class Paper:
    """Finds with a network of a preset. Source: arXiv 1811.11507 and its released code."""

    threshold = 0.7

    def __init__(self, network: PaperNetwork, name: str) -> None:
        self.network, self.weights_id = network.eval(), name

    @classmethod
    def load(cls, preset: str, checkpoint: Path) -> Paper:
        """A network with the tensors of a checkpoint: a dictionary with `network`, or the state itself.

        Raises: WeightsError: it cannot be read, or is of another network.
        """
        network = build_paper(preset)
        try:
            state = torch.load(checkpoint, map_location="cpu", weights_only=True)
            network.load_state_dict(state.get("network", state))
        except OSError as error:
            raise WeightsError(
                f"{checkpoint}: cannot be opened ({error.strerror}); name a checkpoint of {preset} with --weights"
            ) from error
        except Exception as error:  # whatever torch makes of strange bytes
            raise WeightsError(f"{checkpoint}: holds no {preset} network ({str(error)[:200]}); give another") from error
        return cls(network, f"{preset}-{checkpoint.stem}")

    @torch.no_grad()
    def describe(self, references: list[Reference], /) -> Tensor:
        """One vector a level, the mean over the references: (5, C)."""
        config = self.network.config
        framed = [resized(cropped(each), config.reference_short, config.reference_side)[0] for each in references]
        return self.network.describe(squared(framed, config.reference_side))

    @torch.no_grad()
    def encode(self, picture: NDArray[np.uint8], /) -> Padded:
        """The pyramid of a picture."""
        side = self.network.config.scene_side
        pixels, scale = resized(picture, self.network.config.scene_short, side)
        left, above = (side - pixels.shape[2]) // 2, (side - pixels.shape[1]) // 2
        window = torch.tensor([left, above, left + pixels.shape[2], above + pixels.shape[1]], dtype=torch.float32)
        levels = self.network.encode(squared([pixels], side))
        return Padded(levels, scale, window, (picture.shape[0], picture.shape[1]))

    @torch.no_grad()
    def find(self, scene: Padded, descriptor: Tensor, /, threshold: float = 0.0, top: int = 100) -> Instances:
        """The `top` best instances of at least `threshold`."""
        candidates = self.network.match(scene.levels, descriptor)
        ((rois, scores),) = self.network.classify(candidates, scene.window[None])
        kept = torch.where(scores >= threshold)[0][:top]
        outlines = torch.sigmoid(self.network.outline(candidates, rois[kept])).numpy()
        boxes = ((rois[kept, 1:] - scene.window[:2].repeat(2)) / scene.scale).numpy()
        return assemble.instances(boxes, scores[kept].numpy(), outlines, scene.size)
