from __future__ import annotations

import pytest
import torch
from torch import Tensor

from seesame.model.build import build_lite
from seesame.model.lite import LiteNetwork, References, stack


@pytest.fixture(scope="module")
def network() -> LiteNetwork:
    torch.manual_seed(0)
    return build_lite("lite").eval()


def references(count: int) -> References:
    generator = torch.Generator().manual_seed(count)
    boxes = torch.tensor([[30.0, 40.0, 130.0, 120.0]]).repeat(count, 1)
    return References(torch.randn(count, 3, 160, 160, generator=generator), boxes, torch.ones(count, 7, 7))


def scene(height: int, width: int, seed: int = 0) -> Tensor:
    return torch.randn(3, height, width, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def test_several_scenes_of_different_sizes_and_several_references_in_one_call(network: LiteNetwork) -> None:
    found = network([scene(128, 160), scene(150, 100)], references(3))
    assert len(found) == 2
    for each in found:
        assert 0 < len(each.boxes) <= network.config.regions
        assert each.boxes.shape == (len(each.boxes), 4)
        assert each.scores.shape == (len(each.boxes),)
        assert each.outlines.shape == (len(each.boxes), 28, 28)
        assert ((each.scores >= 0) & (each.scores <= 1)).all()


@torch.no_grad()
def test_one_scene_is_as_in_a_batch(network: LiteNetwork) -> None:
    pixels = stack([scene(128, 160, 1), scene(128, 160, 2)])
    both, alone = network.encode(pixels), network.encode(pixels[1:])
    assert len(both.rois) == 2
    torch.testing.assert_close(both.rois[1][:, 1:], alone.rois[0][:, 1:], rtol=1e-3, atol=1e-2)
    torch.testing.assert_close(both.quality[1], alone.quality[0], rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(both.embedded[1].vectors, alone.embedded[0].vectors, rtol=1e-3, atol=1e-3)
    assert (both.rois[1][:, 0] == 1).all()
    assert (alone.rois[0][:, 0] == 0).all()


@torch.no_grad()
def test_encode_knows_no_reference_and_match_needs_only_the_descriptor(network: LiteNetwork) -> None:
    pixels = stack([scene(128, 160)])
    encoded = network.encode(pixels)
    whole = network(list(pixels), references(2))[0]
    descriptor = network.describe(references(2))
    assert descriptor.vectors.shape == (2, 256)
    assert descriptor.maps.shape == (2, 64, 7, 7)
    (found,) = network.classify(encoded, network.match(encoded, descriptor))
    torch.testing.assert_close(found[0][:, 1:], whole.boxes)
    torch.testing.assert_close(found[1], whole.scores)
    torch.testing.assert_close(network.outline(encoded.maps, found[0]), whole.outlines)


@torch.no_grad()
def test_references_of_a_question_are_fused_by_their_mean_odds(network: LiteNetwork) -> None:
    encoded = network.encode(stack([scene(128, 160)]))
    both = references(2)
    singles = [References(*(part[row : row + 1] for part in both)) for row in range(2)]
    logits = [network.match(encoded, network.describe(each))[0] for each in singles]
    odds = torch.stack(logits).exp().mean(0)
    torch.testing.assert_close(network.match(encoded, network.describe(both))[0], odds.log(), rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_regions_do_not_overlap_more_than_the_limit_before_they_are_refined(network: LiteNetwork) -> None:
    boxes = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 9.9], [50, 50, 60, 60]])
    kept = network._suppress(boxes, torch.tensor([1.0, 2.0, 0.0]))
    torch.testing.assert_close(kept, boxes[[1, 2]])


def test_scenes_are_padded_right_and_bottom_to_multiples_of_32() -> None:
    first, second = torch.ones(3, 40, 33), torch.ones(3, 20, 64)
    stacked = stack([first, second])
    assert stacked.shape == (2, 3, 64, 64)
    assert stacked.sum((1, 2, 3)).tolist() == [3 * 40 * 33, 3 * 20 * 64]
    assert (stacked[0, :, :40, :33] == 1).all()


