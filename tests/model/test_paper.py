from __future__ import annotations

import pytest
import torch

from seesame.model.build import build_paper
from seesame.model.paper import PaperNetwork, squared
from seesame.train.paper_start import measure


@pytest.fixture(scope="module")
def network() -> PaperNetwork:
    torch.manual_seed(0)
    network = build_paper("paper-small").eval()
    measure(network, torch.rand(2, 3, 192, 192) * 255)
    return network


def test_finds_in_scenes_of_different_sizes_with_several_references(network: PaperNetwork) -> None:
    scenes = [torch.randn(3, 400, 512) * 50, torch.randn(3, 512, 300) * 50]
    with torch.no_grad():
        found = network(scenes, torch.randn(3, 3, 96, 96) * 50)
    assert len(found) == 2
    for each in found:
        count = len(each.scores)
        assert count <= network.config.instances
        assert each.boxes.shape == (count, 4)
        assert each.outlines.shape == (count, 28, 28)
        assert bool(((each.scores >= 0) & (each.scores <= 1)).all())
        assert bool((each.scores[:-1] >= each.scores[1:]).all())


def test_several_references_are_the_mean_of_each(network: PaperNetwork) -> None:
    references = torch.randn(2, 3, 96, 96) * 50
    with torch.no_grad():
        both = network.describe(references)
        each = torch.stack([network.describe(reference[None]) for reference in references]).mean(0)
    assert both.shape == (5, network.config.pyramid_channels)
    torch.testing.assert_close(both, each, rtol=1e-4, atol=1e-5 * float(each.max()))


def test_proposals_know_the_question(network: PaperNetwork) -> None:
    with torch.no_grad():
        encoded = network.encode(torch.randn(1, 3, 512, 512) * 50)
        one = network.match(encoded, torch.zeros(5, network.config.pyramid_channels))
        other = network.match(encoded, torch.ones(5, network.config.pyramid_channels))
    assert len(one.proposals[0]) <= network.config.proposals_test
    assert not torch.equal(one.anchored.logits, other.anchored.logits)
    count = 3 * sum((512 // s) ** 2 for s in (4, 8, 16, 32, 64))
    assert one.anchored.anchors.shape[0] == one.anchored.logits.shape[1] == count


def test_scenes_are_padded_around_their_middle() -> None:
    padded = squared([torch.ones(3, 2, 4)], 6)
    assert padded.shape == (1, 3, 6, 6)
    assert padded[0, 0].sum() == 8
    assert bool((padded[0, :, 2:4, 1:5] == 1).all())
