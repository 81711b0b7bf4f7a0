"""Mask R-CNN cut into three graphs with named inputs and outputs, ready to be exported."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from seesame.model.closed import ClosedNetwork
from seesame.model.graphs import LEVELS, Graph

_BATCH_HW = {0: "batch", 2: "height", 3: "width"}
_BATCH_ROWS = {0: "batch", 1: "rows"}


class See(nn.Module):
    """Frames to levels and what is said of their anchors."""

    def __init__(self, network: ClosedNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Pixels (B, 3, h, w) to four levels, logits (B, A), deltas (B, A, 4)."""
        levels, logits, deltas = self.network.see(pixels)
        return (*levels, logits, deltas)


class Judge(nn.Module):
    """Boxes of one frame to logits and deltas."""

    def __init__(self, network: ClosedNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, p2: Tensor, p3: Tensor, p4: Tensor, p5: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        """Boxes (R, 4) to logits (R, N) and deltas (R, N, 4)."""
        return self.network.judge((p2, p3, p4, p5), boxes)


class Outline(nn.Module):
    """Boxes of one frame and their categories to mask probabilities."""

    def __init__(self, network: ClosedNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, p2: Tensor, p3: Tensor, p4: Tensor, p5: Tensor, boxes: Tensor, categories: Tensor
    ) -> Tensor:
        """Boxes (R, 4) and categories (R,) to (R, 28, 28)."""
        return self.network.outline((p2, p3, p4, p5), boxes, categories)


def closed_graphs(network: ClosedNetwork) -> dict[str, Graph]:
    """The graphs of a network, by name, with examples traced from random pixels and boxes on every level."""
    pixels = torch.rand(1, 3, 128, 160)
    with torch.no_grad():
        levels, _, _ = network.see(pixels)
    scene = dict(zip(LEVELS, levels, strict=True))
    sides = torch.tensor([20.0, 60.0, 150.0, 300.0, 500.0])
    boxes = torch.stack([torch.zeros(5), torch.zeros(5), sides, sides], 1)
    spatial = {name: {2: f"height_{name}", 3: f"width_{name}"} for name in LEVELS}
    rows = {0: "rows"}
    return {
        "see": Graph(
            See(network),
            {"pixels": pixels},
            (*LEVELS, "logits", "deltas"),
            dict.fromkeys(("pixels", *LEVELS), _BATCH_HW) | dict.fromkeys(("logits", "deltas"), _BATCH_ROWS),
        ),
        "judge": Graph(
            Judge(network), scene | {"boxes": boxes}, ("logits", "deltas"),
            spatial | dict.fromkeys(("boxes", "logits", "deltas"), rows),
        ),
        "outline": Graph(
            Outline(network),
            scene | {"boxes": boxes, "categories": torch.ones(5, dtype=torch.int64)},
            ("probabilities",),
            spatial | dict.fromkeys(("boxes", "categories", "probabilities"), rows),
        ),
    }
