from __future__ import annotations

import json
from pathlib import Path

import pytest

from seesame.cli.app import main


@pytest.fixture
def weights(closed_run: Path) -> str:
    return str(closed_run / "weights")


def test_a_recipe_becomes_weights_that_are_measured(
    closed_recipe: Path, shapes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check, out = ["--check", str(shapes / "shapes.json")], ["--out", str(tmp_path / "run")]
    given = ["maskrcnn", "train", str(closed_recipe), "--data", str(shapes), *check, *out, "--workers", "0", "-q"]
    assert main([*given, "--set", "stages.0.steps=1", "stages.1.steps=1"]) == 0
    card = json.loads((tmp_path / "run" / "weights" / "card.json").read_text())
    assert card["categories"] == ["disc", "square", "wedge"]
    assert card["data"] == [{"name": "shapes.json", "pictures": 12, "licence": "CC0"}]
    assert set(card["metrics"]["measured"]["mask"]) >= {"AP", "AP50", "ARl"}
    assert set(card["files"]) == {"network.safetensors", "see.onnx", "judge.onnx", "outline.onnx"}
    assert (tmp_path / "run" / "best.pt").exists() and (tmp_path / "run" / "last.pt").exists()
    assert "maskrcnn detect" in capsys.readouterr().err


def test_last_must_be_there(closed_recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["maskrcnn", "train", str(closed_recipe), "--weights", "last", "--out", str(tmp_path)]
    assert main(given) == 2
    assert "last.pt" in capsys.readouterr().err


def test_another_networks_recipe_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recipe = tmp_path / "lite.toml"
    recipe.write_text('name = "lite"\n[[sources]]\nannotations = "a.json"\n')
    assert main(["maskrcnn", "train", str(recipe)]) == 2
    assert "[model]" in capsys.readouterr().err


def test_figures_are_shown_and_written(
    weights: str, shapes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.json"
    given = ["maskrcnn", "evaluate", str(shapes / "shapes.json"), str(shapes / "pictures"), "--weights", weights]
    assert main([*given, "--limit", "3", "--threads", "1", "--out", str(out)]) == 0
    assert "AP50\t" in capsys.readouterr().out
    report = json.loads(out.read_text())
    assert report["pictures"] == 3 and set(report["each"]) == {"disc", "square", "wedge"}
    assert report["weights"].startswith("tiny-closed-")
    assert {"command", "machine", "versions"} <= set(report)


def test_everything_known_is_found_and_written(weights: str, shapes: Path, tmp_path: Path) -> None:
    pictures = [str(shapes / "pictures" / name) for name in ("0.png", "1.png")]
    given = ["maskrcnn", "detect", "--in", *pictures, "--weights", weights, "--threshold", "0.1", "--top", "3"]
    formats = ["--format", "coco", "--format", "yolo", "--format", "csv"]
    assert main([*given, *formats, "--out", str(tmp_path), "-q"]) == 0
    results = json.loads((tmp_path / "results.json").read_text())
    assert [each["name"] for each in results["categories"]] == ["disc", "square", "wedge"]
    assert {each["category_id"] for each in results["annotations"]} <= {1, 2, 3}
    assert 0 < len(results["annotations"]) <= 6
    assert (tmp_path / "classes.txt").read_text() == "disc\nsquare\nwedge\n"
    header, first, *_ = (tmp_path / "results.csv").read_text().splitlines()
    assert header.endswith(",category") and first.rpartition(",")[2] in {"disc", "square", "wedge"}
    assert list(tmp_path.glob("*-found.png"))


def test_an_unknown_category_is_told(weights: str, shapes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["maskrcnn", "detect", "--in", str(shapes / "pictures"), "--weights", weights]
    assert main([*given, "--category", "mug", "--json"]) == 2
    assert "disc, square, wedge" in capsys.readouterr().err


def test_unreadable_pictures_are_told(weights: str, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no picture")
    given = ["maskrcnn", "detect", "--in", str(tmp_path / "broken.png"), "--weights", weights, "--out", str(tmp_path)]
    assert main([*given, "-q"]) == 4


def test_splash_leaves_what_is_found_in_colour(weights: str, shapes: Path, tmp_path: Path) -> None:
    from seesame.images import read

    given = ["maskrcnn", "splash", "--in", str(shapes / "pictures" / "0.png"), "--weights", weights]
    assert main([*given, "--threshold", "0.1", "--out", str(tmp_path), "-q"]) == 0
    made = read(tmp_path / "0-found.png").astype(int)
    grey = (made.max(2) - made.min(2)) == 0
    assert 0 < grey.mean() < 1


def test_a_video_is_written_whole(weights: str, shapes: Path, tmp_path: Path) -> None:
    pytest.importorskip("av")
    from fractions import Fraction

    from seesame.footage import Footage
    from seesame.images import read
    from seesame.video import VideoWriter

    clip = tmp_path / "clip.mp4"
    with VideoWriter(clip, (120, 160), Fraction(10)) as film:
        for number in range(3):
            film.add(number / 10, read(shapes / "pictures" / f"{number}.png"))
    given = ["maskrcnn", "splash", "--in", str(clip), "--weights", weights, "--threshold", "0.1"]
    assert main([*given, "--out", str(tmp_path / "found"), "-q"]) == 0
    with Footage(str(tmp_path / "found" / "clip-found.mp4")) as footage:
        assert footage.size == (120, 160) and len(list(footage)) == 3


def test_published_weights_that_cannot_be_fetched_say_where_to_put_them(
    shapes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing listens there, as on a machine without a network."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    given = ["maskrcnn", "detect", "--in", str(shapes / "pictures" / "0.png"), "--weights", "coco", "--json"]
    assert main(given) == 5
    told = capsys.readouterr().err
    assert "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth" in told and str(tmp_path) in told
