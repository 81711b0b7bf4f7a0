"""Detector: pictures to instances of a fixed set of categories, without torch where its graphs are there."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seesame.errors import InputError, require
from seesame.images.frame import frame
from seesame.inference import closed_assemble
from seesame.inference.assemble import instances
from seesame.inference.closed_engine import ClosedEngine, OnnxClosedEngine
from seesame.instances import Categorised, Instances
from seesame.weights.card import ClosedSizes
from seesame.weights.closed import find_closed


class Detector:
    """A trained network for a fixed set of categories.

    Attributes:
        categories: their names; number 1 is the first.
        threshold: the score from which an instance counts, unless another is asked for.
        weights_id: name and fingerprint of the weights.
    """

    def __init__(
        self, engine: ClosedEngine, sizes: ClosedSizes, categories: tuple[str, ...], threshold: float, weights_id: str
    ) -> None:
        self._engine, self._sizes = engine, sizes
        self.categories, self.threshold, self.weights_id = categories, threshold, weights_id

    @classmethod
    def open(cls, weights: str | Path, engine: str = "onnx", threads: int | None = None) -> Detector:
        """A detector with weights from disk, or with those that torchvision trained on COCO.

        Args:
            weights: a folder that a training wrote; `coco` or `coco-resnet50-v2` for torchvision's, which run on torch.
            engine: onnx or torch.
            threads: of the processor, for onnx; None for all.

        Raises: WeightsError: there are none. InstallationError: what they need cannot be had. InputError: there is no
            such engine.
        """
        if engine not in ("onnx", "torch"):
            raise InputError(f"engine is {engine!r}, expected onnx or torch")
        published = str(weights) == "coco" or str(weights).startswith("coco-")
        if published or engine == "torch":
            require("torchvision", "train")
            on_torch = importlib.import_module("seesame.inference.torch_closed")
            return cls(*(on_torch.published(str(weights)) if published else on_torch.opened(find_closed(weights))))
        found = find_closed(weights)
        card = found.card
        return cls(OnnxClosedEngine(found, threads), card.sizes, card.categories, card.threshold, card.id)

    def detect(self, picture: NDArray[np.uint8], threshold: float | None = None) -> Categorised:
        """Find what is in a picture RGB uint8 (H, W, 3), best first.

        Args:
            threshold: the least score; None for the detector's own.

        Raises: InputError: the picture is none.
        """
        sizes, least = self._sizes, self.threshold if threshold is None else threshold
        shown = frame(picture, sizes.scene_side)
        seen = self._engine.see(shown.pixels)
        within = (shown.pixels.shape[1], shown.pixels.shape[2])
        boxes = closed_assemble.proposals(seen.logits, seen.deltas, within, shown.content, sizes)
        found = closed_assemble.judged(boxes, *self._engine.judge(seen, boxes), shown.content, least, sizes)
        if not len(found.boxes):
            return Categorised(Instances.empty(shown.size), np.zeros(0, np.int64), self.categories)
        outlines = self._engine.outline(seen, found.boxes, found.categories)
        at = shown.to_picture(found.boxes)
        there = np.flatnonzero((np.minimum(at[:, 2:], shown.size[::-1]) > np.maximum(at[:, :2], 0)).all(1))
        made = instances(at[there], found.scores[there], outlines[there], shown.size)
        return Categorised(made, found.categories[there], self.categories)
