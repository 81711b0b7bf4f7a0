"""Sources: what a command line's words stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import InputError
from seesame.images import expand


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    for name in ("b.JPG", "a.png", "notes.txt", ".hidden.png", "deep/c.webp", "deep/er/d.tif", ".git/e.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


def _names(paths: list[str], shelf: Path) -> list[str]:
    return [Path(path).relative_to(shelf).as_posix() for path in paths]


def test_folder(shelf: Path) -> None:
    assert _names(expand([shelf]), shelf) == ["a.png", "b.JPG", "deep/c.webp", "deep/er/d.tif"]


def test_named_files_keep_their_order_and_suffix(shelf: Path) -> None:
    assert _names(expand([f"{shelf}/notes.txt", f"{shelf}/a.png"]), shelf) == ["notes.txt", "a.png"]


def test_globs(shelf: Path) -> None:
    assert _names(expand([f"{shelf}/*"]), shelf) == ["a.png", "b.JPG"]
    assert _names(expand([f"{shelf}/**/*.tif"]), shelf) == ["deep/er/d.tif"]


def test_each_once(shelf: Path) -> None:
    found = expand([f"{shelf}/b.JPG", str(shelf), f"{shelf}/deep/../a.png", f"{shelf}/*.png"])
    assert _names(found, shelf) == ["b.JPG", "a.png", "deep/c.webp", "deep/er/d.tif"]


def test_standard_input_stays(shelf: Path) -> None:
    assert expand(["-", f"{shelf}/a.png", "-"]) == ["-", f"{shelf}/a.png"]
    assert expand([]) == []


def test_a_file_whose_name_looks_like_a_glob(shelf: Path) -> None:
    (shelf / "[1].png").touch()
    assert _names(expand([f"{shelf}/[1].png"]), shelf) == ["[1].png"]


@pytest.mark.parametrize(
    ("name", "advice"), [("missing.png", "no such file"), ("*.gif", "pattern"), ("bare", "folder holds no")]
)
def test_what_matches_nothing_is_named(shelf: Path, name: str, advice: str) -> None:
    (shelf / "bare").mkdir()
    with pytest.raises(InputError, match=advice) as caught:
        expand([f"{shelf}/a.png", f"{shelf}/{name}"])
    assert name in str(caught.value)
