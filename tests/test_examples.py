"""The samples run as their users run them, on small data."""

from __future__ import annotations

import csv
import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SMALL = [
    *("model.scene_side=96", "model.pyramid_channels=16", "model.head_size=16", "model.proposals_train=30"),
    *("model.proposals_test=20", "model.regions_train=8", "model.least_score=0.0", "threshold=0.0"),
    *("episodes.scenes=1", "stages.0.steps=1", "stages.1.steps=1"),
]


def sample(monkeypatch: pytest.MonkeyPatch, name: str, *arguments: object) -> None:
    """Run a sample in this process: torch is slow to import."""
    monkeypatch.syspath_prepend(EXAMPLES)
    monkeypatch.setattr(sys, "argv", [f"{name}.py", *map(str, arguments)])
    importlib.import_module(name).main()


def test_every_sample_says_how_it_is_run() -> None:
    names = {path.stem for path in EXAMPLES.glob("*.py")} - {"closed"}
    assert names == {"shapes", "coco", "balloon", "nucleus"}
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "shapes.py"), "--help"], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    assert "python examples/shapes.py train" in done.stdout


def test_shapes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--out", tmp_path, "--pictures", 20)
    sample(monkeypatch, "shapes", "train", *given, "--set", *SMALL)
    sample(monkeypatch, "shapes", "evaluate", *given)
    assert "AP50: boxes" in capsys.readouterr().out
    sample(monkeypatch, "shapes", "detect", *given)
    assert (tmp_path / "found.png").exists()


def test_shapes_are_drawn_as_they_are_annotated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    shapes = importlib.import_module("shapes")
    rng = np.random.default_rng(3)
    for _ in range(20):
        picture, objects = shapes.draw(rng, 128)
        assert objects
        for each in objects:
            colours = picture[each.mask(128, 128)]
            assert (colours == colours[0]).all()  # of what lies above, nothing is left in the mask


@pytest.fixture
def balloons(shapes: Path, tmp_path: Path) -> Path:
    """Two discs as balloons, in the layout of the dataset."""
    content = json.loads((shapes / "shapes.json").read_text())
    for part, number in (("train", 1), ("val", 3)):
        folder = tmp_path / "balloon" / part
        folder.mkdir(parents=True)
        shutil.copy(shapes / "pictures" / f"{number}.png", folder)
        regions = {
            str(row): {
                "shape_attributes": {
                    "name": "polygon",
                    "all_points_x": each["segmentation"][0][::2],
                    "all_points_y": each["segmentation"][0][1::2],
                },
                "region_attributes": {},
            }
            for row, each in enumerate(content["annotations"])
            if each["image_id"] == number
        }
        entry = {"filename": f"{number}.png", "size": 0, "regions": regions, "file_attributes": {}}
        (folder / "via_region_data.json").write_text(json.dumps({f"{number}.png0": entry}))
    return tmp_path / "balloon"


def test_balloon(monkeypatch: pytest.MonkeyPatch, balloons: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    sample(monkeypatch, "balloon", "train", "--dataset", balloons, "--out", out, "--set", *SMALL)
    sample(monkeypatch, "balloon", "splash", balloons / "val" / "3.png", "--out", out)
    assert cv2.imread(str(out / "3-splash.jpg")).shape == (120, 160, 3)


def test_nucleus(monkeypatch: pytest.MonkeyPatch, shapes: Path, tmp_path: Path) -> None:
    for number in range(4):
        for kind in ("images", "masks"):
            (tmp_path / "nuclei" / "stage1_train" / str(number) / kind).mkdir(parents=True)
        own = tmp_path / "nuclei" / "stage1_train" / str(number)
        shutil.copy(shapes / "pictures" / f"{number}.png", own / "images")
        mask = np.zeros((120, 160), np.uint8)
        cv2.circle(mask, (60, 50), 20, 255, -1)
        cv2.imwrite(str(own / "masks" / "0.png"), mask)
    monkeypatch.syspath_prepend(EXAMPLES)
    nucleus = importlib.import_module("nucleus")
    monkeypatch.setattr(nucleus, "HELD_BACK", 0.5)
    given = ("--dataset", tmp_path / "nuclei", "--out", tmp_path / "run")
    sample(monkeypatch, "nucleus", "train", *given, "--set", *SMALL)
    sample(monkeypatch, "nucleus", "detect", *given, "--pictures", shapes / "pictures" / "0.png")
    with (tmp_path / "run" / "found" / "submission.csv").open() as file:
        header, first, *_ = csv.reader(file)
    assert header == ["ImageId", "EncodedPixels"] and first[0] == "0" and len(first[1].split()) % 2 == 0


def test_run_lengths_are_kaggles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    nucleus = importlib.import_module("nucleus")
    mask = np.array([[0, 1, 1], [1, 1, 0]], np.bool_)  # down the columns: 0 1 | 1 1 | 1 0
    assert nucleus.run_lengths(mask) == "2 4"
    assert nucleus.run_lengths(np.zeros((2, 3), np.bool_)) == ""


def test_coco(monkeypatch: pytest.MonkeyPatch, shapes: Path, closed_run: Path, tmp_path: Path,
              capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "annotations").mkdir()
    for year in ("train2017", "val2017"):
        shutil.copytree(shapes / "pictures", tmp_path / year)
        shutil.copy(shapes / "shapes.json", tmp_path / "annotations" / f"instances_{year}.json")
    out = ("--out", tmp_path / "run")
    stages = ["model.backbone=lite0", "model.anchor_scales=[8,16,32,64,128]", "start=nothing", "stages.2.steps=1"]
    sample(monkeypatch, "coco", "train", "--dataset", tmp_path, *out, "--set", *stages, *SMALL)
    given = ("--dataset", tmp_path, "--weights", closed_run / "weights", "--limit", 2)
    sample(monkeypatch, "coco", "evaluate", *given)
    assert "AP50: boxes" in capsys.readouterr().out
    sample(monkeypatch, "coco", "detect", shapes / "pictures" / "0.png", "--weights", closed_run / "weights", *out)
    assert (tmp_path / "run" / "0-found.jpg").exists()
