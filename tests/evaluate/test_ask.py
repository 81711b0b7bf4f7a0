from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import InputError
from seesame.evaluate import Protocol, draw, evaluate, examine, open_system
from seesame.evaluate.ask import Asker, identity
from seesame.evaluate.journal import Journal

TWICE = Protocol(runs=2)
OPENER = partial(open_system, "correlation")


def test_any_number_of_workers_gives_the_same_report_to_the_last_digit(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    alone = examine(OPENER, draw(dataset, TWICE), tmp_path / "1.answers").to_json(timing=False)
    assert examine(OPENER, draw(dataset, TWICE), tmp_path / "2.answers", workers=2).to_json(timing=False) == alone
    assert evaluate(OPENER(), dataset, TWICE).to_json(timing=False) == alone


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_examination_goes_on_where_it_was(world: Any, plain: Any, tmp_path: Path, workers: int) -> None:
    dataset, path = world(plain), tmp_path / "a.answers"
    whole = examine(OPENER, draw(dataset, TWICE), tmp_path / "whole.answers").to_json(timing=False)

    def interrupt(done: int, total: int, text: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examine(OPENER, draw(dataset, TWICE), path, workers, interrupt)
    kept = len(path.read_text().splitlines()) - 1
    assert kept == 2
    heard: list[tuple[int, int]] = []
    report = examine(OPENER, draw(dataset, TWICE), path, workers, lambda done, total, text: heard.append((done, total)))
    assert report.to_json(timing=False) == whole
    assert heard[:3] == [(3, 5), (4, 5), (5, 5)]


def test_the_journal_of_another_system_is_refused(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset, path = world(plain), tmp_path / "a.answers"
    examine(OPENER, draw(dataset, TWICE), path)
    with pytest.raises(InputError, match="of another system"):
        examine(partial(open_system, "orb"), draw(dataset, TWICE), path)
    with pytest.raises(InputError, match="to other questions"):
        examine(OPENER, draw(dataset, Protocol(runs=2, seed=1)), path)


def test_what_is_said_of_a_picture(world: Any, plain: Any, oracle: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    exam = draw(dataset, TWICE)
    said = Asker(oracle(dataset), exam).ask(3)
    mine = [number for number, each in enumerate(exam.questions) if each.scene == 3]
    assert list(said.found) == mine
    assert all(bool(rows) == exam.questions[number].present for number, rows in said.found.items())
    assert len(said.times["question"]) == len(mine) and len(said.times["encode"]) == 1
    assert said.memory is None or said.memory > 10
    journal = Journal(tmp_path / "a", "q", identity(oracle(dataset)))
    journal.append(said)
    assert list(journal) == [said]


def test_who_a_system_is() -> None:
    assert identity(OPENER()) == {"type": "Correlation", "weights": "correlation", "engine": None, "threshold": 0.6}
    assert identity(object()) == {"type": "object", "weights": "object", "engine": None, "threshold": None}  # type: ignore[arg-type]
