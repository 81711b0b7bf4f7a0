from __future__ import annotations

import os
from pathlib import Path

import pytest

from seesame.errors import InputError
from seesame.files import folder, write


def test_write_replaces_the_whole_file_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    write(path, b"old and long")
    write(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["results.json"]


def test_a_failed_write_says_which_file_and_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "results.json").mkdir()
    with pytest.raises(InputError, match=r"results\.json: cannot be written"):
        write(tmp_path / "results.json", b"new")
    assert os.listdir(tmp_path) == ["results.json"]


def test_a_file_is_no_folder_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="cannot be made a folder"):
        folder(tmp_path / "out")
    assert folder(tmp_path / "a" / "b").is_dir()
