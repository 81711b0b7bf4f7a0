from __future__ import annotations

import pytest
import torch
from torch import Tensor

from seesame.model.pooling import pool
from seesame.model.pyramid import Pyramid, Semantic

CHANNELS = (4, 6, 8, 10)


def maps() -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(2, c, 32 // 2**i, 64 // 2**i, generator=generator) for i, c in enumerate(CHANNELS)]


def test_levels_keep_their_sizes() -> None:
    levels = Pyramid(CHANNELS, 5)(maps())
    assert [tuple(each.shape) for each in levels] == [(2, 5, 32 // 2**i, 64 // 2**i) for i in range(4)]


def test_what_is_deep_reaches_every_level() -> None:
    network = Pyramid(CHANNELS, 5)
    given = maps()
    before = network(given)
    given[3] = given[3] + 1.0
    assert all((one != other).any() for one, other in zip(before, network(given), strict=True))


def test_what_is_fine_stays_on_its_level() -> None:
    network = Pyramid(CHANNELS, 5)
    given = maps()
    before = network(given)
    given[0] = given[0] + 1.0
    changed = [bool((one != other).any()) for one, other in zip(before, network(given), strict=True)]
    assert changed == [True, False, False, False]


def test_the_semantic_map_lies_at_stride_16_and_commutes_with_pooling() -> None:
    semantic = Semantic(CHANNELS, 5)
    given = maps()
    seen = semantic(given)
    assert seen.shape == (2, 5, 8, 16)
    rois = torch.tensor([[0.0, 20, 30, 120, 100], [1, 0, 0, 250, 120]])
    pooled = semantic.project(pool(Semantic.stack(given), rois, 16, 7))
    torch.testing.assert_close(pooled, pool(seen, rois, 16, 7), rtol=1e-4, atol=1e-5)


def test_starting_from_samples_standardises_them() -> None:
    """With as many axes as channels nothing is lost: distances of standardised samples stay."""
    generator = torch.Generator().manual_seed(0)
    samples = torch.randn(500, 18, generator=generator) * torch.arange(1.0, 19.0) + 3.0
    semantic = Semantic(CHANNELS, 18)
    assert semantic.start_from(samples) == pytest.approx(1.0)
    projected = semantic.project(samples[:, :, None, None])[:, :, 0, 0]
    standard = (samples - samples.mean(0)) / samples.std(0)
    torch.testing.assert_close(projected.mean(0), torch.zeros(18), rtol=0, atol=1e-4)
    torch.testing.assert_close(torch.cdist(projected, projected), torch.cdist(standard, standard), rtol=1e-3, atol=1e-2)


def test_starting_keeps_the_leading_axes() -> None:
    """Two hidden causes behind all channels: two axes keep them, one does not."""
    generator = torch.Generator().manual_seed(0)
    samples = torch.randn(500, 2, generator=generator) @ torch.randn(2, 18, generator=generator)
    assert Semantic(CHANNELS, 2).start_from(samples) == pytest.approx(1.0, abs=1e-3)
    assert Semantic(CHANNELS, 1).start_from(samples) < 0.95


def test_a_channel_that_never_changes_is_no_crash() -> None:
    samples = torch.randn(50, 18, generator=torch.Generator().manual_seed(0))
    samples[:, 3] = 7.0
    semantic = Semantic(CHANNELS, 4)
    assert 0 < semantic.start_from(samples) < 1
    assert torch.isfinite(semantic.project.weight).all()
