from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seesame.errors import PictureError
from seesame.images.levels import read_alpha, read_levels, read_mask

LEVELS = np.array([[0, 1, 2], [255, 7, 0]], np.uint8)


def test_places_in_a_palette_are_not_its_colours(tmp_path: Path) -> None:
    picture = Image.fromarray(LEVELS).convert("P")
    picture.putpalette([9] * 768)
    picture.save(tmp_path / "a.png")
    assert (read_levels(tmp_path / "a.png") == LEVELS).all()


def test_grey_wide_and_coloured_levels(tmp_path: Path) -> None:
    Image.fromarray(LEVELS).save(tmp_path / "grey.png")
    Image.fromarray(LEVELS.astype(np.uint16) * 200).save(tmp_path / "wide.png")
    Image.new("RGB", (2, 1), (1, 2, 3)).save(tmp_path / "rgb.png")
    Image.new("LA", (2, 1), (7, 0)).save(tmp_path / "la.png")
    assert (read_levels(tmp_path / "grey.png") == LEVELS).all()
    assert (read_levels(tmp_path / "wide.png") == LEVELS.astype(int) * 200).all()
    assert read_levels(tmp_path / "rgb.png").tolist() == [[66051, 66051]]  # 65536 + 2 * 256 + 3
    assert read_levels(tmp_path / "la.png").tolist() == [[7, 7]]


@pytest.mark.parametrize("light", [1, 128, 255])
def test_a_mask_of_any_brightness(tmp_path: Path, light: int) -> None:
    mask = np.array([[1, 0, 0], [1, 1, 0]], np.bool_)
    Image.fromarray((mask * light).astype(np.uint8)).save(tmp_path / "a.png")
    assert (read_mask(tmp_path / "a.png") == mask).all()
    assert (read_mask((tmp_path / "a.png").read_bytes()) == mask).all()


def test_masks_of_one_bit_in_colour_and_black(tmp_path: Path) -> None:
    mask = np.array([[1, 0], [0, 1]], np.bool_)
    Image.fromarray(mask).save(tmp_path / "bit.png")
    Image.fromarray(np.dstack([mask * 200, mask * 0, mask * 9]).astype(np.uint8)).save(tmp_path / "rgb.png")
    Image.new("L", (2, 2)).save(tmp_path / "black.png")
    assert (read_mask(tmp_path / "bit.png") == mask).all()
    assert (read_mask(tmp_path / "rgb.png") == mask).all()
    assert not read_mask(tmp_path / "black.png").any()


def test_alpha(tmp_path: Path) -> None:
    channels = np.dstack([LEVELS, LEVELS, LEVELS, [[0, 127, 128], [255, 0, 0]]])
    Image.fromarray(channels.astype(np.uint8)).save(tmp_path / "a.png")
    Image.fromarray(LEVELS).save(tmp_path / "grey.png", transparency=1)
    Image.fromarray(LEVELS).save(tmp_path / "none.png")
    alpha, clear = read_alpha(tmp_path / "a.png"), read_alpha(tmp_path / "grey.png")
    assert alpha is not None and alpha.tolist() == [[False, False, True], [True, False, False]]
    assert clear is not None and clear.tolist() == [[True, False, True], [True, True, True]]
    assert read_alpha(tmp_path / "none.png") is None


def test_what_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"rubbish")
    for reads in (read_levels, read_mask, read_alpha):
        with pytest.raises(PictureError):
            reads(tmp_path / "a.png")
        with pytest.raises(PictureError):
            reads(tmp_path / "none.png")
