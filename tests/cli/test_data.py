from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., tuple[int, str, str]]
Draw = Callable[..., Path]


def via(folder: Path, *names: str, category: str = "mug") -> None:
    """Balloon's layout: a region of 20 x 20 pixels in each picture."""
    corners = {"name": "polygon", "all_points_x": [10, 30, 30, 10], "all_points_y": [10, 10, 30, 30]}
    regions = [{"shape_attributes": corners, "region_attributes": {"type": category} if category else {}}]
    content = {name: {"filename": name, "size": 1, "regions": regions} for name in names}
    (folder / "via_region_data.json").write_text(json.dumps(content))


@pytest.fixture
def shelf(here: Path, draw: Draw) -> Path:
    for number in range(3):
        draw(f"shelf/{number}.png", (10 + 12 * number, 10 + 4 * number, 30, 30))
    via(here / "shelf", "0.png", "1.png", "2.png")
    return here / "shelf"


def test_a_sound_dataset(shelf: Path, seesame: Program) -> None:
    code, out, err = seesame("data", "check", "shelf")
    assert code == 0
    assert "shelf: VGG Image Annotator" in out
    assert "3 pictures (80x60), 3 objects (3 small, 0 medium, 0 large), 1 categories" in out
    assert "mug\t3\t3\t0\t20" in out
    assert "nothing broken" in out and err == ""


def test_what_is_broken_is_3_and_named(shelf: Path, seesame: Program) -> None:
    (shelf / "1.png").write_bytes(b"rubbish")
    (shelf / "2.png").unlink()
    code, out, _ = seesame("data", "check", "shelf")
    assert code == 3
    assert "BROKEN: missing picture (1)" in out and "2.png: is not there" in out
    assert "BROKEN: unreadable picture (1)" in out and "1.png: this is no picture" in out
    assert "2 broken" in out


def test_all_of_it_as_json(shelf: Path, seesame: Program) -> None:
    (shelf / "1.png").write_bytes(b"rubbish")
    code, out, _ = seesame("data", "check", "shelf", "--json", "--quiet")
    told = json.loads(out)
    assert (code, told["broken"], told["pictures"]) == (3, 1, 2)
    assert [(each["kind"], each["broken"]) for each in told["problems"]] == [("unreadable picture", True)]


def test_many_problems_are_cut_short_unless_all_are_asked_for(here: Path, draw: Draw, seesame: Program) -> None:
    names = [f"{number}.png" for number in range(8)]
    draw("shelf/x.png")
    via(here / "shelf", *names)
    out = seesame("data", "check", "shelf")[1]
    assert "missing picture (8)" in out and "and 3 more; --all names them" in out and "7.png" not in out
    assert "7.png: is not there" in seesame("data", "check", "shelf", "--all")[1]


def test_train_against_test(shelf: Path, here: Path, draw: Draw, seesame: Program) -> None:
    draw("test/other.png", (50, 20, 70, 40))
    (here / "test" / "again.png").write_bytes((shelf / "1.png").read_bytes())
    via(here / "test", "other.png", "again.png")
    code, out, _ = seesame("data", "check", "shelf", "--against", "test")
    assert code == 3
    assert "BROKEN: in both (1)" in out and "1.png: is the same file as test/again.png" in out


def test_what_is_no_dataset_is_2(here: Path, seesame: Program) -> None:
    assert seesame("data", "check", "nowhere")[0] == 2
    code, _, err = seesame("data", "check", str(here), "--format", "viia")
    assert code == 2 and "'viia' is not known, expected one of coco, voc" in err


@pytest.mark.parametrize("format", ["coco", "voc", "yolo", "via", "labelme", "masks"])
def test_there_and_back(shelf: Path, seesame: Program, format: str) -> None:
    code, _, err = seesame("data", "convert", "shelf", "there", "--format", format, "--copy")
    assert code == 0
    assert f"there holds 3 pictures with 3 objects as {format}; all masks are the same" in err
    code, _, err = seesame("data", "convert", "there", "back", "--quiet")
    assert (code, err) == (0, "")
    content = json.loads(Path("back/instances.json").read_text())
    assert [each["area"] for each in content["annotations"]] == [400.0] * 3
    assert content["categories"] == [{"id": 1, "name": "mug"}]


def test_what_is_left_out_is_told_and_3(shelf: Path, seesame: Program) -> None:
    (shelf / "1.png").unlink()
    code, _, err = seesame("data", "convert", "shelf", "out")
    assert code == 3
    assert "1.png: is not there" in err and "out holds 2 pictures with 2 objects as coco" in err


def test_joined_and_renamed(shelf: Path, here: Path, draw: Draw, seesame: Program) -> None:
    draw("desk/0.png", (10, 10, 30, 30))
    via(here / "desk", "0.png", category="cup")
    draw("floor/0.png", (10, 10, 30, 30))
    via(here / "floor", "0.png", category="")
    options = ("--with", "desk", "floor", "--rename", "cup=mug", "--category", "thing")
    assert seesame("data", "convert", "shelf", "all", *options, "--copy")[0] == 0
    content = json.loads(Path("all/instances.json").read_text())
    assert (len(content["images"]), [each["name"] for each in content["categories"]]) == (5, ["mug", "thing"])
    assert {path.name for path in Path("all/images").iterdir()} == {"0-2.png", "0-3.png", "0.png", "1.png", "2.png"}
    assert seesame("data", "convert", "shelf", "apart", "--with", "desk", "--apart")[0] == 0
    content = json.loads(Path("apart/instances.json").read_text())
    assert [each["name"] for each in content["categories"]] == ["desk/cup", "shelf/mug"]


def test_mistakes_are_2(shelf: Path, seesame: Program) -> None:
    code, _, err = seesame("data", "convert", "shelf", "out", "--rename", "mugg=cup")
    assert code == 2 and "did you mean 'mug'?" in err
    assert seesame("data", "convert", "shelf", "out", "--rename", "mug")[0] == 2
    assert seesame("data", "convert", "shelf", "shelf")[0] == 2
    assert seesame("data", "convert", "shelf", "out", "--format", "cutouts")[0] == 2
