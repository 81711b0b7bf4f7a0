from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("torch")

from seesame.errors import ExportError
from seesame.train import export as export_module

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was asked for, instead of exporting."""
    asked: list[tuple[Any, ...]] = []

    def write(checkpoint: Path, out: Path, data: Path | None, pictures: list[Path], progress: Any) -> SimpleNamespace:
        asked.append((checkpoint, out, data, pictures))
        progress(1, 2, "comparing")
        return SimpleNamespace(id="tiny-0123456789")

    monkeypatch.setattr(export_module, "export", write)
    return asked


def test_a_checkpoint(seesame: Program, asked: list[tuple[Any, ...]]) -> None:
    code, _, err = seesame("export", "last.pt", "weights")
    assert code == 0
    assert asked == [(Path("last.pt"), Path("weights"), None, [])]
    assert "tiny-0123456789" in err


def test_settings(seesame: Program, asked: list[tuple[Any, ...]], draw: Callable[..., Path]) -> None:
    draw("shelf/a.png")
    draw("b.png")
    assert seesame("export", "last.pt", "weights", "--data", "d", "--compare-on", "shelf", "b.png", "--quiet")[0] == 0
    assert asked == [(Path("last.pt"), Path("weights"), Path("d"), [Path("shelf/a.png"), Path("b.png")])]


def test_a_refusal_is_6(seesame: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise ExportError("the graphs answer unlike torch")

    monkeypatch.setattr(export_module, "export", refuse)
    code, _, err = seesame("export", "last.pt", "weights")
    assert code == 6
    assert err.endswith("seesame: error: the graphs answer unlike torch\n")


def test_no_checkpoint_is_2(seesame: Program) -> None:
    code, _, err = seesame("export", "missing.pt", "weights")
    assert code == 2
    assert "missing.pt" in err
