"""From the text of a question to a Reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seesame.errors import PictureError, QuestionError
from seesame.images import read_reference


@pytest.fixture
def mug(tmp_path: Path) -> Path:
    Image.new("RGB", (200, 100), "green").save(tmp_path / "mug.png")
    mask = np.zeros((100, 200), dtype=np.uint8)
    mask[20:60, 30:90] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    Image.fromarray(mask // 255).save(tmp_path / "ones.png")
    Image.fromarray(mask).save(tmp_path / "lossy.jpg", quality=30)
    Image.fromarray(mask[:50]).save(tmp_path / "other.png")
    return tmp_path / "mug.png"


def test_whole_box_and_polygon(mug: Path) -> None:
    whole = read_reference(str(mug))
    assert whole.box == (0, 0, 200, 100) and whole.name == str(mug)
    assert whole.picture[0, 0].tolist() == [0, 128, 0]
    assert read_reference(f"{mug}@40,12,180,60").box == (40, 12, 180, 60)
    polygon = read_reference(f"{mug}@10,10,70,10,70,50,10,50")
    assert polygon.mask is not None and polygon.mask.sum() == 2400


@pytest.mark.parametrize("name", ["mask.png", "ones.png", "lossy.jpg"])
def test_masks(mug: Path, name: str) -> None:
    reference = read_reference(f"{mug}@mask:{mug.parent / name}")
    assert reference.mask is not None
    np.testing.assert_allclose(reference.box, (30, 20, 90, 60), atol=1)


def test_errors(mug: Path) -> None:
    with pytest.raises(QuestionError, match="outside"):
        read_reference(f"{mug}@400,12,500,60")
    with pytest.raises(QuestionError, match=r"expected \(100, 200\)"):
        read_reference(f"{mug}@mask:{mug.parent / 'other.png'}")
    with pytest.raises(PictureError, match="no such file"):
        read_reference(f"{mug}x@40,12,180,60")
    with pytest.raises(PictureError, match="at most 100 in all"):
        read_reference(str(mug), max_pixels=100)
