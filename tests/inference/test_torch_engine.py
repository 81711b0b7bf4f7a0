from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from seesame.errors import WeightsError
from seesame.inference.engine import Floats, Seen
from seesame.inference.onnx_engine import OnnxEngine
from seesame.inference.torch_engine import TENSORS, TorchEngine, load
from seesame.weights import Weights
from seesame.weights.card import fingerprint


@pytest.fixture(scope="module")
def engines(untrained: Weights) -> tuple[TorchEngine, OnnxEngine]:
    return load(untrained), OnnxEngine(untrained, threads=1)


def pixels(batch: int, height: int, width: int) -> Floats:
    return np.random.default_rng(1).normal(size=(batch, 3, height, width)).astype(np.float32)


def close(one: Floats, other: Floats) -> None:
    assert one.dtype == other.dtype == np.float32
    np.testing.assert_allclose(one, other, rtol=1e-3, atol=2e-3)


# A frame of 128 x 96 has 768 + 192 + 48 + 12 + 2 places, just enough for 1,000 candidates.
@pytest.mark.parametrize("size", [(2, 128, 96), (1, 32, 512), (3, 128, 128)])
def test_both_engines_see_the_same(engines: tuple[TorchEngine, OnnxEngine], size: tuple[int, int, int]) -> None:
    ours, theirs = (engine.see(pixels(*size)) for engine in engines)
    for one, other in zip(ours.pyramid, theirs.pyramid, strict=True):
        close(one, other)
    close(ours.semantic, theirs.semantic)
    close(ours.logits, theirs.logits)


def test_both_engines_say_the_same_of_the_same(engines: tuple[TorchEngine, OnnxEngine]) -> None:
    seen: Seen = engines[0].see(pixels(2, 128, 160))
    weights = np.random.default_rng(0).random((2, 7, 7)).astype(np.float32)
    answers = []
    for engine in engines:
        regions = engine.regions(seen[0], seen.boxes[0, :40])
        described = engine.embed(seen, seen.boxes[:, 3], weights)
        logits = engine.match(regions, *described, weights)
        outlines = engine.outline(seen[0], regions.boxes)
        answers.append([regions.boxes, regions.quality, regions.vectors, regions.maps, *described, logits, outlines])
    for one, other in zip(*answers, strict=True):
        close(one, other)


def test_nothing_is_kept_for_gradients(engines: tuple[TorchEngine, OnnxEngine]) -> None:
    assert not engines[0].network.training
    seen = engines[0].see(pixels(1, 128, 128))
    assert len(engines[0].regions(seen, seen.boxes[0, :0])) == 0


def test_threads_count_for_the_process(untrained: Weights, torch_threads: None) -> None:
    load(untrained, threads=1)
    assert torch.get_num_threads() == 1


def test_tensors_of_another_network(untrained: Weights) -> None:
    other = Weights(untrained.folder, untrained.card.model_copy(update={"network": "lite2"}))
    with pytest.raises(WeightsError, match=r"network\.safetensors does not fit the network of its card"):
        load(other)


def test_a_network_that_is_not_known(untrained: Weights) -> None:
    other = Weights(untrained.folder, untrained.card.model_copy(update={"network": "huge"}))
    with pytest.raises(WeightsError, match=r"there is no network 'huge'.*export the weights anew"):
        load(other)


def test_tensors_that_cannot_be_read(untrained: Weights, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(untrained.folder, folder)
    (folder / TENSORS).write_bytes(b"no tensors at all")
    files = untrained.card.files | {TENSORS: fingerprint(folder / TENSORS)}
    with pytest.raises(WeightsError, match="does not fit the network of its card"):
        load(Weights(folder, untrained.card.model_copy(update={"files": files})))
