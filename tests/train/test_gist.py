from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from seesame.data.sources import read_pool
from seesame.errors import DataError
from seesame.inference.gist import means
from seesame.inference.onnx_engine import OnnxEngine
from seesame.train import gist
from seesame.train.recipe import Recipe
from seesame.weights import Weights


@pytest.fixture
def copied(shapes: Path, tmp_path: Path) -> Path:
    """Pictures of drawn shapes that a test may spoil."""
    return Path(shutil.copytree(shapes, tmp_path / "shapes"))


def test_the_components_are_those_that_differ_most() -> None:
    rng = np.random.default_rng(0)
    told = rng.normal(size=(200, 60)) * np.linspace(0.01, 3.0, 60) + 7.0
    kept = gist.components(told.astype(np.float32))
    assert kept.shape == (200, gist.NUMBERS)
    np.testing.assert_allclose(kept.mean(0), 0.0, atol=1e-4)
    assert (kept**2).sum() > 0.95 * ((told - told.mean(0)) ** 2).sum()


def test_a_projection_learns_what_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gist, "RIDGE", 1e-6)
    rng = np.random.default_rng(0)
    seen = rng.normal(size=(300, 6)).astype(np.float32)
    wanted = seen @ rng.normal(size=(6, 4)).astype(np.float32) + np.arange(4, dtype=np.float32)
    projection = gist.ridge(seen, wanted)
    assert projection.shape == (7, 4)
    np.testing.assert_allclose(seen @ projection[:-1] + projection[-1], wanted, atol=1e-3)


def test_pictures_are_looked_at_once_and_those_that_cannot_be_read_are_passed_over(
    untrained: Weights, tiny: Recipe, copied: Path
) -> None:
    pool = read_pool(tiny.sources, copied, 0.0)
    told: list[tuple[int, int, str]] = []
    engine = OnnxEngine(untrained, 1)
    every = sum(len(source.dataset) for source in pool.sources)
    broken = pool.record(0, 0).path
    broken.write_bytes(b"no picture")
    projection = gist.fit_gist(
        engine, "tf_efficientnet_lite0", 128, pool, np.random.default_rng(0), lambda *each: told.append(each)
    )
    assert projection.shape == (257, gist.NUMBERS) and np.isfinite(projection).all()
    assert told[-1][:2] == (every, every) and len(told) == every - 1
    assert means(engine.see(np.zeros((1, 3, 128, 128), np.float32)).semantic, (128, 128)).shape == (1, 256)


def test_a_folder_of_pictures_that_cannot_be_read_is_told(untrained: Weights, tiny: Recipe, copied: Path) -> None:
    pool = read_pool(tiny.sources, copied, 0.0)
    for record in pool.sources[0].dataset.records:
        record.path.write_bytes(b"no picture")
    with pytest.raises(DataError, match="none of 12 pictures to learn gists from can be read"):
        gist.fit_gist(OnnxEngine(untrained, 1), "tf_efficientnet_lite0", 128, pool, np.random.default_rng(0))
