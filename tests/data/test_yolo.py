from __future__ import annotations

from pathlib import Path

import pytest

from seesame.data.problems import Problem
from seesame.data.yolo import read_yolo
from seesame.errors import DataError
from tests.data.conftest import SIZE, save_noise

SQUARE = "0 0.25 0.25 0.5 0.25 0.5 0.5 0.25 0.5"  # x 15 to 30, y 10 to 20


def write(root: Path, labels: dict[str, str], yaml: str = "", part: str = "") -> Path:
    for seed, (stem, text) in enumerate(labels.items()):
        save_noise(root / "images" / part / f"{stem}.png", seed)
        path = root / "labels" / part / f"{stem}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if yaml:
        (root / "data.yaml").write_text(yaml)
    return root


def test_polygons_and_boxes_by_classes_txt(tmp_path: Path) -> None:
    write(tmp_path, {"a": f"{SQUARE}\n\n1 0.5 0.5 0.2 0.1\n", "b": ""})
    (tmp_path / "classes.txt").write_text("mug\ncup\n")
    first, second = read_yolo(tmp_path, tmp_path / "images").records
    assert [each.category for each in first.objects] == ["mug", "cup"]
    assert first.objects[0].box == (15.0, 10.0, 30.0, 20.0)
    assert [int(each.mask(*SIZE).sum()) for each in first.objects] == [150, 48]
    assert second.objects == ()


@pytest.mark.parametrize("names", ["[mug, cup]", "{0: mug, 1: cup}"])
def test_the_parts_of_a_yaml_file(tmp_path: Path, names: str) -> None:
    write(tmp_path, {"a": SQUARE}, f"path: .\ntrain: images/train\nval: [images/val]\nnames: {names}\n", part="train")
    write(tmp_path, {"b": SQUARE.replace("0 ", "1 ", 1)}, part="val")
    for given in (tmp_path, tmp_path / "data.yaml"):
        dataset = read_yolo(given, tmp_path)
        assert [record.path.name for record in dataset.records] == ["a.png", "b.png"]
        assert dataset.categories == {1: "cup", 2: "mug"}
        assert dataset.name == tmp_path.name


def test_one_part_is_named_by_its_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a": SQUARE}, "train: images/train\nval: images/val\nnames: [mug]\n", part="train")
    write(tmp_path, {"b": SQUARE}, part="val")
    dataset = read_yolo(tmp_path / "images" / "val", tmp_path / "images" / "val")
    assert [record.path.name for record in dataset.records] == ["b.png"]
    assert dataset.records[0].objects[0].category == "mug"


def test_a_list_of_pictures_and_paths_from_the_folder_above(tmp_path: Path) -> None:
    write(tmp_path, {"a": SQUARE, "b": SQUARE}, "train: list.txt\nval: ../images\nnames: [mug]\n")
    (tmp_path / "list.txt").write_text("./images/b.png\n")
    assert len(read_yolo(tmp_path, tmp_path)) == 2


def test_what_seesame_find_wrote(tmp_path: Path) -> None:
    """labels and classes.txt without pictures: they are named."""
    (tmp_path / "found" / "labels").mkdir(parents=True)
    (tmp_path / "found" / "labels" / "a.txt").write_text(SQUARE)
    (tmp_path / "found" / "labels" / "gone.txt").write_text(SQUARE)
    (tmp_path / "found" / "classes.txt").write_text("mug\n")
    save_noise(tmp_path / "kitchen" / "a.png", 1)
    save_noise(tmp_path / "kitchen" / "more" / "a.png", 2)
    told: list[Problem] = []
    (record,) = read_yolo(tmp_path / "found", tmp_path / "kitchen", tell=told.append).records
    assert record.objects[0].category == "mug"
    assert [(problem.kind, problem.path.name) for problem in told] == [
        ("unusable annotation", "a.txt"),
        ("missing picture", "gone.txt"),
    ]


def test_lines_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    lines = ("0 0.1 0.1", "0 0.1 0.1 0.5 0.5 0.2", "0 5 5 10 5 10 10", "mug 0 0 1 1", "7 0.5 0.5 0.2 0.2")
    write(tmp_path, {"a": "\n".join(lines)})
    (tmp_path / "classes.txt").write_text("mug\n")
    told: list[Problem] = []
    (record,) = read_yolo(tmp_path, tmp_path / "images", tell=told.append).records
    assert [each.category for each in record.objects] == ["object-7"]
    assert [problem.kind for problem in told] == [*["unusable annotation"] * 4, "no name"]
    assert [problem.part for problem in told] == [f"line {number}" for number in range(1, 6)]
    assert "expected shares from 0 to 1" in told[2].reason


@pytest.mark.parametrize("yaml", ["names: [", "nc: 3", "names: [mug]\ntrain: nowhere"])
def test_a_yaml_file_that_cannot_be_used(tmp_path: Path, yaml: str) -> None:
    (tmp_path / "data.yaml").write_text(yaml)
    with pytest.raises(DataError, match=r"is no data file of YOLO|is not there"):
        read_yolo(tmp_path / "data.yaml", tmp_path)


def test_labels_without_any_picture(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    with pytest.raises(DataError, match="name the folder of the pictures"):
        read_yolo(tmp_path, tmp_path)


def test_labels_without_a_picture_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"a": SQUARE, "b": SQUARE, "c": SQUARE}, "train: images\nnames: [mug]\n")
    (tmp_path / "images" / "b.png").unlink()
    (tmp_path / "images" / "c.png").unlink()
    (tmp_path / "labels" / "c.txt").write_text("nothing but a note\n")
    (tmp_path / "labels" / "classes.txt").write_text("0 0 0 0 0\n")
    told: list[Problem] = []
    assert len(read_yolo(tmp_path, tmp_path, tell=told.append)) == 1
    assert [(problem.kind, problem.path.name) for problem in told] == [("annotation of no picture", "b.txt")]


def test_numbers_that_mean_nothing_are_told(tmp_path: Path) -> None:
    lines = (SQUARE.replace("0 ", "0.5 ", 1), "0 0.5 0.5 -0.2 0.1", SQUARE)
    write(tmp_path, {"a": "\n".join(lines)}, "train: images\nnames: [mug]\n")
    told: list[Problem] = []
    (record,) = read_yolo(tmp_path, tmp_path, tell=told.append).records
    assert len(record.objects) == 1
    assert [problem.part for problem in told] == ["line 1", "line 2"]
    assert "begins with 0.5" in told[0].reason and "a width of -0.2" in told[1].reason


def test_no_names_at_all_are_told_and_a_mark_of_an_editor_is_none(tmp_path: Path) -> None:
    write(tmp_path, {"a": f"\ufeff{SQUARE}"})
    told: list[Problem] = []
    (record,) = read_yolo(tmp_path, tmp_path / "images", tell=told.append).records
    assert record.objects[0].category == "object-0"
    assert [(problem.kind, problem.path) for problem in told] == [("no name", tmp_path)]
    (tmp_path / "classes.txt").write_text("\ufeffmug\n", encoding="utf-8")
    assert read_yolo(tmp_path, tmp_path / "images").categories == {1: "mug"}
