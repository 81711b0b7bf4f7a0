from __future__ import annotations

import pytest

from seesame.cli import screen


def test_a_table_that_is_piped_is_lines_with_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    screen.show_table(("picture", "found"), [("a very long path/" * 20, "3"), ("b.jpg", "0")])
    assert capsys.readouterr().out == "picture\tfound\n" + "a very long path/" * 20 + "\t3\nb.jpg\t0\n"


def test_a_table_on_a_terminal_is_drawn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    screen.show_table(("picture", "found"), [("[red]b.jpg", "0")])
    shown = capsys.readouterr().out
    assert "\t" not in shown
    assert "[red]b.jpg" in shown  # brackets in a name are no colours


def test_names_that_are_no_text_can_be_shown() -> None:
    assert screen.printable("caf\udce9.jpg") == "caf?.jpg"


def test_progress_in_a_log_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 31.0, 32.0])
    monkeypatch.setattr(screen.time, "monotonic", lambda: next(clock))
    with screen.progress("searching") as report:
        for done in (1, 2, 3):
            report(done, 3, "pictures")
    assert capsys.readouterr().err == "seesame: 2 of 3 pictures, 0:00:30 left\n"


def test_progress_without_a_known_end(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 31.0])
    monkeypatch.setattr(screen.time, "monotonic", lambda: next(clock))
    with screen.progress("camera:0") as report:
        for done in (1, 2):
            report(done, 0, "frames")
    assert capsys.readouterr().err == "seesame: 2 frames\n"


def test_quiet_progress_and_a_bar_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with screen.progress("searching", quiet=True) as report:
        report(1, 2, "pictures")
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with screen.progress("searching") as report:
        report(1, 2, "pictures")
    told = capsys.readouterr()
    assert "pictures" in told.err
    assert told.out == ""
