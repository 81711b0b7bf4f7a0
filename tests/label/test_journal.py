from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import InputError
from seesame.label.journal import Journal
from seesame.label.labelled import Claim, Labelled

ASKED = {"cards": ["mug"], "weights": "red-1"}
ONE = Labelled("a.png", (40, 60), (Claim(0, (1.0, 2.0, 3.0, 4.0), 0.9, 2.0, {"size": [40, 60], "counts": "0"}),))
LOST = Labelled("b.png", (0, 0), (), "b.png: is broken")


def test_there_and_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "labels.jsonl", ASKED)
    journal.append(ONE)
    journal.append(LOST)
    again = Journal(tmp_path / "labels.jsonl", ASKED)
    assert list(again) == [ONE, LOST] and again.done == {"a.png"}


@pytest.mark.parametrize("kept", range(1, 8))
def test_a_line_cut_short_counts_for_nothing(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "labels.jsonl"
    Journal(path, ASKED).append(ONE)
    header = path.read_bytes().splitlines(keepends=True)[0]
    whole = path.read_bytes()
    path.write_bytes(whole[: len(header) + (len(whole) - len(header)) * kept // 8])
    again = Journal(path, ASKED)
    assert again.done == set() and path.read_bytes() == header
    path.write_bytes(header[: len(header) * kept // 8])
    assert list(Journal(path, ASKED)) == [] and path.read_bytes() == header


def test_other_questions_and_damage_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    journal = Journal(path, ASKED)
    with pytest.raises(InputError, match="by other cards"):
        Journal(path, {**ASKED, "weights": "red-2"})
    path.write_bytes(path.read_bytes() + b"nonsense\n")
    journal.append(ONE)
    with pytest.raises(InputError, match="line 2 is damaged"):
        Journal(path, ASKED)
