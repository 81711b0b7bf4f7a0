from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seesame.data.mask_folders import read_masks, samples
from seesame.data.problems import Problem
from seesame.errors import DataError
from tests.data.conftest import SIZE, rectangle, save_noise


def write(root: Path, name: str, **masks: object) -> Path:
    save_noise(root / name / "images" / f"{name}.png", len(name))
    (root / name / "masks").mkdir()
    for stem, mask in masks.items():
        Image.fromarray(np.asarray(mask, np.uint8)).save(root / name / "masks" / f"{stem}.png")
    return root


def test_a_file_a_nucleus(tmp_path: Path) -> None:
    write(tmp_path, "one", b=rectangle(0, 0, 5, 5) * 255, a=rectangle(5, 5, 10, 10) * 1)
    write(tmp_path, "three")
    first, second = read_masks(tmp_path, tmp_path, category="nucleus").records
    assert [each.box for each in first.objects] == [(5.0, 5.0, 10.0, 10.0), (0.0, 0.0, 5.0, 5.0)]
    assert {each.category for each in first.objects} == {"nucleus"}
    assert (first.path.name, second.objects) == ("one.png", ())


def test_a_folder_of_masks_is_a_category(tmp_path: Path) -> None:
    write(tmp_path, "one", loose=rectangle(0, 0, 5, 5))
    inner = tmp_path / "one" / "masks" / "mug"
    inner.mkdir()
    Image.fromarray(rectangle(5, 5, 9, 9)).save(inner / "1.png")
    dataset = read_masks(tmp_path / "one", tmp_path)
    assert sorted(str(each.category) for each in dataset.records[0].objects) == ["mug", "object"]
    assert samples(tmp_path / "one") == [tmp_path / "one"]


def test_what_is_broken_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a", black=np.zeros(SIZE), small=np.ones((3, 4)), rubbish=np.ones(SIZE), good=np.ones(SIZE))
    (tmp_path / "a" / "masks" / "rubbish.png").write_bytes(b"rubbish")
    write(tmp_path, "bb")
    (tmp_path / "bb" / "images" / "bb.png").unlink()
    write(tmp_path, "ccc")
    save_noise(tmp_path / "ccc" / "images" / "second.png", 5)
    told: list[Problem] = []
    (record,) = read_masks(tmp_path, tmp_path, tell=told.append).records
    assert len(record.objects) == 1
    assert [(problem.kind, problem.path.stem) for problem in told] == [
        ("empty mask", "black"),
        ("unusable mask", "rubbish"),
        ("mask of another size", "small"),
        ("missing picture", "images"),
        ("unusable annotation", "images"),
    ]


def test_no_folder_of_this_kind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="with images and masks for each picture"):
        read_masks(tmp_path, tmp_path)
