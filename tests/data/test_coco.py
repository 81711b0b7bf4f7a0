from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from seesame.data.coco import read_coco
from seesame.data.problems import Problem
from seesame.errors import DataError
from seesame.geometry import runlength

CONTENT: dict[str, Any] = {
    "images": [
        {"id": 5, "file_name": "sub/a.png", "height": 20, "width": 30},
        {"id": 6, "file_name": "b.png", "height": 20, "width": 30},
    ],
    "categories": [{"id": 3, "name": "mug"}],
    "annotations": [
        {"id": 1, "image_id": 5, "category_id": 3, "bbox": [2, 3, 10, 5], "segmentation": [[2, 3, 12, 3, 12, 8, 2, 8]]},
        {"id": 2, "image_id": 5, "category_id": 3, "bbox": [0, 0, 4, 2]},
    ],
}

Written = Callable[[Any], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(content: Any) -> Path:
        path = tmp_path / "set.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def test_pictures_and_objects(written: Written) -> None:
    dataset = read_coco(written(CONTENT), "pictures")
    assert (dataset.name, len(dataset), dataset.categories) == ("set", 2, {3: "mug"})
    first, second = dataset.records
    assert (first.id, first.path, first.height, first.width) == (5, Path("pictures/sub/a.png"), 20, 30)
    assert second.objects == ()
    mug = first.objects[0]
    assert (mug.box, mug.category, mug.crowd, mug.id) == ((2.0, 3.0, 12.0, 8.0), "mug", False, 1)
    assert mug.mask(20, 30).sum() == 50


@pytest.mark.parametrize("empty", [None, []])
def test_a_missing_segmentation_becomes_the_box(written: Written, empty: object) -> None:
    content = copy.deepcopy(CONTENT)
    if empty is not None:
        content["annotations"][1]["segmentation"] = empty
    mask = read_coco(written(content), "").records[0].objects[1].mask(20, 30)
    assert mask[:2, :4].all()
    assert mask.sum() == 8


def test_a_crowd_is_marked_and_its_run_lengths_are_read(written: Written) -> None:
    content = copy.deepcopy(CONTENT)
    mask = np.zeros((20, 30), np.bool_)
    mask[4:9, 2:7] = True
    content["annotations"][0] |= {"iscrowd": 1, "segmentation": runlength.encode(mask)}
    crowd = read_coco(written(content), "").records[0].objects[0]
    assert crowd.crowd
    assert (crowd.mask(20, 30) == mask).all()


def test_a_box_without_extent_has_an_empty_mask(written: Written) -> None:
    content = copy.deepcopy(CONTENT)
    content["annotations"][1]["bbox"] = [4, 4, 0, 0]
    assert read_coco(written(content), "").records[0].objects[1].mask(20, 30).sum() == 0


def test_an_empty_dataset(written: Written) -> None:
    dataset = read_coco(written({"images": [], "annotations": [], "categories": []}), "", name="nothing")
    assert (dataset.name, len(dataset), dataset.records) == ("nothing", 0, ())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.json: cannot be opened .*give a COCO JSON file"):
        read_coco(tmp_path / "none.json", tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON"),
        ([], "has no list of images, annotations, categories"),
        ({"images": [], "annotations": {}}, "has no list of annotations, categories"),
    ],
)
def test_a_file_of_something_else(written: Written, content: object, told: str) -> None:
    with pytest.raises(DataError, match=told):
        read_coco(written(content), "")


