from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import InputError
from seesame.evaluate.journal import Journal, Said, read_answers

WHO = {"type": "Finder", "weights": "w-1", "threshold": 0.1}
ROW = {"bbox": [0.1, 2.0, 3.0, 4.0], "score": 0.30000001192092896, "segmentation": {"size": [2, 3], "counts": "06"}}


def said(picture: int) -> Said:
    return Said(picture, {3: [ROW], 7: []}, [[0.0, 1.0, 2.0, 3.0]], {"gone": 2}, {"encode": [1.5]}, 20.5)


def test_what_is_kept_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new" / "a.answers", "q", WHO)
    for picture in (5, 2):
        journal.append(said(picture))
    assert list(journal) == [said(5), said(2)] == list(read_answers(journal.path))
    assert journal.done == {5, 2}


def test_it_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "a.answers"
    Journal(path, "q", WHO).append(said(1))
    again = Journal(path, "q", WHO)
    assert again.done == {1}
    again.append(said(2))
    assert [each.picture for each in Journal(path, "q", WHO)] == [1, 2]


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_line_cut_short_by_a_kill_is_dropped(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.answers"
    journal = Journal(path, "q", WHO)
    journal.append(said(1))
    journal.append(said(2))
    path.write_bytes(path.read_bytes()[:-cut])
    again = Journal(path, "q", WHO)
    assert again.done == {1}
    again.append(said(2))
    assert list(again) == [said(1), said(2)]


def test_the_answers_of_another_examination_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.answers"
    Journal(path, "q", WHO).append(said(1))
    before = path.read_bytes()
    with pytest.raises(InputError, match="other questions"):
        Journal(path, "r", WHO)
    with pytest.raises(InputError, match="another system"):
        Journal(path, "q", {**WHO, "weights": "w-2"})
    assert path.read_bytes() == before


def test_a_first_line_cut_short_by_a_kill_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.answers"
    Journal(path, "q", WHO)
    path.write_bytes(path.read_bytes()[:-5])
    assert Journal(path, "q", WHO).done == set()
    assert list(Journal(path, "q", WHO)) == []


def test_a_damaged_line_and_a_picture_that_comes_twice_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.answers"
    journal = Journal(path, "q", WHO)
    journal.append(said(1))
    journal.append(said(2))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"{torn}\n", lines[2]]))
    with pytest.raises(InputError, match="line 2 is damaged"):
        Journal(path, "q", WHO)
    path.write_bytes(b"".join([*lines, lines[1]]))
    with pytest.raises(InputError, match="line 4 is about picture 1 again"):
        Journal(path, "q", WHO)


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.answers"
    for text in ("precious", '{"format": "another"}\n'):
        path.write_text(text)
        with pytest.raises(InputError, match=r"name another file"):
            Journal(path, "q", WHO)
        assert path.read_text() == text
