from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seesame import __version__, errors
from seesame.cli import app, find

ROOT = Path(app.__file__).resolve().parents[2]


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-W", "error", "-m", "seesame", *arguments]
    return subprocess.run(program, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", [(), ("find",), ("evaluate",), ("train",), ("export",)])
def test_help_teaches_by_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Usage: seesame")
    assert f"\n  seesame {' '.join(command)}" in shown.replace("      seesame", "  seesame")


def test_the_module_runs_and_bad_use_is_2() -> None:
    assert run("--help").returncode == 0
    done = run("fnid")
    assert done.returncode == 2
    assert "fnid" in done.stderr


def test_errors_are_one_line_with_their_code(tmp_path: Path) -> None:
    done = run(
        "find", "missing.jpg", "--in", str(ROOT / "seesame" / "demo" / "coins.png"), "--out", str(tmp_path / "out")
    )
    assert done.returncode == 2
    assert done.stderr.startswith("seesame: error: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([]) == 2
    told = capsys.readouterr()
    assert "seesame find" in told.out + told.err


def test_version_names_program_and_weights(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith(f"seesame {__version__}, weights ")


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [
        (errors.QuestionError("bad question"), 2, "seesame: error: bad question\n"),
        (errors.WeightsError("no weights"), 5, "seesame: error: no weights\n"),
        (errors.ExportError("differs"), 6, "seesame: error: differs\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_every_error_ends_with_its_code(
    raised: BaseException, code: int, told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "list_scenes", _raising(raised))
    assert app.main(["find", "mug.png", "--in", "shelf"]) == code
    assert capsys.readouterr().err == told


def test_a_bug_is_6_and_shows_where(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "list_scenes", _raising(ZeroDivisionError("by zero")))
    assert app.main(["find", "mug.png", "--in", "shelf"]) == 6
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "this is a bug in seesame" in told


def _raising(error: BaseException) -> Callable[..., None]:
    def stop(*_: object) -> None:
        raise error

    return stop
