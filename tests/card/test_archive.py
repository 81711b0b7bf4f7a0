from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from seesame.card.archive import read_archive, write_archive
from seesame.errors import CardError, InputError


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "a.seesame"
    members = {"card.json": b"{}", "references/0.png": bytes(range(256))}
    write_archive(path, members)
    assert read_archive(path) == members


def test_too_many_members(tmp_path: Path) -> None:
    path = tmp_path / "a.seesame"
    write_archive(path, {str(number): b"" for number in range(2001)})
    with pytest.raises(CardError, match="2001 members"):
        read_archive(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.seesame"
    write_archive(path, {"card.json": b"{}"})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag of encryption, in both headers
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert zipfile.is_zipfile(path)
    with pytest.raises(CardError, match="is no card or is damaged"):
        read_archive(path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_archive(tmp_path / "none" / "a.seesame", {})
