from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from seesame.cli import answers as answers_module

Program = Callable[..., tuple[int, str, str]]
Draw = Callable[..., Path]


@pytest.fixture
def shelf(draw: Draw) -> Path:
    """A reference, mug.png, and a folder with two things, one thing and none."""
    draw("mug.png", (20, 10, 60, 50))
    draw("shelf/a.png", (10, 20, 30, 45), (50, 5, 60, 15))
    draw("shelf/b.jpg", (10, 20, 30, 45))
    return draw("shelf/empty.png").parent


def content(path: Path | str = "seesame-found") -> dict[str, object]:
    return dict(json.loads((Path(path) / "results.json").read_text()))


def test_a_folder(shelf: Path, seesame: Program) -> None:
    code, out, err = seesame("find", "mug.png@20,10,60,50", "--in", "shelf", "--out", "found")
    assert code == 0
    header, first, second, third = out.splitlines()
    assert header == "picture\tfound\tbest score\tbest box\tis it there"
    assert first == "shelf/a.png\t2\t0.90\t10,20,30,45\tyes, 97 %"
    assert second.startswith("shelf/b.jpg\t1\t0.90\t")
    assert third == "shelf/empty.png\t0\t-\t-\tno, 2 %"
    assert "3 found in 2 of 3 pictures" in err
    assert sorted(os.listdir("found")) == ["a-found.png", "b-found.jpg", "results.json"]
    told = content("found")
    assert told["not_found"] == ["shelf/empty.png"]
    assert told["weights"] == "red-1"
    assert told["question"] == {
        "references": ["mug.png@20,10,60,50"],
        "same": "category",
        "threshold": 0.3,
        "top": 100,
        "tiles": "off",
    }
    assert told["categories"] == [{"id": 1, "name": "mug"}]


def test_the_very_object(shelf: Path, seesame: Program) -> None:
    code, out, _ = seesame("find", "mug.png", "--in", "shelf/a.png", "--same", "object")
    assert code == 0 and out.splitlines()[1].endswith("yes, 87 %")
    assert content()["question"]["same"] == "object"  # type: ignore[index]
    assert seesame("find", "mug.png", "--in", "shelf", "--same", "mug")[0] == 2


def test_where_it_writes_without_being_told(shelf: Path, seesame: Program) -> None:
    assert seesame("find", "mug.png", "--in", "shelf")[0] == 0
    assert len(content()["annotations"]) == 3  # type: ignore[arg-type]


def test_many_scenes_in_every_way_of_writing_them(shelf: Path, seesame: Program) -> None:
    for arguments in (
        ("mug.png", "--in", "shelf/a.png", "shelf/b.jpg"),
        ("mug.png", "--in", "shelf/a.png", "--in", "shelf/b.jpg"),
        ("mug.png", "--in=shelf/a.png", "shelf/b.jpg"),
        ("--in", "shelf/a.png", "shelf/b.jpg", "--", "mug.png"),
        ("--in", "shelf/a.png", "shelf/b.jpg", "--top", "7", "mug.png"),
        ("mug.png", "--in", "shelf/[ab].*"),
    ):
        code, out, _ = seesame("find", *arguments)
        assert (code, len(out.splitlines())) == (0, 3), arguments


def test_several_references_are_one_question(shelf: Path, seesame: Program) -> None:
    assert seesame("find", "mug.png", "mug.png@20,10,60,50", "--in", "shelf/a.png")[0] == 0
    assert content()["question"]["references"] == ["mug.png", "mug.png@20,10,60,50"]  # type: ignore[index]


def test_threshold_top_and_best(shelf: Path, seesame: Program) -> None:
    def found(*options: str) -> str:
        return seesame("find", "mug.png", "--in", "shelf/a.png", *options)[1].splitlines()[1].split("\t")[1]

    assert found() == "2"
    assert found("--threshold", "0.8") == "1"
    assert found("--threshold", "0") == "2"
    assert found("--top", "1") == "1"
    assert found("--best") == "1"
    assert found("--every-match") == "2"


