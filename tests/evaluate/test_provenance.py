from __future__ import annotations

import getpass
import json
import platform
from pathlib import Path

import pytest

from seesame.evaluate import machine, open_system
from seesame.evaluate.provenance import provenance, typed


def test_it_names_the_weights_to_the_last_bit() -> None:
    system = open_system("finder")
    told = provenance("seesame evaluate", system)
    assert told["files"] == system.card.files  # type: ignore[attr-defined]
    assert told["recipe"] == system.card.name
    assert provenance("x", open_system("shuffled"))["files"] == told["files"]
    assert provenance("x", open_system("orb"))["recipe"] is None
    assert provenance("x", None)["files"] == {}


def test_it_names_neither_person_nor_place() -> None:
    text = json.dumps(provenance("seesame evaluate", None))
    assert str(Path.cwd()) not in text and str(Path.home()) not in text
    assert f'"{getpass.getuser()}"' not in text
    assert platform.node() not in text or len(platform.node()) < 3


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("results/a.json", "results/a.json"),
        ("--out", "--out"),
        ("../../data/coco/pictures", "coco/pictures"),
        ("pictures/../../a.jpg", "pictures/a.jpg"),
        (f"{Path('/').resolve()}data/coco/pictures", "coco/pictures"),
        ("--out=/some/where/a.json", "--out=where/a.json"),
        (str(Path.home() / "a.jpg"), "a.jpg"),
        (str(Path.home()), "."),
        ("/", "."),
        ("two words", "'two words'"),
        ("", "''"),
    ],
)
def test_a_command_tells_no_place(word: str, told: str) -> None:
    assert typed(["seesame", word]) == f"seesame {told}"
    assert typed([]) == ""


def test_the_machine() -> None:
    told = machine.machine()
    assert told["cores"] >= 1 and told["processor"] and told["python"] == platform.python_version()
    assert {"numpy", "opencv-python-headless"} <= set(machine.versions())
    memory = machine.peak_memory()
    assert memory is None or memory > 10


def test_no_revision_outside_a_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "_ROOT", tmp_path)
    assert machine.revision() is None
    (tmp_path / ".git").mkdir()
    assert machine.revision() is None  # git does not know this folder
