from __future__ import annotations

from pathlib import Path

from seesame.data.pictures import below, distinct_names, looked_at, missing, pictures_in
from seesame.data.problems import Problem
from seesame.data.records import Record
from tests.data.conftest import save_noise


def test_the_pictures_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.png", "a.JPG", ".hidden.png", "inner/c.png"):
        save_noise(tmp_path / name, 1)
    (tmp_path / "notes.txt").write_text("none")
    assert [path.name for path in pictures_in(tmp_path)] == ["a.JPG", "b.png"]
    assert [path.name for path in below(tmp_path)] == ["a.JPG", "b.png", "c.png"]
    assert pictures_in(tmp_path / "none") == below(tmp_path / "none") == []


def test_a_look_at_a_picture(tmp_path: Path) -> None:
    told: list[Problem] = []
    size = looked_at(save_noise(tmp_path / "a.png", 1), told.append)
    assert size is not None and (size.height, size.width) == (40, 60)
    (tmp_path / "b.png").write_text("rubbish")
    assert looked_at(tmp_path / "b.png", told.append) is None
    assert looked_at(tmp_path / "c.png", told.append) is None
    assert [problem.kind for problem in told] == ["unreadable picture", "missing picture"]


def test_names_that_no_letter_case_makes_alike() -> None:
    paths = ("x/a.png", "y/A.jpg", "z/a.png", "b.png", "a-2.png")
    records = [Record(number, Path(path), 1, 1, ()) for number, path in enumerate(paths)]
    assert list(distinct_names(records).values()) == ["a.png", "A-2.jpg", "a-3.png", "b.png", "a-2-2.png"]


def test_which_picture_may_be_meant(tmp_path: Path) -> None:
    (tmp_path / "Mug 1.JPG").touch()
    for name in ("mug 1.jpg", "Mug 1.png"):
        assert missing(tmp_path / name).reason == "is not there, but Mug 1.JPG is; mend the name in the annotations"
    nothing = "is not there; restore it, or take its annotations out"
    assert missing(tmp_path / "cup.jpg").reason == nothing
    assert missing(tmp_path / "nowhere" / "mug 1.jpg").reason == nothing
