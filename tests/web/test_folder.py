from __future__ import annotations

import base64
from pathlib import Path

import pytest

from seesame.web.folder import PREFIX, Folder
from seesame.web.problems import Refusal


def named(name: str) -> str:
    return PREFIX + base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def test_a_folder_and_what_is_in_it(picture_folder: Path) -> None:
    folder = Folder(picture_folder)
    names = folder.listing().names
    assert names == ("coins.png", "empty.png", "rubbish.jpg", "below/mirrored coins.png")
    assert folder.chosen("COIN") == ["coins.png", "below/mirrored coins.png"]
    assert folder.chosen(under="below") == ["below/mirrored coins.png"] and folder.chosen("nothing") == []
    source = folder.source(folder.id_of(names[0]))
    assert source.name == "coins.png" and source.content() == (picture_folder / "coins.png").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        *("../outside/secret.png", "below/../../secret.png", "/etc/passwd", "link.png", "out/secret.png", "below", ""),
        *("coins.png\0", ".hidden.png", "./coins.png", "none.png", "a" * 5000),
    ],
)
def test_nothing_else_is_reached(picture_folder: Path, name: str) -> None:
    with pytest.raises(Refusal, match="no-such-picture"):
        Folder(picture_folder).source(named(name))


@pytest.mark.parametrize("code", ["f-!", "f-A", "f-____", "f-"])
def test_ids_that_are_none(picture_folder: Path, code: str) -> None:
    with pytest.raises(Refusal, match="no-such-picture"):
        Folder(picture_folder).source(code)


@pytest.mark.parametrize("under", ["..", "out", "/etc", "none", "coins.png", "below/.."])
def test_folders_outside_are_not_there(picture_folder: Path, under: str) -> None:
    with pytest.raises(Refusal, match="no-such-folder"):
        Folder(picture_folder).below(under)


def test_the_listing_is_looked_for_anew(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    before = folder.listing()
    assert before.names == ()
    (tmp_path / "a.png").write_bytes(b"")
    assert folder.listing() == before  # believed for a while
    assert folder.listing(anew=True).names == ("a.png",)
    assert folder.listing().version != before.version
