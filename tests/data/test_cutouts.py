from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seesame.data.cutouts import read_cutouts
from seesame.data.problems import Problem
from seesame.errors import DataError
from tests.data.conftest import SIZE, rectangle, save_noise


def clear(path: Path, mask: object, orientation: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    alpha = np.asarray(mask, np.uint8) * 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.dstack([np.full((*SIZE, 3), 90, np.uint8), alpha])).save(path, exif=exif)


def test_the_folder_is_the_category_and_alpha_the_mask(tmp_path: Path) -> None:
    save_noise(tmp_path / "mug" / "a.jpg", 1)
    clear(tmp_path / "mug" / "b.png", rectangle(5, 5, 15, 15))
    save_noise(tmp_path / "loose.png", 2)
    dataset = read_cutouts(tmp_path, tmp_path)
    loose, whole, cut = dataset.records
    assert [record.objects[0].category for record in dataset.records] == ["object", "mug", "mug"]
    assert loose.objects[0].box == whole.objects[0].box == (0.0, 0.0, 60.0, 40.0)
    assert (cut.objects[0].mask(*SIZE) == rectangle(5, 5, 15, 15)).all()


def test_alpha_is_turned_with_its_picture(tmp_path: Path) -> None:
    clear(tmp_path / "mug" / "a.png", rectangle(0, 0, 10, 20), orientation=6)  # to be seen turned to the right
    (record,) = read_cutouts(tmp_path, tmp_path).records
    assert (record.height, record.width) == SIZE[::-1]
    assert record.objects[0].box == (20.0, 0.0, 40.0, 10.0)
    assert (record.read()[:10, 20:] == 90).all() and (record.read()[10:] == 255).all()


def test_what_is_broken_is_told(tmp_path: Path) -> None:
    clear(tmp_path / "mug" / "clear.png", np.zeros(SIZE))
    (tmp_path / "mug" / "rubbish.png").write_bytes(b"rubbish")
    told: list[Problem] = []
    assert [record.objects for record in read_cutouts(tmp_path, tmp_path, tell=told.append).records] == [()]
    assert [problem.kind for problem in told] == ["empty mask", "unreadable picture"]


def test_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no pictures"):
        read_cutouts(tmp_path, tmp_path)
