from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seesame.data.problems import Problem
from seesame.data.voc import read_voc
from seesame.errors import DataError
from tests.data.conftest import SIZE, rectangle, save_noise

OBJECT = "<object><name>{}</name><difficult>{}</difficult><bndbox>{}</bndbox></object>"
BOX = "<xmin>6</xmin><ymin>6</ymin><xmax>15</xmax><ymax>15</ymax>"


def write(root: Path, *objects: str, levels: object = None, kinds: object = None, stem: str = "a") -> Path:
    save_noise(root / "JPEGImages" / f"{stem}.jpg", 1)
    (root / "Annotations").mkdir(exist_ok=True)
    if objects:
        text = f"<annotation><filename>{stem}.jpg</filename>{''.join(objects)}</annotation>"
        (root / "Annotations" / f"{stem}.xml").write_text(text)
    for folder, values in (("SegmentationObject", levels), ("SegmentationClass", kinds)):
        if values is not None:
            (root / folder).mkdir(exist_ok=True)
            picture = Image.fromarray(np.asarray(values, np.uint8)).convert("P")
            picture.save(root / folder / f"{stem}.png")
    return root


def read(root: Path, told: list[Problem] | None = None):  # type: ignore[no-untyped-def]
    return read_voc(root, root / "JPEGImages", tell=(told if told is not None else []).append).records


def test_boxes_count_from_one_and_include_both_ends(tmp_path: Path) -> None:
    (record,) = read(write(tmp_path, OBJECT.format("mug", 0, BOX), OBJECT.format("cup", 1, BOX)))
    mug, cup = record.objects
    assert mug.box == (5.0, 5.0, 15.0, 15.0)
    assert mug.mask(*SIZE).sum() == 100
    assert (mug.category, mug.crowd, cup.category, cup.crowd) == ("mug", False, "cup", True)


def test_the_nth_object_is_where_the_number_is_n(tmp_path: Path) -> None:
    levels = rectangle(5, 5, 15, 14) * 2 + rectangle(40, 5, 50, 15) * 1 + rectangle(0, 39, 60, 40) * 255
    (record,) = read(write(tmp_path, OBJECT.format("mug", 0, BOX), OBJECT.format("cup", 0, BOX), levels=levels))
    assert [int(each.mask(*SIZE).sum()) for each in record.objects] == [100, 90]  # 255 is void
    assert (record.objects[0].mask(*SIZE) == rectangle(40, 5, 50, 15)).all()
    assert record.objects[0].box == (5.0, 5.0, 15.0, 15.0)  # as the XML file says, however wrong


def test_an_object_without_its_number_has_the_mask_of_its_box(tmp_path: Path) -> None:
    (record,) = read(write(tmp_path, OBJECT.format("mug", 0, BOX), levels=np.zeros(SIZE)))
    assert record.objects[0].mask(*SIZE).sum() == 100


def test_without_xml_the_categories_are_vocs_own(tmp_path: Path) -> None:
    levels = rectangle(5, 5, 15, 15) * 1 + rectangle(40, 5, 50, 15) * 2
    kinds = rectangle(5, 5, 15, 15) * 8 + rectangle(40, 5, 50, 15) * 77
    (record,) = read(write(tmp_path, levels=levels, kinds=kinds))
    assert [each.category for each in record.objects] == ["cat", "object"]


def test_a_part_is_named_by_its_list(tmp_path: Path) -> None:
    write(tmp_path, OBJECT.format("mug", 0, BOX), stem="a")
    write(tmp_path, OBJECT.format("mug", 0, BOX), stem="b")
    listed = tmp_path / "ImageSets" / "Segmentation" / "val.txt"
    listed.parent.mkdir(parents=True)
    listed.write_text("b\n\n")
    dataset = read_voc(listed, tmp_path / "JPEGImages")
    assert [record.path.name for record in dataset.records] == ["b.jpg"]
    assert dataset.name == tmp_path.name


def test_what_is_broken_is_told(tmp_path: Path) -> None:
    write(tmp_path, OBJECT.format("mug", 0, "<xmin>a</xmin>"), levels=rectangle(1, 1, 9, 9) * 3, stem="a")
    write(tmp_path, OBJECT.format("mug", 0, BOX), levels=np.zeros((5, 5)), stem="b")
    write(tmp_path, OBJECT.format("mug", 0, BOX), levels=np.zeros(SIZE), stem="c")
    (tmp_path / "SegmentationObject" / "c.png").write_bytes(b"rubbish")
    write(tmp_path, "<object>", stem="d")
    write(tmp_path, OBJECT.format("mug", 0, BOX), stem="e")
    (tmp_path / "JPEGImages" / "e.jpg").unlink()
    told: list[Problem] = []
    assert len(read(tmp_path, told)) == 4
    assert [(problem.kind, problem.path.stem) for problem in told] == [
        ("unusable annotation", "a"),
        ("unusable annotation", "a"),
        ("mask of another size", "b"),
        ("unusable mask", "c"),
        ("unusable annotation", "d"),
        ("missing picture", "e"),
    ]
    assert told[1].part == "number 3"


def test_a_folder_without_anything(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="lists no picture"):
        read_voc(tmp_path, tmp_path)


def test_what_else_is_wrong_is_told(tmp_path: Path) -> None:
    sized = "<size><width>60</width><height>41</height></size>"
    objects = (OBJECT.format("", 0, BOX), OBJECT.format("cup", 0, BOX.replace("<xmin>6", "<xmin>nan")), sized)
    write(tmp_path, *objects, levels=rectangle(5, 5, 15, 15))
    colours = np.zeros((*SIZE, 3), np.uint8)
    colours[5:15, 5:15] = (128, 0, 0)
    Image.fromarray(colours).save(tmp_path / "SegmentationObject" / "a.png")
    told: list[Problem] = []
    (record,) = read(tmp_path, told)
    assert [problem.kind for problem in told] == ["another size", "no name", "unusable annotation", "unusable mask"]
    assert "is 60 x 40, a.xml says 60 x 41" in told[0].reason and "in colour" in told[3].reason
    assert record.objects[0].category == "object"


@pytest.mark.parametrize("text", ["<size/>", "<size><width>wide</width></size>", "<size><width>0</width></size>", ""])
def test_a_size_that_is_not_told_is_no_matter(tmp_path: Path, text: str) -> None:
    told: list[Problem] = []
    read(write(tmp_path, OBJECT.format("mug", 0, BOX), text), told)
    assert told == []
