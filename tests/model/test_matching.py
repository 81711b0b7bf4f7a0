from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from seesame.model.matching import Descriptor, Match, fuse
from seesame.model.regions import Embedded


def embedded(count: int, seed: int = 0) -> Embedded:
    generator = torch.Generator().manual_seed(seed)
    vectors = F.normalize(torch.randn(count, 6, generator=generator), dim=1)
    return Embedded(vectors, F.normalize(torch.randn(count, 4, 2, 2, generator=generator), dim=1))


def descriptor(count: int, seed: int = 1) -> Descriptor:
    weights = torch.rand(count, 2, 2, generator=torch.Generator().manual_seed(seed))
    return Descriptor(*embedded(count, seed), weights)


def test_a_match_that_has_learnt_nothing_is_a_scaled_cosine() -> None:
    axes = torch.eye(6)
    regions = Embedded(axes[:3], torch.zeros(3, 4, 2, 2))
    mixed = F.normalize(axes[0] + axes[1], dim=0)
    asked = Descriptor(torch.stack([axes[0], mixed]), torch.zeros(2, 4, 2, 2), torch.ones(2, 2, 2))
    logits = Match(6, 2)(regions, asked)
    half = 10 / 2**0.5 - 6
    torch.testing.assert_close(logits, torch.tensor([[4.0, half], [-6.0, half], [-6.0, -6.0]]))


def test_correspondences_by_hand() -> None:
    """Two cells in a row: the reference shows A B, the region B B."""
    a, b = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    reference = torch.stack([a, b], 1).view(1, 2, 1, 2)
    region = torch.stack([b, b], 1).view(1, 2, 1, 2)

    def compared(weights: list[float]) -> list[list[float]]:
        both = Descriptor(torch.zeros(1, 6), reference, torch.tensor(weights).view(1, 1, 2))
        parts: list[list[float]] = (
            Match.correspondences(Embedded(torch.zeros(1, 6), region), both)[0, 0].view(3, 2).tolist()
        )
        return parts

    # Each cell of the region found in the reference; each of the reference in the region; each in its own place.
    assert compared([1.0, 1.0]) == [[1, 1], [0, 1], [0, 1]]
    # What does not belong to the object cannot be what a region's cell is found in.
    assert compared([1.0, 0.0]) == [[0, 0], [0, 0], [0, 0]]
    assert compared([0.0, 1.0]) == [[1, 1], [0, 1], [0, 1]]


def test_several_regions_and_references_are_each_pair_alone() -> None:
    torch.manual_seed(0)
    match = Match(6, 2)
    torch.nn.init.normal_(match.learned[2].weight)
    regions, asked = embedded(3), descriptor(2)
    logits = match(regions, asked)
    for row in range(3):
        for column in range(2):
            one = Embedded(*(part[row : row + 1] for part in regions))
            other = Descriptor(*(part[column : column + 1] for part in asked))
            torch.testing.assert_close(match(one, other)[0, 0], logits[row, column])


def test_no_region() -> None:
    assert Match(6, 2)(embedded(0), descriptor(2)).shape == (0, 2)


def test_references_are_fused_by_their_mean_odds() -> None:
    logits = torch.tensor([[0.0, 0.0], [math.log(2), math.log(4)], [50.0, -50.0]])
    torch.testing.assert_close(fuse(logits), torch.tensor([0.0, math.log(3), 50 - math.log(2)]))
    torch.testing.assert_close(fuse(logits[:, :1]), logits[:, 0])
    assert fuse(torch.zeros(0, 3)).shape == (0,)
