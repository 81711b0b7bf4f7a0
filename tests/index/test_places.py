from __future__ import annotations

import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from seesame.errors import InputError, PictureError
from seesame.index.places import Place, canonical, fetch, names, places, stat

from .conftest import RED, paint


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return paint(tmp_path / "in" / "it's.png", (RED, (0, 0, 9, 9)))


def test_files_folders_and_globs(one: Path, tmp_path: Path) -> None:
    for source in (one, tmp_path, tmp_path / "**" / "*.png"):
        assert list(names(str(source))) == [str(one)]
    (place,) = places(str(tmp_path))
    assert place == Place(str(one), one.stat().st_size, one.stat().st_mtime)
    assert fetch(str(one)) == one.read_bytes()
    assert list(names(str(tmp_path / "nowhere"))) == []


def test_archives_are_read_in_place(one: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(one, "deep/x.png")
        archive.writestr("notes.txt", "no picture")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        tar.add(one, "x.png")
    for file, member in (("a.zip", "deep/x.png"), ("a.tar.gz", "x.png")):
        name = f"{tmp_path / file}!{member}"
        assert list(names(str(tmp_path / file))) == [name]
        assert fetch(name) == one.read_bytes()
        assert stat(name)[0] == one.stat().st_size
        with pytest.raises(PictureError, match="no such member"):
            fetch(f"{tmp_path / file}!gone.png")
    (tmp_path / "bad.zip").write_bytes(b"PK rubbish")
    with pytest.raises(InputError, match=r"bad.zip: cannot be opened as an archive"):
        list(names(str(tmp_path / "bad.zip")))
    with pytest.raises(PictureError, match="archive"):
        stat(f"{tmp_path / 'bad.zip'}!x.png")


def test_lists_and_coco_files(one: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"in/it's.png\n\n{one}\ngone.png\n")
    found = list(places(str(tmp_path / "list.txt")))
    assert [isinstance(each, PictureError) for each in found] == [False, False, True]
    (tmp_path / "c.json").write_text(json.dumps({"images": [{"file_name": "it's.png"}]}))
    assert list(names(canonical(f"{tmp_path / 'c.json'}@{tmp_path / 'in'}"))) == [str(one)]
    (tmp_path / "c.json").write_text("[]")
    with pytest.raises(InputError, match="COCO"):
        list(names(str(tmp_path / "c.json")))


def test_names_are_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert canonical("shelf") == str(tmp_path / "shelf")
    assert canonical("c.json@in") == f"{tmp_path / 'c.json'}@{tmp_path / 'in'}"
    assert canonical("s3://bucket/shelf") == "s3://bucket/shelf"