@pytest.mark.parametrize(
    ("part", "change", "told"),
    [
        ("annotations", {"bbox": [1, 2, 3]}, "annotation 1 of sub.a.png holds"),
        ("annotations", {"bbox": None, "segmentation": []}, "annotation 1 of sub.a.png holds"),
        ("annotations", {"bbox": [0, 0, float("nan"), 1]}, "annotation 1 of sub.a.png holds"),
        ("annotations", {"bbox": None, "segmentation": [[1, 2]]}, "annotation 1 of sub.a.png a polygon came with 2"),
        ("annotations", {"segmentation": 5}, "annotation 1 of sub.a.png holds what cannot be used .segmentation '5'"),
        ("annotations", {"category_id": 99}, "category_id 99, which no category has .there are 1 from 3 to 3."),
        ("images", {"height": -5}, "image 5 .*sub.a.png: came with a height of -5 and a width of 30"),
        ("images", {"height": 10**9}, "at most 100,000,000 in all"),
        ("annotations", {"image_id": None}, "annotation 1 holds what cannot be used"),
        ("images", {"height": None}, "image 5 lacks a usable height"),
        ("categories", {"id": "three"}, "a category holds what cannot be used"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(
    written: Written, part: str, change: dict[str, object], told: str
) -> None:
    content = copy.deepcopy(CONTENT)
    content[part][0] |= change
    with pytest.raises(DataError, match=told):
        read_coco(written(content), "")


@pytest.mark.parametrize(
    ("part", "key"), [("annotations", "image_id"), ("images", "file_name"), ("categories", "name")]
)
def test_a_missing_key_is_named(written: Written, part: str, key: str) -> None:
    content = copy.deepcopy(CONTENT)
    del content[part][0][key]
    with pytest.raises(DataError, match=key):
        read_coco(written(content), "")


@pytest.mark.parametrize("compressed", [True, False])
def test_a_missing_box_is_that_of_the_segmentation(written: Written, compressed: bool) -> None:
    content = copy.deepcopy(CONTENT)
    mask = np.zeros((20, 30), np.bool_)
    mask[3:8, 2:12] = True
    del content["annotations"][0]["bbox"]
    if compressed:
        content["annotations"][0]["segmentation"] = runlength.encode(mask)
    each = read_coco(written(content), "").records[0].objects[0]
    assert each.box == (2.0, 3.0, 12.0, 8.0)
    assert (each.mask(20, 30) == mask).all()


def test_a_flat_list_of_points_is_one_polygon(written: Written) -> None:
    content = copy.deepcopy(CONTENT)
    content["annotations"][0]["segmentation"] = content["annotations"][0]["segmentation"][0]
    assert read_coco(written(content), "").records[0].objects[0].mask(20, 30).sum() == 50


def test_a_missing_size_is_that_of_the_picture(written: Written, tmp_path: Path) -> None:
    content = copy.deepcopy(CONTENT)
    del content["images"][1]["height"]
    Image.new("RGB", (9, 7)).save(tmp_path / "b.png")
    record = read_coco(written(content), tmp_path).records[1]
    assert (record.height, record.width) == (7, 9)


def test_missing_ids_and_categories_are_given(written: Written) -> None:
    content = copy.deepcopy(CONTENT)
    for each in content["annotations"]:
        del each["category_id"]
    del content["annotations"][1]["id"]
    dataset = read_coco(written(content), "", category="thing")
    assert [(each.id, each.category) for each in dataset.records[0].objects] == [(1, "thing"), (2, "thing")]
    assert dataset.categories == {3: "mug", 4: "thing"}
    nameless = read_coco(written(content), "", category=None)
    assert {each.category for each in nameless.records[0].objects} == {None}
    assert nameless.categories == {3: "mug"}


def test_everything_that_is_broken_can_be_told(written: Written) -> None:
    content = copy.deepcopy(CONTENT)
    content["annotations"] += [{"id": 9}, 7, {"id": 10, "image_id": 99, "category_id": 3, "bbox": [1, 1, 2, 2]}]
    content["images"].append({"id": 8})
    told: list[Problem] = []
    dataset = read_coco(written(content), "", tell=told.append)
    assert (len(dataset), len(dataset.records[0].objects)) == (2, 2)
    assert [(problem.kind, problem.part) for problem in told] == [
        ("unusable annotation", "annotation 9"),
        ("unusable annotation", "annotation [3]"),
        ("unusable annotation", "image 8"),
        ("annotation of no picture", "1 annotations"),
    ]


def test_a_category_is_not_given_or_its_id_is_given_twice(written: Written) -> None:
    content = copy.deepcopy(CONTENT)
    del content["annotations"][1]["category_id"]
    content["categories"] += [{"id": 3, "name": "cup"}, {"id": 3, "name": "mug"}]
    told: list[Problem] = []
    dataset = read_coco(written(content), "", tell=told.append)
    assert [each.category for each in dataset.records[0].objects] == ["mug", "object"]
    assert [(problem.kind, problem.part) for problem in told] == [
        ("same number", "category 3"),
        ("no name", "annotation 2 of sub/a.png"),
    ]
    assert told[0].broken and "'mug' and of 'cup'" in told[0].reason and not told[1].broken


def test_a_file_that_begins_with_the_mark_of_an_editor(written: Written) -> None:
    path = written(CONTENT)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_coco(path, "")) == 2


def test_names_that_windows_wrote(written: Written, tmp_path: Path) -> None:
    content = copy.deepcopy(CONTENT)
    content["images"][0]["file_name"] = "sub\\a.png"
    (first, _) = read_coco(written(content), tmp_path).records
    assert first.path == tmp_path / "sub" / "a.png"
