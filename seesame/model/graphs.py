"""The network cut at its seam: five graphs with named inputs and outputs, ready to be exported."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from seesame.model.lite import LiteNetwork
from seesame.model.matching import Descriptor
from seesame.model.proposals import best
from seesame.model.regions import Embedded

LEVELS = ("p2", "p3", "p4", "p5")
_BATCH_HW = {0: "batch", 2: "height", 3: "width"}


@dataclass(frozen=True)
class Graph:
    """A module to export: names and examples of its inputs, names of its outputs, which axes may change."""

    module: nn.Module
    inputs: dict[str, Tensor]
    outputs: tuple[str, ...]
    axes: dict[str, dict[int, str]]


class See(nn.Module):
    """Frames to maps and candidates."""

    def __init__(self, network: LiteNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Pixels (B, 3, h, w) to the pyramid, the semantic map, boxes (B, N, 4) and logits (B, N)."""
        maps = self.network.see(pixels)
        boxes, logits = best(maps.proposals, self.network.config.candidates, pixels.shape[2:])
        return (*maps.pyramid, maps.semantic, boxes, logits)


class Regions(nn.Module):
    """Candidates of one frame to regions."""

    def __init__(self, network: LiteNetwork) -> None:
        super().__init__()
        self.head, self.embedding = network.box_head, network.embedding

    def forward(
        self, p2: Tensor, p3: Tensor, p4: Tensor, p5: Tensor, semantic: Tensor, boxes: Tensor
    ) -> tuple[Tensor, ...]:
        """Boxes (R, 4) to refined boxes, quality, vectors and maps."""
        refined = self.head.refine((p2, p3, p4, p5), _first(boxes))
        embedded = self.embedding(semantic, _first(refined.boxes))
        return refined.boxes, self.head.judge(refined, embedded.vectors), embedded.vectors, embedded.maps


class Embed(nn.Module):
    """One given box of each of several frames to its vector and map."""

    def __init__(self, network: LiteNetwork) -> None:
        super().__init__()
        self.embedding = network.embedding

    def forward(self, semantic: Tensor, boxes: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Semantic (K, S, h, w), boxes (K, 4), weights (K, cells, cells) to vectors and maps."""
        scene = torch.arange(boxes.shape[0], dtype=boxes.dtype)[:, None]
        embedded = self.embedding(semantic, torch.cat([scene, boxes], 1), weights)
        return embedded.vectors, embedded.maps


class Compare(nn.Module):
    """Regions against references."""

    def __init__(self, network: LiteNetwork) -> None:
        super().__init__()
        self.compare = network.compare

    def forward(
        self, region_vectors: Tensor, region_maps: Tensor, vectors: Tensor, maps: Tensor, weights: Tensor
    ) -> Tensor:
        """R regions and K references to logits (R, K)."""
        logits: Tensor = self.compare(Embedded(region_vectors, region_maps), Descriptor(vectors, maps, weights))
        return logits


class Outline(nn.Module):
    """Boxes of one frame to mask probabilities."""

    def __init__(self, network: LiteNetwork) -> None:
        super().__init__()
        self.head = network.mask_head

    def forward(self, p2: Tensor, p3: Tensor, p4: Tensor, p5: Tensor, boxes: Tensor) -> Tensor:
        """Boxes (M, 4) to (M, side, side)."""
        return torch.sigmoid(self.head((p2, p3, p4, p5), _first(boxes)))


def graphs(network: LiteNetwork) -> dict[str, Graph]:
    """The five graphs of a network, by name, with examples traced from random pixels."""
    config, rows = network.config, 6
    pixels = torch.rand(2, 3, 160, 192)
    see = See(network)
    with torch.no_grad():
        *maps, boxes, _ = see(pixels)
        scene = {name: level[:1] for name, level in zip(LEVELS, maps, strict=False)}
        semantic, chosen = maps[len(LEVELS)], boxes[0, :rows].contiguous()
        weights = torch.rand(2, config.cells, config.cells)
        vectors, embedded = Embed(network)(semantic, boxes[:, 0], weights)
    spatial = {name: {2: f"height_{name}", 3: f"width_{name}"} for name in LEVELS}
    semantic_axes = {"semantic": {2: "height_semantic", 3: "width_semantic"}}
    return {
        "see": Graph(
            see,
            {"pixels": pixels},
            (*LEVELS, "semantic", "boxes", "logits"),
            dict.fromkeys(("pixels", *LEVELS, "semantic"), _BATCH_HW)
            | {"boxes": {0: "batch"}, "logits": {0: "batch"}},
        ),
        "regions": Graph(
            Regions(network),
            scene | {"semantic": semantic[:1], "boxes": chosen},
            ("refined", "quality", "vectors", "maps"),
            spatial | semantic_axes | {n: {0: "rows"} for n in ("boxes", "refined", "quality", "vectors", "maps")},
        ),
        "embed": Graph(
            Embed(network),
            {"semantic": semantic, "boxes": boxes[:, 0].contiguous(), "weights": weights},
            ("vectors", "maps"),
            {"semantic": _BATCH_HW} | {name: {0: "batch"} for name in ("boxes", "weights", "vectors", "maps")},
        ),
        "match": Graph(
            Compare(network),
            {
                "region_vectors": vectors.repeat(3, 1),
                "region_maps": embedded.repeat(3, 1, 1, 1),
                "vectors": vectors,
                "maps": embedded,
                "weights": weights,
            },
            ("match_logits",),
            {
                **{name: {0: "rows"} for name in ("region_vectors", "region_maps")},
                **{name: {0: "references"} for name in ("vectors", "maps", "weights")},
                "match_logits": {0: "rows", 1: "references"},
            },
        ),
        "outline": Graph(
            Outline(network),
            scene | {"boxes": chosen},
            ("probabilities",),
            spatial | {"boxes": {0: "rows"}, "probabilities": {0: "rows"}},
        ),
    }


def _first(boxes: Tensor) -> Tensor:
    """Boxes (R, 4) as rois (R, 5) of the first frame of a batch."""
    return torch.cat([torch.zeros_like(boxes[:, :1]), boxes], 1)
