from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seesame.data.label_studio import read_label_studio, write_label_studio
from seesame.data.opening import open_dataset
from seesame.data.problems import Problem
from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError
from tests.data.conftest import SIZE, save_noise

SQUARE = {"points": [[10, 10], [50, 10], [50, 50], [10, 50]], "polygonlabels": ["mug"]}


def region(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def write(folder: Path, image: str, key: str = "annotations", *regions: Any) -> Path:
    save_noise(folder / "images" / "a.png", 1)
    path = folder / "tasks.json"
    path.write_text(json.dumps([{"id": 7, "data": {"image": image}, key: [{"result": regions}]}]))
    return path


def test_regions_of_every_kind(tmp_path: Path) -> None:
    regions = (
        region("polygonlabels", **SQUARE),
        region("rectanglelabels", x=50, y=50, width=25, height=10, rotation=0, rectanglelabels=["cup"]),
        region("ellipselabels", x=50, y=50, radiusX=10, radiusY=15, ellipselabels=["disc"]),
    )
    (record,) = open_dataset(write(tmp_path, "/data/local-files/?d=shelf/a.png", "annotations", *regions)).records
    assert [each.category for each in record.objects] == ["mug", "cup", "disc"]
    assert record.objects[0].box == (6.0, 4.0, 30.0, 20.0) and record.objects[1].box == (30.0, 20.0, 45.0, 24.0)
    assert int(record.objects[2].mask(*SIZE).sum()) == pytest.approx(113, rel=0.05)


@pytest.mark.parametrize(
    "image", ["a.png", "/data/upload/3/0a1b2c3d-a.png", "http://somewhere/data/a.png?x=1", "/data/local-files/?d=a.png"]
)
def test_pictures_are_found_by_their_names(tmp_path: Path, image: str) -> None:
    (record,) = open_dataset(write(tmp_path, image)).records
    assert record.path == tmp_path / "images" / "a.png"


def test_predictions_count_where_nobody_annotated(tmp_path: Path) -> None:
    path = write(tmp_path, "a.png", "predictions", region("polygonlabels", **SQUARE))
    assert [each.category for each in open_dataset(path).records[0].objects] == ["mug"]
    (task,) = json.loads(path.read_text())
    task["annotations"] = [{"result": []}, {"result": task["predictions"][0]["result"], "was_cancelled": True}]
    path.write_text(json.dumps([task]))
    assert open_dataset(path).records[0].objects == ()


def test_suggestions_are_written_as_predictions(tmp_path: Path) -> None:
    record = Record.of(save_noise(tmp_path / "images" / "a.png", 1), [Object.of_box((6, 4, 30, 20), "mug & cup")])
    write_label_studio(Dataset.of("shelf", [record]), tmp_path, {1: "a.png"}, "predictions")
    (task,) = json.loads((tmp_path / "tasks.json").read_text())
    assert "annotations" not in task and task["predictions"][0]["result"][0]["original_width"] == 60
    assert 'value="mug &amp; cup"' in (tmp_path / "label-config.xml").read_text()
    assert open_dataset(tmp_path / "tasks.json").records[0].objects[0].box == (6.0, 4.0, 30.0, 20.0)


def test_what_cannot_be_used_is_told_and_left_out(tmp_path: Path) -> None:
    regions = (
        region("keypointlabels", x=1, y=1),
        region("polygonlabels", points=[[1, 1]]),
        region("brushlabels", rle=[1]),
        region("rectanglelabels", x=50, y=50, width=25, height=10, rotation=30),
        {"value": {}},
        region("polygon", points=SQUARE["points"]),
    )
    path = write(tmp_path, "a.png", "annotations", *regions)
    told: list[Problem] = []
    (record,) = read_label_studio(path, tmp_path / "images", category="thing", tell=told.append).records
    assert [each.category for each in record.objects] == ["thing"]
    assert [problem.part for problem in told] == [f"region {place}" for place in range(6)]
    assert (told[5].kind, told[5].reason) == ("no name", "has no label; it counts as thing")
    assert "export the project as COCO" in told[2].reason and "turned" in told[3].reason


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    path.write_text('[{"image": "a.png"}]')
    with pytest.raises(DataError, match="no list of tasks"):
        read_label_studio(path, tmp_path)
    path.write_text('[{"data": {"text": "mug"}}]')
    with pytest.raises(DataError, match="names no picture"):
        read_label_studio(path, tmp_path)


def test_regions_that_were_drawn_on_another_picture_are_told(tmp_path: Path) -> None:
    drawn = region("polygonlabels", **SQUARE) | {"original_width": 60, "original_height": 41}
    right = region("polygonlabels", **SQUARE) | {"original_width": 60, "original_height": 40}
    told: list[Problem] = []
    path = write(tmp_path, "a.png", "annotations", drawn, drawn, right)
    read_label_studio(path, tmp_path / "images", tell=told.append)
    assert [(problem.kind, problem.path.name) for problem in told] == [("another size", "a.png")]
    assert "is 60 x 40, its regions were drawn on one of 60 x 41" in told[0].reason
