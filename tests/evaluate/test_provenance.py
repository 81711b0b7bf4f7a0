from __future__ import annotations

import getpass
import json
import platform
from pathlib import Path

import pytest

from seesame.evaluate import machine, open_system
from seesame.evaluate.provenance import provenance


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