def test_formats(shelf: Path, seesame: Program) -> None:
    seesame("find", "mug.png", "--in", "shelf", "--format", "csv", "--out", "csv", "--no-overlays")
    assert os.listdir("csv") == ["results.csv"]
    assert len(Path("csv/results.csv").read_text().splitlines()) == 1 + 3 + 1
    seesame(
        "find", "mug.png", "--in", "shelf", "--format", "yolo", "--format", "coco", "--out", "both", "--no-overlays"
    )
    assert sorted(os.listdir("both")) == ["classes.txt", "labels", "results.json"]
    assert sorted(os.listdir("both/labels")) == ["a.txt", "b.txt", "empty.txt"]


def test_json_on_standard_output_writes_no_file(shelf: Path, seesame: Program) -> None:
    before = sorted(os.listdir())
    code, out, _ = seesame("find", "mug.png", "--in", "shelf", "--json")
    assert code == 0
    assert len(json.loads(out)["annotations"]) == 3
    assert sorted(os.listdir()) == before
    out = seesame("find", "mug.png", "--in", "shelf", "--json", "--out", "found")[1]
    assert json.loads(out) == content("found")


def test_same_names_in_different_folders(draw: Draw, seesame: Program) -> None:
    for name in ("mug.png", "desk/a.png", "shelf/a.png", "shelf/a.jpg"):
        draw(name, (10, 20, 30, 45))
    assert seesame("find", "mug.png", "--in", "desk", "shelf", "--format", "yolo")[0] == 0
    assert sorted(os.listdir("seesame-found/labels")) == ["a-2.txt", "a-3.txt", "a.txt"]
    assert len([name for name in os.listdir("seesame-found") if "-found." in name]) == 3


def test_asking_again_does_not_search_what_was_drawn(shelf: Path, seesame: Program) -> None:
    for _ in range(2):
        assert len(seesame("find", "mug.png", "--in", "shelf", "--out", "shelf")[1].splitlines()) == 4


def test_nothing_found_is_1(shelf: Path, seesame: Program) -> None:
    code, _, err = seesame("find", "mug.png", "--in", "shelf/empty.png")
    assert code == 1
    assert "0 found in 0 of 1 pictures" in err
    assert content()["not_found"] == ["shelf/empty.png"]


