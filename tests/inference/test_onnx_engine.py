from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from seesame.errors import WeightsError
from seesame.inference.engine import Floats
from seesame.inference.onnx_engine import OnnxEngine
from seesame.weights import Weights, find
from seesame.weights.card import fingerprint


@pytest.fixture(scope="module")
def engine(untrained: Weights) -> OnnxEngine:
    return OnnxEngine(untrained, threads=1)


def pixels(batch: int, height: int = 128, width: int = 96) -> Floats:
    return np.random.default_rng(0).normal(size=(batch, 3, height, width)).astype(np.float32)


@pytest.mark.parametrize(("height", "width"), [(128, 96), (32, 512), (512, 32), (160, 160)])
def test_frames_of_any_size(engine: OnnxEngine, height: int, width: int) -> None:
    seen = engine.see(pixels(1, height, width))
    assert [level.shape[2:] for level in seen.pyramid] == [(height // s, width // s) for s in (4, 8, 16, 32)]
    assert seen.semantic.shape == (1, 256, height // 16, width // 16)
    assert seen.boxes.shape == (1, 1000, 4)
    assert (seen.boxes >= 0).all()
    assert (seen.boxes <= [width, height, width, height]).all()
    assert (np.diff(seen.logits[0]) <= 0).all()


def test_one_frame_is_as_in_a_batch(engine: OnnxEngine) -> None:
    both, alone = engine.see(pixels(2))[1], engine.see(pixels(2)[1:])
    for ours, theirs in zip(both.pyramid, alone.pyramid, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(both.semantic, alone.semantic, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(both.logits, alone.logits, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_any_number_of_regions(engine: OnnxEngine, count: int) -> None:
    seen = engine.see(pixels(1))
    regions = engine.regions(seen, seen.boxes[0, :count])
    assert (len(regions), regions.quality.shape) == (count, (count,))
    assert (regions.vectors.shape, regions.maps.shape) == ((count, 256), (count, 64, 7, 7))
    assert engine.outline(seen, regions.boxes).shape == (count, 28, 28)


def test_outlines_are_probabilities(engine: OnnxEngine) -> None:
    seen = engine.see(pixels(1))
    outlines = engine.outline(seen, seen.boxes[0, :20])
    assert 0 <= outlines.min() < 0.5 < outlines.max() <= 1


def test_regions_against_several_references_at_once(engine: OnnxEngine) -> None:
    seen = engine.see(pixels(3))
    weights = np.ones((3, 7, 7), np.float32)
    vectors, maps = engine.embed(seen, seen.boxes[:, 0], weights)
    assert (vectors.shape, maps.shape) == ((3, 256), (3, 64, 7, 7))
    regions = engine.regions(seen[0], seen.boxes[0, :4])
    logits = engine.match(regions, vectors, maps, weights)
    assert logits.shape == (4, 3)
    single = engine.match(regions, vectors[1:2], maps[1:2], weights[1:2])
    np.testing.assert_allclose(single[:, 0], logits[:, 1], rtol=1e-4, atol=1e-4)


def test_a_graph_that_cannot_be_loaded(untrained: Weights, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(untrained.folder, folder)
    (folder / "match.onnx").write_bytes(b"no graph")
    files = untrained.card.files | {"match.onnx": fingerprint(folder / "match.onnx")}
    broken = Weights(folder, untrained.card.model_copy(update={"files": files}))
    with pytest.raises(WeightsError, match=r"cannot load .*match\.onnx .*pip install -U onnxruntime"):
        OnnxEngine(broken)


def test_a_changed_graph_is_not_loaded(untrained: Weights, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(untrained.folder, folder)
    with (folder / "see.onnx").open("ab") as stream:
        stream.write(b"\0")
    with pytest.raises(WeightsError, match="is not the file its card describes"):
        OnnxEngine(find(folder))
