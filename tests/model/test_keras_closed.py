from __future__ import annotations

import torch

from seesame.model.config import KerasClosedConfig
from seesame.model.keras_closed import KerasClosedNetwork

TINY = KerasClosedConfig(
    depth=50,
    categories=3,
    pyramid_channels=8,
    head_size=16,
    scene_side=128,
    proposals_test=40,
    instances=5,
    least_score=0.0,
)


def test_finds_categories_within_the_window() -> None:
    torch.manual_seed(0)
    network = KerasClosedNetwork(TINY).eval()
    window = torch.tensor([[0.0, 16.0, 128.0, 112.0]])
    with torch.no_grad():
        network.box_head.logits.bias.copy_(torch.tensor([0.0, 1.0, 2.0]))
        (found,) = network(torch.rand(1, 3, 128, 128) * 255, window)
    count = len(found.scores)
    assert 0 < count <= 5
    assert found.outlines.shape == (count, 28, 28)
    assert set(found.categories.tolist()) <= {1, 2}
    assert bool((found.boxes[:, 1] >= 16).all()) and bool((found.boxes[:, 3] <= 112).all())


def test_what_is_background_is_not_found() -> None:
    network = KerasClosedNetwork(TINY).eval()
    with torch.no_grad():
        network.box_head.logits.bias.copy_(torch.tensor([99.0, 0.0, 0.0]))
        (found,) = network(torch.zeros(1, 3, 128, 128), torch.tensor([[0.0, 0.0, 128.0, 128.0]]))
    assert found.boxes.shape == (0, 4) and found.outlines.shape == (0, 28, 28)
