from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seesame.card import Card, write_card
from seesame.errors import CardError
from seesame.reference import Reference
from seesame.web.problems import Refusal
from seesame.web.shelf import Entry, Shelf


@pytest.fixture
def card() -> Card:
    picture = np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)
    return Card("mug", (Reference(picture, (5.0, 5.0, 30.0, 30.0)),))


def test_the_same_card_again_is_of_the_same_version(tmp_path: Path, card: Card) -> None:
    shelf = Shelf(tmp_path / "cards")
    first, new = shelf.change("mug", lambda _: card)
    again, newer = shelf.change("mug", lambda _: card)
    assert (new, newer) == (True, False) and first.version == again.version
    other, _ = shelf.change("mug", lambda _: replace(card, notes="another"))
    assert other.version != first.version
    assert [each.id for each in shelf.entries()[0]] == ["mug"]
    shelf.remove("mug")
    shelf.remove("mug")
    assert shelf.entries() == ([], {})


def test_only_the_version_that_was_named_is_changed(tmp_path: Path, card: Card) -> None:
    shelf = Shelf(tmp_path)
    entry, _ = shelf.change("mug", lambda _: card, "none")
    for only in ("none", "another"):
        with pytest.raises(Refusal, match="changed-meanwhile"):
            shelf.change("mug", lambda _: card, only)
        with pytest.raises(Refusal, match="changed-meanwhile"):
            shelf.remove("mug", only)
    assert shelf.change("mug", lambda _: replace(card, notes="n"), entry.version)[0].card.notes == "n"


@pytest.mark.parametrize("name", ["", "..", "../mug", "a/b", "Mug", "mug.seesame", "-mug", "a" * 64, "mug\0", "müg"])
def test_names_lead_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal, match="no-such-card"):
        Shelf(tmp_path).entry(name)


def test_strangers_files(tmp_path: Path, card: Card) -> None:
    shelf = Shelf(tmp_path)
    with pytest.raises(CardError, match="the file that came"):
        shelf.put_file("bad", b"rubbish")
    (tmp_path / "torn.seesame").write_bytes(b"PK rubbish")
    (tmp_path / "Odd Name.seesame").write_bytes(b"")
    (tmp_path / ".mug.seesame.part").write_bytes(b"half")
    shelf = Shelf(tmp_path)
    good, damaged = shelf.entries()
    assert good == [] and set(damaged) == {"torn.seesame", "Odd Name.seesame"}
    assert str(tmp_path) not in "".join(damaged.values())
    assert not (tmp_path / ".mug.seesame.part").exists()
    write_card(card, tmp_path / "mug.seesame")
    content = (tmp_path / "mug.seesame").read_bytes()
    assert shelf.put_file("copy", content)[1]
    assert {path.name for path in tmp_path.iterdir()} >= {"copy.seesame", "mug.seesame"}
    assert not list(tmp_path.glob("*.part"))


def test_changes_of_one_card_come_one_after_the_other(tmp_path: Path, card: Card) -> None:
    shelf = Shelf(tmp_path)
    shelf.change("mug", lambda _: card)

    def longer(before: Entry | None) -> Card:
        assert before is not None
        return replace(before.card, notes=before.card.notes + "x")

    threads = [threading.Thread(target=lambda: shelf.change("mug", longer)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert shelf.entry("mug").card.notes == "x" * 8
