from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seesame.cli.app import main
from seesame.weights import Weights, find

RECIPE = """
objects = "objects"
kinds = [{ name = "coin", objects = ["left", "right"] }]

[[elsewhere]]
annotations = "all.json"
pictures = "all"
others = 2
alike = [{ kind = "coin", categories = ["coin"] }]
"""


@pytest.fixture
def data(tmp_path: Path, coins: NDArray[np.uint8]) -> Path:
    """Two cuts of each half of the coins; elsewhere two other cuts of coins, and two grey pictures."""
    for name, x in (("left", 0), ("right", 190)):
        (tmp_path / "objects" / name).mkdir(parents=True)
        for number in range(2):
            cut = coins[10 * number : 150 + 10 * number, x : x + 150]
            Image.fromarray(cut).save(tmp_path / "objects" / name / f"{number}.png")
    (tmp_path / "all").mkdir()
    for number in range(4):
        cut = coins[150:300, 60 * number : 60 * number + 150] if number < 2 else np.full((150, 150, 3), 90, np.uint8)
        Image.fromarray(np.ascontiguousarray(cut)).save(tmp_path / "all" / f"{number}.png")
    content = {
        "images": [{"id": n, "file_name": f"{n}.png", "height": 150, "width": 150} for n in range(4)],
        "categories": [{"id": 1, "name": "coin"}],
        "annotations": [{"id": n, "image_id": n, "category_id": 1, "bbox": [5, 5, 40, 40]} for n in range(2)],
    }
    (tmp_path / "all.json").write_text(json.dumps(content))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    return tmp_path


def test_what_is_fitted_is_reported_and_kept(
    data: Path, untrained: Weights, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("seesame.inference.sameness.WORTH", 0.0)  # what has learnt nothing finds nothing worth a look
    weights, report = data / "weights", data / "report.json"
    shutil.copytree(untrained.folder, weights)
    arguments = ["fit-objects", str(data / "recipe.toml"), "--data", str(data), "--weights", str(weights)]
    assert main([*arguments, "--threads", "1", "--out", str(report), "--write"]) == 0
    assert "the same object" in capsys.readouterr().out
    told = json.loads(report.read_text())
    assert told["sizes"]["questions"] == 4 and told["sizes"]["look-alikes elsewhere"] == 2
    kept = find(weights).card
    assert kept.same_object.slopes == told["fitted"]["slopes"] and kept.id == untrained.card.id
    (data / "objects" / "left" / "2.png").write_bytes(b"rubbish")
    assert main([*arguments, "--quiet"]) == 3
    assert "2.png" in capsys.readouterr().err


def test_wrong_use(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "recipe.toml").write_text(RECIPE.replace("kinds", "kind", 1))
    assert main(["fit-objects", str(data / "recipe.toml"), "--data", str(data)]) == 2
    assert "did you mean 'kinds'?" in capsys.readouterr().err
