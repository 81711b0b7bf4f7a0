from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from seesame.errors import WeightsError  # noqa: E402
from seesame.evaluate import Protocol, evaluate, open_system  # noqa: E402
from seesame.evaluate.paper import Paper  # noqa: E402
from seesame.model.build import build_paper  # noqa: E402
from seesame.reference import Reference  # noqa: E402
from seesame.train.paper_start import measure  # noqa: E402


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("paper") / "first.pt"
    network = build_paper("paper-small")
    measure(network, torch.rand(2, 3, 192, 192) * 255)
    torch.save({"network": network.state_dict()}, path)
    return path


@pytest.fixture(scope="module")
def paper(checkpoint: Path) -> Paper:
    system = open_system("paper-small", str(checkpoint))
    assert isinstance(system, Paper)
    return system


def test_boxes_are_in_the_pictures_own_pixels(paper: Paper) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (90, 150, 3), dtype=np.uint8)
    scene = paper.encode(picture)
    assert scene.size == (90, 150) and scene.scale == pytest.approx(512 / 150)
    assert scene.window.tolist() == [0, (512 - 307) // 2, 512, (512 - 307) // 2 + 307]
    found = paper.find(scene, paper.describe([Reference.from_box(picture, (10, 10, 60, 70))]), threshold=0.0, top=20)
    assert found.size == (90, 150) and 0 < len(found) <= 20
    assert (found.boxes >= 0).all() and (found.boxes[:, 2] <= 150).all() and (found.boxes[:, 3] <= 90).all()
    assert (np.diff(found.scores) <= 0).all()
    assert len(paper.find(scene, paper.describe([Reference.whole(picture)]), threshold=1.01)) == 0


def test_references_are_averaged(paper: Paper) -> None:
    pictures = [np.random.default_rng(n).integers(0, 256, (60, 60, 3), dtype=np.uint8) for n in range(2)]
    both = paper.describe([Reference.whole(each) for each in pictures])
    single = [paper.describe([Reference.whole(each)]) for each in pictures]
    mean = (single[0] + single[1]) / 2
    torch.testing.assert_close(both, mean, rtol=1e-4, atol=1e-5 * float(mean.max()))


def test_it_is_examined_as_any_system(paper: Paper, world: Any, plain: Any) -> None:
    report = evaluate(paper, world(plain), Protocol(runs=1, limit=1, categories=("cup",)))
    assert report.system["weights"] == "paper-small-first" and report.presence["shipped"]["threshold"]["mean"] == 0.7


def test_weights_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be opened"):
        open_system("paper-small", str(tmp_path / "none.pt"))
    (tmp_path / "rubbish.pt").write_bytes(b"rubbish")
    with pytest.raises(WeightsError, match="holds no paper-large network"):
        open_system("paper-large", str(tmp_path / "rubbish.pt"))
