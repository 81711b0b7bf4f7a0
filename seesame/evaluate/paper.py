"""Siamese Mask R-CNN as a system: the paper's sizes, padding and mean pixel around its network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from seesame.errors import WeightsError
from seesame.inference import assemble
from seesame.instances import Instances
from seesame.model.build import build_paper
from seesame.model.paper import MEAN_PIXEL, PaperNetwork, squared
from seesame.reference import Reference


@dataclass(frozen=True, eq=False)
class Padded:
    """A picture of (H, W) as the network takes it: levels of its pyramid, the scale and the padding left and above."""

    levels: list[Tensor]
    scale: float
    left: int
    above: int
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
        crops = [_crop(each) for each in references]
        framed = [_framed(each, config.reference_short, config.reference_side)[0] for each in crops]
        return self.network.describe(squared(framed, config.reference_side))

    @torch.no_grad()
    def encode(self, picture: NDArray[np.uint8], /) -> Padded:
        """The pyramid of a picture."""
        side = self.network.config.scene_side
        pixels, scale = _framed(picture, self.network.config.scene_short, side)
        left, above = (side - pixels.shape[2]) // 2, (side - pixels.shape[1]) // 2
        levels = self.network.encode(squared([pixels], side))
        return Padded(levels, scale, left, above, (picture.shape[0], picture.shape[1]))

    @torch.no_grad()
    def find(self, scene: Padded, descriptor: Tensor, /, threshold: float = 0.0, top: int = 100) -> Instances:
        """The `top` best instances of at least `threshold`."""
        candidates = self.network.match(scene.levels, descriptor)
        ((rois, scores),) = self.network.classify(candidates)
        kept = torch.where(scores >= threshold)[0][:top]
        outlines = torch.sigmoid(self.network.outline(candidates, rois[kept])).numpy()
        offset = np.array([scene.left, scene.above] * 2, np.float32)
        boxes = (rois[kept, 1:].numpy() - offset) / np.float32(scene.scale)
        return assemble.instances(boxes, scores[kept].numpy(), outlines, scene.size)


def _crop(reference: Reference) -> NDArray[np.uint8]:
    x1, y1 = (int(side) for side in np.floor(reference.box[:2]))
    x2, y2 = (int(side) for side in np.ceil(reference.box[2:]))
    return reference.picture[y1:y2, x1:x2]


def _framed(picture: NDArray[np.uint8], short: int, side: int) -> tuple[Tensor, float]:
    """The short side as long as asked unless the long one were longer than `side`: (3, h, w) less the mean, scale."""
    height, width = picture.shape[:2]
    scale = min(short / min(height, width), side / max(height, width))
    size = (min(max(round(width * scale), 1), side), min(max(round(height * scale), 1), side))
    resized = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.float32)
    pixels = torch.from_numpy(resized - np.array(MEAN_PIXEL, np.float32))
    return pixels.permute(2, 0, 1).contiguous(), scale
