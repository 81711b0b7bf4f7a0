from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from seesame.data.episodes import Batch, Episodes
from seesame.data.sources import read_pool
from seesame.images import frame
from seesame.model.build import build_lite
from seesame.model.config import LiteConfig
from seesame.model.lite import LiteNetwork
from seesame.train.processes import ALONE
from seesame.train.proxies import Proxies
from seesame.train.recipe import Recipe
from seesame.train.step import _by_question, batch_losses, normalised, tensors

NAMES = {"objectness", "sides", "quality", "refine", "match", "kinds", "outline"}


@pytest.fixture(scope="module")
def batch(tiny: Recipe, shapes: Path) -> Batch:
    return Episodes(read_pool(tiny.sources, shapes, 0.0), tiny.episodes, tiny.seed)[0]


@pytest.fixture(scope="module")
def network() -> LiteNetwork:
    torch.manual_seed(0)
    return build_lite("lite", imagenet=True)


@pytest.fixture(scope="module")
def proxies(tiny: Recipe, shapes: Path) -> Proxies:
    return Proxies(read_pool(tiny.sources, shapes, 0.0), LiteConfig().semantic_channels)


def test_tensors_share_the_memory_of_their_batch(batch: Batch) -> None:
    turned = tensors(batch)
    assert turned._fields == batch._fields
    assert turned.shots == batch.shots
    for ours, theirs in zip(turned, batch, strict=True):
        if isinstance(ours, torch.Tensor):
            assert ours.data_ptr() == theirs.ctypes.data
        elif isinstance(ours, list):
            assert [tuple(each.shape) for each in ours] == [each.shape for each in theirs]


def test_pictures_are_normalised_as_inference_does(batch: Batch) -> None:
    pixels = normalised(torch.from_numpy(batch.scenes))
    assert pixels.shape == (2, 3, 128, 128)
    assert pixels.is_contiguous(memory_format=torch.channels_last)
    np.testing.assert_allclose(pixels[0].numpy(), frame(batch.scenes[0], 128).pixels, atol=1e-5)


def test_every_loss_is_finite_and_teaches(batch: Batch, network: LiteNetwork, proxies: Proxies, tiny: Recipe) -> None:
    network.zero_grad()
    losses = ALONE.means(batch_losses(network, proxies, tensors(batch), tiny, step=0))
    assert set(losses) == NAMES == {each.name for each in dataclasses.fields(tiny.losses)}
    assert all(each.ndim == 0 and math.isfinite(each.item()) for each in losses.values())
    torch.stack(list(losses.values())).sum().backward()
    reached = {name.split(".")[0] for name, each in network.named_parameters() if each.grad is not None}
    assert reached == {name for name, _ in network.named_children()}


def test_losses_are_a_function_of_the_step(batch: Batch, network: LiteNetwork, proxies: Proxies, tiny: Recipe) -> None:
    with torch.no_grad():
        parts = (batch_losses(network, proxies, tensors(batch), tiny, step) for step in (3, 3, 4))
        first, again, other = (ALONE.means(each) for each in parts)
    assert all(torch.equal(first[name], again[name]) for name in NAMES)
    assert any(not torch.equal(first[name], other[name]) for name in NAMES)


def test_scenes_without_objects(batch: Batch, network: LiteNetwork, proxies: Proxies, tiny: Recipe) -> None:
    questions = batch.same[0].shape[0]
    empty = batch._replace(
        masks=[np.zeros((0, 128, 128), np.uint8)] * 2,
        boxes=[np.zeros((0, 4), np.float32)] * 2,
        same=[np.zeros((questions, 0), np.float32)] * 2,
        kinds=[np.zeros(0, np.int64)] * 2,
    )
    losses = ALONE.means(batch_losses(network, proxies, tensors(empty), tiny, step=0))
    assert losses["sides"].item() == losses["refine"].item() == losses["outline"].item() == 0.0
    assert all(math.isfinite(each.item()) for each in losses.values())
    torch.stack(list(losses.values())).sum().backward()


def test_logits_of_a_question_are_those_of_its_references_fused() -> None:
    logits = torch.tensor([[1.0, 1.0, -2.0, -2.0], [0.0, 0.0, 50.0, -50.0]])
    torch.testing.assert_close(_by_question(logits, 2), torch.tensor([[1.0, -2], [0, 50 - math.log(2)]]))
    torch.testing.assert_close(_by_question(logits, 1), logits)
