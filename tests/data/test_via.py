from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seesame.data.problems import Problem
from seesame.data.via import read_via
from seesame.errors import DataError
from tests.data.conftest import SIZE, save_noise

SQUARE = {"name": "polygon", "all_points_x": [5, 15, 15, 5], "all_points_y": [5, 5, 15, 15]}


def write(folder: Path, *regions: Any, as_dict: bool = False, project: bool = False) -> Path:
    save_noise(folder / "a.png", 1)
    listed = {str(place): region for place, region in enumerate(regions)} if as_dict else list(regions)
    content: Any = {"a.png123": {"filename": "a.png", "size": 123, "regions": listed, "file_attributes": {}}}
    path = folder / "via_region_data.json"
    path.write_text(json.dumps({"_via_settings": {}, "_via_img_metadata": content} if project else content))
    return path


def region(shape: Any, **attributes: Any) -> dict[str, Any]:
    return {"shape_attributes": shape, "region_attributes": attributes}


@pytest.mark.parametrize(("as_dict", "project"), [(True, False), (False, False), (False, True)])
def test_versions_one_and_two(tmp_path: Path, as_dict: bool, project: bool) -> None:
    path = write(tmp_path, region(SQUARE, name="mug"), region(SQUARE), as_dict=as_dict, project=project)
    (record,) = read_via(path, tmp_path).records
    assert [each.category for each in record.objects] == ["mug", "object"]
    assert record.objects[0].mask(*SIZE).sum() == 100
    assert record.objects[0].box == (5.0, 5.0, 15.0, 15.0)
    assert (record.height, record.width) == SIZE


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ({"name": "rect", "x": 10, "y": 5, "width": 20, "height": 10}, 200),
        ({"name": "circle", "cx": 30, "cy": 20, "r": 10}, 314),
        ({"name": "ellipse", "cx": 30, "cy": 20, "rx": 20, "ry": 5}, 314),
        ({"name": "ellipse", "cx": 30, "cy": 20, "rx": 18, "ry": 5, "theta": 1.5707963}, 283),
    ],
)
def test_other_shapes(tmp_path: Path, shape: Any, area: int) -> None:
    (record,) = read_via(write(tmp_path, region(shape)), tmp_path).records
    assert record.objects[0].mask(*SIZE).sum() == pytest.approx(area, rel=0.04)


def test_a_turned_ellipse_stands_upright(tmp_path: Path) -> None:
    shape = {"name": "ellipse", "cx": 30, "cy": 20, "rx": 18, "ry": 5, "theta": 1.5707963}
    x1, y1, x2, y2 = read_via(write(tmp_path, region(shape)), tmp_path).records[0].objects[0].box
    assert (x2 - x1, y2 - y1) == pytest.approx((10, 36), abs=0.1)


@pytest.mark.parametrize(
    ("attributes", "category"),
    [
        ({"class": "cup", "colour": "red"}, "cup"),
        ({"Kind": "cup"}, "cup"),
        ({"type": {"cup": False, "mug": True}}, "mug"),
        ({"type": 7}, "7"),
        ({"colour": "red", "size": "big"}, "thing"),
        ({"name": " "}, "thing"),
        ({}, "thing"),
    ],
)
def test_the_category_is_an_attribute(tmp_path: Path, attributes: dict[str, Any], category: str) -> None:
    dataset = read_via(write(tmp_path, region(SQUARE, **attributes)), tmp_path, category="thing")
    assert dataset.records[0].objects[0].category == category


def test_what_cannot_be_used_is_told_and_left_out(tmp_path: Path) -> None:
    point = {"name": "point", "cx": 3, "cy": 4}
    few = {"name": "polygon", "all_points_x": [1, 2], "all_points_y": [1, 2]}
    uneven = {"name": "polygon", "all_points_x": [1, 2, 3], "all_points_y": [1, 2]}
    regions = (region(point), region(few), region(uneven), region({"name": "star"}), {}, region(SQUARE, a=1, b=2))
    told: list[Problem] = []
    (record,) = read_via(write(tmp_path, *regions), tmp_path, tell=told.append).records
    assert len(record.objects) == 1
    kinds = [problem.kind for problem in told]
    assert kinds == ["no such shape", *["unusable annotation"] * 4, "no name"]
    assert [problem.part for problem in told] == [f"region {place}" for place in range(6)]
    assert "none of which names a category; call one 'category'" in told[-1].reason


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, region(SQUARE))
    (tmp_path / "a.png").unlink()
    told: list[Problem] = []
    assert len(read_via(path, tmp_path, tell=told.append)) == 0
    assert [(problem.kind, problem.path.name) for problem in told] == [("missing picture", "a.png")]
    with pytest.raises(DataError, match=r"a\.png: is not there"):
        read_via(path, tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 1}'])
def test_a_file_of_something_else(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(DataError, match=r"x\.json: is "):
        read_via(tmp_path / "x.json", tmp_path)


def test_no_pictures_at_all(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert len(read_via(tmp_path / "x.json", tmp_path)) == 0


def test_an_entry_without_a_filename_stops_no_other(tmp_path: Path) -> None:
    path = write(tmp_path, region(SQUARE))
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "lost": {"regions": []}, "odd": 3}))
    told: list[Problem] = []
    assert len(read_via(path, tmp_path, tell=told.append)) == 1
    assert sorted(problem.part for problem in told) == ["entry lost", "entry odd"]


def test_regions_that_are_no_list_are_told_once(tmp_path: Path) -> None:
    path = write(tmp_path)
    content = json.loads(path.read_text())
    next(iter(content.values()))["regions"] = "none"
    path.write_text(json.dumps(content))
    told: list[Problem] = []
    (record,) = read_via(path, tmp_path, tell=told.append).records
    assert record.objects == ()
    assert [problem.reason for problem in told] == ["has the regions 'none', expected a list of them"]
