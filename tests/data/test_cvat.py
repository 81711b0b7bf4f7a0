from __future__ import annotations

from pathlib import Path

import pytest

from seesame.data.cvat import read_cvat
from seesame.data.opening import open_dataset
from seesame.data.problems import Problem
from seesame.errors import DataError
from tests.data.conftest import SIZE, save_noise

SQUARE = "5,5;15,5;15,15;5,15"


def write(folder: Path, *shapes: str, size: str = 'width="60" height="40"') -> Path:
    save_noise(folder / "images" / "a.png", 1)
    path = folder / "annotations.xml"
    image = f'<image id="0" name="a.png" {size}>{"".join(shapes)}</image>'
    path.write_text(f"<annotations><version>1.1</version>{image}</annotations>")
    return path


def test_shapes_of_every_kind(tmp_path: Path) -> None:
    shapes = (
        f'<polygon label="mug" points="{SQUARE}" />',
        '<box label="cup" xtl="20" ytl="5" xbr="30" ybr="10" />',
        '<ellipse label="disc" cx="30" cy="20" rx="10" ry="10" />',
        '<mask label="half" rle="0,3,3,3,3,3,3,3,3" left="50" top="30" width="6" height="4" />',
    )
    (record,) = open_dataset(write(tmp_path, *shapes)).records
    areas = [int(each.mask(*SIZE).sum()) for each in record.objects]
    assert [each.category for each in record.objects] == ["mug", "cup", "disc", "half"]
    assert areas[:2] == [100, 50] and areas[2] == pytest.approx(314, rel=0.03) and areas[3] == 12
    assert record.objects[3].box == (50.0, 30.0, 53.0, 34.0)


def test_shapes_of_one_group_are_one_object(tmp_path: Path) -> None:
    shapes = (
        f'<polygon label="mug" points="{SQUARE}" group_id="2" />',
        '<box label="mug" xtl="30" ytl="5" xbr="40" ybr="15" group_id="2" />',
        '<box label="cup" xtl="30" ytl="5" xbr="40" ybr="15" group_id="2" />',
    )
    (record,) = open_dataset(write(tmp_path, *shapes)).records
    assert [(each.category, int(each.mask(*SIZE).sum())) for each in record.objects] == [("mug", 200), ("cup", 100)]


def test_what_cannot_be_used_is_told_and_left_out(tmp_path: Path) -> None:
    shapes = (
        '<polyline label="line" points="1,1;5,5" />',
        '<polygon label="few" points="1,1;5,5" />',
        '<cube label="odd" />',
        '<mask label="short" rle="0,3" left="50" top="30" width="6" height="4" />',
        '<mask label="beyond" rle="0,24" left="58" top="30" width="6" height="4" />',
        '<mask label="empty" rle="24" left="50" top="30" width="6" height="4" />',
        '<box label="cup" xtl="20" />',
        f'<polygon points="{SQUARE}" />',
    )
    path = write(tmp_path, *shapes)
    told: list[Problem] = []
    (record,) = read_cvat(path, tmp_path / "images", category="thing", tell=told.append).records
    assert [each.category for each in record.objects] == ["thing"]
    assert [problem.part for problem in told] == [f"shape {place}" for place in range(8)]
    assert (told[7].kind, told[7].reason) == ("no name", "has no label; it counts as thing")
    assert "polyline" in told[0].reason and "fill 3 pixels" in told[3].reason and "empty" in told[5].reason
    with pytest.raises(DataError, match="shape 1"):
        read_cvat(path, tmp_path / "images")


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "annotations.xml"
    for text, reason in (("<annotations>", "is no XML"), ("<boxes/>", "begins with <boxes>")):
        path.write_text(text)
        with pytest.raises(DataError, match=reason):
            read_cvat(path, tmp_path)
    with pytest.raises(DataError, match="cannot be opened"):
        read_cvat(tmp_path / "none.xml", tmp_path)
    told: list[Problem] = []
    empty = read_cvat(write(tmp_path / "b", size='width="wide"'), tmp_path / "b" / "images", tell=told.append)
    assert len(empty) == 0 and "no usable size" in told[0].reason
    told.clear()
    vast = read_cvat(write(tmp_path / "c", size='width="1000000000"'), tmp_path / "c" / "images", tell=told.append)
    assert len(vast) == 0 and told[0].reason.startswith("has no usable size: came with a height of 40")
