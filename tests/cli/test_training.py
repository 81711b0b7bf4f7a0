from __future__ import annotations

from pathlib import Path

import pytest

from seesame.cli.training import HowLong, chosen


def test_how_long_it_will_take_is_said_once_after_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    times, told = iter((0.0, 20.0, 40.0, 60.0, 80.0, 100.0)), []
    report = HowLong(lambda done, total, text: told.append(done), now=lambda: next(times))
    for step in range(1, 7):
        report(step, 100, "match 0.5")
    assert told == [1, 2, 3, 4, 5, 6]
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("seesame: a step takes 20 s; the 96 that are left take 0:32:00, until about ")


def test_a_run_that_is_done_by_then_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter((0.0, 70.0))
    report = HowLong(lambda done, total, text: None, now=lambda: next(times))
    report(1, 2, "")
    report(2, 2, "")
    assert not capsys.readouterr().err


def test_the_best_checkpoint_is_chosen_where_it_was_judged(tmp_path: Path) -> None:
    last, best = tmp_path / "last.pt", tmp_path / "best.pt"
    assert chosen(last, judge=None) == last and chosen(last, judge=len) == last
    best.touch()
    assert chosen(last, judge=None) == last and chosen(last, judge=len) == best
