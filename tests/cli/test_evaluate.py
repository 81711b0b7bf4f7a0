from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pycocotools")

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def dataset(draw: Callable[..., Path], here: Path) -> Path:
    """Three pictures with one red thing each, and their annotations, things.json."""
    boxes = [(10, 20, 30, 45), (50, 5, 70, 25), (5, 5, 25, 25)]
    for number, box in enumerate(boxes):
        draw(f"pictures/{number}.png", box)
    images = [{"id": number, "file_name": f"{number}.png", "height": 60, "width": 80} for number in range(3)]
    annotations = [
        {"id": number + 1, "image_id": number, "category_id": 1, "bbox": [x1, y1, x2 - x1, y2 - y1], "iscrowd": 0}
        for number, (x1, y1, x2, y2) in enumerate(boxes)
    ]
    content = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "red thing"}]}
    (here / "things.json").write_text(json.dumps(content))
    return here


def test_a_finder_that_is_always_right(dataset: Path, seesame: Program) -> None:
    code, out, _ = seesame(
        "evaluate", "things.json", "pictures", "--runs", "2", "--system", "finder", "shuffled", "--out", "report.json"
    )
    assert code == 0
    assert "red-1" in out
    assert "shuffled" in out
    report = json.loads(Path("report.json").read_text())
    assert report["protocol"]["runs"] == 2
    first = next(iter(report["detection"].values()))
    assert first["box"]["AP50"]["mean"] == pytest.approx(1)
    assert first["mask"]["AP50"]["mean"] == pytest.approx(1)
    chance = json.loads(Path("report-shuffled.json").read_text())
    assert next(iter(chance["detection"].values()))["box"]["AP50"]["mean"] < 1


def test_settings_and_quiet(dataset: Path, seesame: Program) -> None:
    options = [
        "--runs",
        "1",
        "--shots",
        "2",
        "--seed",
        "5",
        "--limit",
        "2",
        "--same-picture",
        "--category",
        "red thing",
    ]
    code, out, err = seesame("evaluate", "things.json", "pictures", *options, "--out", "report.json", "--quiet")
    assert (code, out, err) == (0, "", "")
    protocol = json.loads(Path("report.json").read_text())["protocol"]
    assert (protocol["shots"], protocol["seed"], protocol["limit"], protocol["same_picture"]) == (2, 5, 2, True)
    assert protocol["categories"] == ["red thing"]


def test_a_picture_that_cannot_be_read_is_3(dataset: Path, seesame: Program) -> None:
    (dataset / "pictures" / "0.png").write_bytes(b"rubbish")
    code, out, err = seesame("evaluate", "things.json", "pictures", "--runs", "1")
    assert code == 3
    assert "0.png" in out
    assert "could not be used" in err


def test_mistakes_are_2(dataset: Path, seesame: Program) -> None:
    assert seesame("evaluate", "missing.json", "pictures")[0] == 2
    code, _, err = seesame("evaluate", "things.json", "pictures", "--category", "red thin")
    assert code == 2
    assert "did you mean 'red thing'?" in err