def test_a_bad_file_is_named_and_the_rest_goes_on(shelf: Path, seesame: Program) -> None:
    (shelf / "bad.jpg").write_bytes(b"\xff\xd8\xff rubbish")
    code, out, err = seesame("find", "mug.png", "--in", "shelf", "nowhere", "--quiet")
    assert (code, out) == (3, "")
    assert "2 could not be read" in err
    assert "bad.jpg" in err and "nowhere" in err
    assert [each["path"] for each in content()["failed"]] == ["nowhere", "shelf/bad.jpg"]  # type: ignore[attr-defined]
    assert seesame("find", "mug.png", "--in", "shelf/bad.jpg")[0] == 4
    assert seesame("find", "mug.png", "--in", "shelf", "--max-pixels", "10000")[0] == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mug.png@200,200,300,300", "--in", "shelf"), "outside the picture"),
        (("mug.png@1,2,3", "--in", "shelf"), "3 numbers"),
        (("missing.png", "--in", "shelf"), "missing.png"),
        (("mug.png", "--in", "nowhere"), "nowhere"),
        (("mug.png",), "--in"),
        (("--in", "shelf"), "REFERENCE"),
        (("mug.png", "--in", "shelf", "--threshold", "2"), "--threshold"),
        (("mug.png", "--in", "shelf", "--top", "0"), "--top"),
        (("mug.png", "--in", "shelf", "--format", "xml"), "xml"),
        (("mug.png", "--in", "shelf", "--outt", "x"), "--outt"),
        (("mug.png", "--in"), "--in"),
    ],
)
def test_wrong_use_is_2_and_says_why(shelf: Path, seesame: Program, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = seesame("find", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err
    assert not Path("seesame-found").exists()


def test_a_folder_that_cannot_be_written_is_2_before_the_search(shelf: Path, seesame: Program) -> None:
    code, _, err = seesame("find", "mug.png", "--in", "shelf", "--out", "mug.png")
    assert code == 2
    assert "mug.png: cannot be made a folder" in err


def test_a_weak_reference_is_warned_of(shelf: Path, seesame: Program) -> None:
    code, _, err = seesame("find", "mug.png@20,10,28,18", "--in", "shelf", "--quiet")
    assert code == 0
    assert err.startswith("seesame: warning: ")


def test_an_interrupt_writes_what_was_finished(shelf: Path, seesame: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    read = answers_module.read

    def interrupted(path: str, max_pixels: int) -> object:
        if path == "shelf/b.jpg":
            raise KeyboardInterrupt
        return read(path, max_pixels)

    monkeypatch.setattr(answers_module, "read", interrupted)
    code, out, err = seesame("find", "mug.png", "--in", "shelf", "--format", "coco", "--format", "csv")
    assert code == 130
    assert len(out.splitlines()) == 2
    assert "interrupted after 1 pictures" in err
    told = content()
    assert told["info"]["complete"] is False  # type: ignore[index]
    assert len(told["annotations"]) == 2  # type: ignore[arg-type]
    assert sorted(os.listdir("seesame-found")) == ["a-found.png", "results.csv", "results.json"]


def test_a_picture_on_standard_input(draw: Draw, seesame: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    data = draw("mug.png", (20, 10, 60, 50)).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    code, out, _ = seesame("find", "mug.png", "--in", "-")
    assert code == 0
    assert out.splitlines()[1] == "-\t1\t0.90\t20,10,60,50\tyes, 97 %"
    with Image.open("seesame-found/standard-input-found.jpg") as drawn:
        assert drawn.size == (80, 60)


def test_a_rate_of_false_alarms_in_place_of_a_threshold(shelf: Path, seesame: Program) -> None:
    code, _, err = seesame("find", "mug.png", "--in", "shelf", "--false-alarms", "20%")
    assert code in (0, 3) and "the threshold for 20 % false alarms is 0.800; there about 50 %" in err
    assert content()["question"]["threshold"] == 0.8  # type: ignore[index]
    for wrong in ("0%", "150%", "few", "1%%"):
        code, _, err = seesame("find", "mug.png", "--in", "shelf", "--false-alarms", wrong)
        assert code == 2 and "expected more than 0 and less than all" in err
    code, _, err = seesame("find", "mug.png", "--in", "shelf", "--false-alarms", "1%", "--threshold", "0.5")
    assert code == 2 and "came together" in err


def test_tiles(draw: Draw, seesame: Program) -> None:
    draw("shelf/a.png", (10, 20, 30, 45))
    draw("mug.png", (20, 10, 60, 50))
    code, _, err = seesame("find", "mug.png", "--in", "shelf", "--tiles", "32", "--out", "found")
    assert (code, content("found")["question"]["tiles"]) == (0, "32")  # type: ignore[index]
    code, _, err = seesame("find", "mug.png", "--in", "shelf", "--tiles", "some")
    assert code == 2
    assert "tiles came as 'some', expected auto, off or the side of a tile" in err
    assert seesame("find", "mug.png", "--in", "shelf", "--tiles", "7")[0] == 2
    code, _, err = seesame("find", "mug.png", "--in", "shelf", "--tiles", "auto", "--false-alarms", "5%")
    assert code in (0, 1)
    assert "warning: rates of false alarms were measured without tiles" in err


def test_colour_splash(shelf: Path, seesame: Program) -> None:
    assert seesame("find", "mug.png", "--in", "shelf/a.png", "--style", "splash")[0] == 0
    with Image.open("seesame-found/a-found.png") as drawn:
        assert drawn.getpixel((20, 32)) == (250, 10, 10)
        assert len(set(drawn.getpixel((75, 55)))) == 1  # grey
