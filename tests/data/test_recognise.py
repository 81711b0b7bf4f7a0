from __future__ import annotations

import json
from pathlib import Path

import pytest

from seesame.data import Dataset, recognise
from seesame.data.convert import WRITERS, convert
from seesame.data.recognise import FORMATS
from seesame.errors import DataError
from tests.data.conftest import save_noise


@pytest.mark.parametrize("format", sorted(WRITERS))
def test_each_format_is_known_by_its_look(world: Dataset, tmp_path: Path, format: str) -> None:
    convert(world, tmp_path / "out", format, copy=True)
    found = recognise(tmp_path / "out")
    assert (found.format, found.parts) == (format, ())
    assert recognise(tmp_path / "out", format=format) == found
    assert str(found) == FORMATS[format]


def test_a_folder_above_is_the_folder_below(world: Dataset, tmp_path: Path) -> None:
    convert(world, tmp_path / "above" / "inner", "via", copy=True)
    assert recognise(tmp_path / "above").annotations == tmp_path / "above" / "inner" / "via_region_data.json"


def test_several_of_one_format_are_parts(world: Dataset, tmp_path: Path) -> None:
    for part in ("train", "val"):
        convert(world, tmp_path / "set" / part, "via", copy=True)
    found = recognise(tmp_path / "set")
    assert (found.format, len(found.parts)) == ("via", 2)
    assert str(found).endswith("in 2 parts: train, val")


def test_several_formats_are_not_guessed(world: Dataset, tmp_path: Path) -> None:
    convert(world, tmp_path / "set" / "a", "via", copy=True)
    convert(world, tmp_path / "set" / "b", "coco", copy=True)
    with pytest.raises(DataError, match=r"several formats, expected one: .*a.* \(via\), .*b.* \(coco\); name one"):
        recognise(tmp_path / "set")


def test_folders_of_pictures_are_cutouts_unless_they_are_annotated(tmp_path: Path) -> None:
    for kind in ("mug", "cup"):
        save_noise(tmp_path / kind / "a.png", 1)
    assert recognise(tmp_path).format == "cutouts"
    (tmp_path / "via_region_data.json").write_text(json.dumps({"a": {"filename": "mug/a.png", "regions": []}}))
    assert recognise(tmp_path).format == "via"


def test_the_pictures_of_a_coco_file_are_looked_for(tmp_path: Path) -> None:
    content = {"images": [{"id": 1, "file_name": "a.png"}], "annotations": [], "categories": []}
    (tmp_path / "annotations").mkdir()
    path = tmp_path / "annotations" / "instances_val2017.json"
    path.write_text(json.dumps(content))
    assert recognise(path).pictures == tmp_path / "annotations"
    save_noise(tmp_path / "val2017" / "a.png", 1)
    assert recognise(path).pictures == recognise(tmp_path).pictures == tmp_path / "val2017"
    assert recognise(path, tmp_path / "mine").pictures == tmp_path / "mine"


def test_several_coco_files_are_not_guessed(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text('{"images": [], "annotations": [], "categories": []}')
    with pytest.raises(DataError, match=r"holds 2 annotation files, expected one: a\.json, b\.json"):
        recognise(tmp_path)
    (tmp_path / "b.json").write_text('{"a": {"filename": "a.png", "regions": []}}')
    assert recognise(tmp_path, format="coco").annotations == tmp_path / "a.json"


def test_parts_of_voc_and_yolo_are_named_by_their_own_file_or_folder(world: Dataset, tmp_path: Path) -> None:
    convert(world, tmp_path / "voc", "voc")
    part = recognise(tmp_path / "voc" / "ImageSets" / "Segmentation" / "all.txt")
    assert (part.format, part.pictures) == ("voc", tmp_path / "voc" / "JPEGImages")
    (tmp_path / "yolo" / "labels" / "val").mkdir(parents=True)
    save_noise(tmp_path / "yolo" / "images" / "val" / "a.png", 1)
    assert recognise(tmp_path / "yolo" / "images" / "val").format == "yolo"
    assert recognise(tmp_path / "voc", format="voc").format == "voc"


def test_what_is_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not there"):
        recognise(tmp_path / "none")
    with pytest.raises(DataError, match="is no dataset of a known format"):
        recognise(tmp_path)
    save_noise(tmp_path / "a.png", 1)
    with pytest.raises(DataError, match="Pictures are there, but no annotations"):
        recognise(tmp_path)
    with pytest.raises(DataError, match="expected Pascal VOC"):
        recognise(tmp_path, format="voc")
    with pytest.raises(DataError, match="'vok' is not known, expected one of coco, voc"):
        recognise(tmp_path, format="vok")
    (tmp_path / "x.json").write_text("[1, 2]")
    with pytest.raises(DataError, match="is no dataset"):
        recognise(tmp_path / "x.json")


def test_the_shared_sets(shared_data: Path) -> None:
    kinds = {"balloon": "via", "nuclei": "masks", "mandarin": "coco", "caltech101": "cutouts"}
    assert {name: recognise(shared_data / name).format for name in kinds} == kinds
