from __future__ import annotations

import pytest
import torch

from seesame.model.build import build_lite
from seesame.model.graphs import Graph, graphs
from seesame.model.lite import LiteNetwork
from seesame.model.proposals import best


@pytest.fixture(scope="module")
def network() -> LiteNetwork:
    torch.manual_seed(0)
    return build_lite("lite").eval()


@pytest.fixture(scope="module")
def cut(network: LiteNetwork) -> dict[str, Graph]:
    return graphs(network)


def test_five_graphs_with_named_ends(cut: dict[str, Graph]) -> None:
    assert {name: (tuple(graph.inputs), graph.outputs) for name, graph in cut.items()} == {
        "see": (("pixels",), ("p2", "p3", "p4", "p5", "semantic", "boxes", "logits")),
        "regions": (("p2", "p3", "p4", "p5", "semantic", "boxes"), ("refined", "quality", "vectors", "maps")),
        "embed": (("semantic", "boxes", "weights"), ("vectors", "maps")),
        "match": (("region_vectors", "region_maps", "vectors", "maps", "weights"), ("match_logits",)),
        "outline": (("p2", "p3", "p4", "p5", "boxes"), ("probabilities",)),
    }


@pytest.mark.parametrize("name", ["see", "regions", "embed", "match", "outline"])
def test_axes_belong_to_ends_and_what_comes_out_is_what_is_named(cut: dict[str, Graph], name: str) -> None:
    graph = cut[name]
    assert set(graph.axes) <= {*graph.inputs, *graph.outputs}
    with torch.no_grad():
        results = graph.module(*graph.inputs.values())
    tensors = results if isinstance(results, tuple) else (results,)
    assert len(tensors) == len(graph.outputs)
    for output, tensor in zip(graph.outputs, tensors, strict=True):
        assert max(graph.axes.get(output, {0: ""})) < tensor.ndim
        assert torch.isfinite(tensor).all()


@torch.no_grad()
def test_together_they_say_what_the_stages_say(network: LiteNetwork, cut: dict[str, Graph]) -> None:
    pixels = torch.randn(1, 3, 128, 96, generator=torch.Generator().manual_seed(0))
    *maps, boxes, logits = cut["see"].module(pixels)
    seen = network.see(pixels)
    theirs, their_logits = best(seen.proposals, network.config.candidates, (128, 96))
    torch.testing.assert_close(boxes, theirs)
    torch.testing.assert_close(logits, their_logits)

    rois = torch.cat([torch.zeros(5, 1), boxes[0, :5]], 1)
    refined, quality, vectors, region_maps = cut["regions"].module(*maps, boxes[0, :5])
    judged = network.box_head.refine(seen.pyramid, rois)
    torch.testing.assert_close(refined, judged.boxes)
    torch.testing.assert_close(quality, network.box_head.judge(judged, vectors))
    moved = torch.cat([torch.zeros(5, 1), refined], 1)
    torch.testing.assert_close(vectors, network.embedding(seen.semantic, moved).vectors)
    outlines = cut["outline"].module(*maps[:4], refined)
    torch.testing.assert_close(outlines, torch.sigmoid(network.outline(seen, moved)))

    weights = torch.rand(1, 7, 7, generator=torch.Generator().manual_seed(0))
    described = cut["embed"].module(maps[4], boxes[:, 0], weights)
    matched = cut["match"].module(vectors, region_maps, *described, weights)
    assert matched.shape == (5, 1)
