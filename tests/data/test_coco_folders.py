from __future__ import annotations

import json
from pathlib import Path

import pytest

from seesame.data.coco_folders import VALIDATION, read_coco_folders
from seesame.errors import ConfigError, DataError


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    (tmp_path / "annotations").mkdir()
    for part, count in (("train2017", 9), ("val2017", 2)):
        (tmp_path / part).mkdir()
        images = [{"id": n, "file_name": f"{n}.jpg", "height": 4, "width": 4} for n in range(count)]
        content = {"images": images, "annotations": [], "categories": [{"id": 1, "name": "cat"}]}
        (tmp_path / "annotations" / f"instances_{part}.json").write_text(json.dumps(content))
    return tmp_path


def test_the_parts_of_the_paper(coco: Path) -> None:
    assert VALIDATION == 3000
    train, validation, test = (read_coco_folders(coco, part, held=3) for part in ("train", "validation", "test"))
    assert [each.id for each in train.records] == [0, 1, 2, 3, 4, 5]
    assert [each.id for each in validation.records] == [6, 7, 8]
    assert [each.path.parent.name for each in test.records] == ["val2017", "val2017"]
    assert test.name == "coco-test"


def test_mistakes_are_named(coco: Path) -> None:
    with pytest.raises(ConfigError, match="no part 'minival'"):
        read_coco_folders(coco, "minival")
    with pytest.raises(DataError, match="more than the 3000"):
        read_coco_folders(coco, "train")
    (coco / "val2017").rmdir()
    with pytest.raises(DataError, match="val2017: is not there"):
        read_coco_folders(coco)


def test_miniature_folders_of_real_pictures(tmp_path: Path, shared_data: Path) -> None:
    (tmp_path / "annotations").mkdir()
    for part, name in (("val2017", "val2017dev"), ("train2017", "train2017")):
        (tmp_path / part).symlink_to(shared_data / "coco" / name)
        (tmp_path / "annotations" / f"instances_{part}.json").symlink_to(
            shared_data / "coco" / "annotations" / f"instances_{name}.json"
        )
    test, train, validation = (read_coco_folders(tmp_path, part, held=40) for part in ("test", "train", "validation"))
    assert len(test) == 152 and len(validation) == 40 and not {r.id for r in train.records} & {
        r.id for r in validation.records
    }
    assert test.records[0].read().shape[:2] == (test.records[0].height, test.records[0].width)
