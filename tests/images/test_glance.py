from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from seesame.errors import PictureError
from seesame.images import read
from seesame.images.glance import Glance, glance


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_that_which_read_gives(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (7, 4)).save(tmp_path / "a.jpg", exif=exif)
    seen = glance(tmp_path / "a.jpg")
    assert (seen.height, seen.width) == read(tmp_path / "a.jpg").shape[:2]
    assert (seen.orientation, seen.stored) == (orientation, (4, 7))


def test_a_format_that_only_opencv_knows(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.hdr"), np.ones((3, 5, 3), np.float32))
    assert glance(tmp_path / "a.hdr") == Glance(3, 5)


def test_what_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"rubbish")
    with pytest.raises(PictureError, match="no picture of a known format"):
        glance(tmp_path / "a.png")
    with pytest.raises(PictureError, match="cannot be opened"):
        glance(tmp_path / "none.png")


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.touch()
    with pytest.raises(PictureError, match=r"a\.png: the file is empty"):
        glance(path)
