from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from seesame.cli.app import main
from seesame.cli.serve import TOKEN, read_token
from seesame.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]


def test_a_token_comes_from_a_file_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN, raising=False)
    assert read_token(None) is None
    monkeypatch.setenv(TOKEN, "of the environment")
    assert read_token(None) == "of the environment"
    (tmp_path / "token").write_text("of the file\n")
    assert read_token(tmp_path / "token") == "of the file"
    (tmp_path / "empty").write_text("\n")
    for name in ("empty", "none"):
        with pytest.raises(ConfigError, match="write one line of text"):
            read_token(tmp_path / name)


@pytest.mark.parametrize("options", [["--host", "0.0.0.0"], ["--allow-host", "pictures.example"]])
def test_other_machines_need_a_token(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(TOKEN, raising=False)
    assert main(["serve", "--library", str(tmp_path), *options]) == 2
    assert "--token-file" in capsys.readouterr().err


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--folder", str(tmp_path / "none")]) == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_being_told_to_end_is_no_failure(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "seesame", "serve", "--port", "0", "--library", str(tmp_path / "cards")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert "open http://127.0.0.1" in server.stderr.readline()
        server.terminate()
        server.communicate(timeout=60)
    assert server.returncode == 0
