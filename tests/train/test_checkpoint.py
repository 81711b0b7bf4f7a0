from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from seesame.errors import DataError
from seesame.train import checkpoint


def state(step: int) -> dict[str, Any]:
    return {
        "recipe": "{}",
        "preset": "lite",
        "step": step,
        "network": {"weight": torch.full((3,), float(step))},
        "proxies": {},
        "average": {},
        "optimiser": {},
    }


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "mine" / "last.pt"
    checkpoint.save(path, state(7))
    loaded = checkpoint.load(path)
    assert loaded["step"] == 7
    assert torch.equal(loaded["network"]["weight"], torch.full((3,), 7.0))
    assert [each.name for each in path.parent.iterdir()] == ["last.pt"]


@pytest.mark.parametrize("moment", ["save", "fsync"])
def test_a_write_that_fails_leaves_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    path = tmp_path / "last.pt"
    checkpoint.save(path, state(7))

    def fail(*arguments: Any) -> None:
        if moment == "save":
            arguments[1].write(b"the first few bytes")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint.torch if moment == "save" else checkpoint.os, moment, fail)
    with pytest.raises(OSError, match="No space left"):
        checkpoint.save(path, state(8))
    assert checkpoint.load(path)["step"] == 7


def test_a_write_after_one_that_failed(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    path.with_suffix(".unfinished").write_bytes(b"left by a kill, longer than nothing")
    checkpoint.save(path, state(9))
    assert checkpoint.load(path)["step"] == 9


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04 nor an archive"])
def test_what_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "last.pt").write_bytes(content)
    with pytest.raises(DataError, match=r"last\.pt: is not a checkpoint; give one that `seesame train` wrote"):
        checkpoint.load(tmp_path / "last.pt")


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"last\.pt: cannot be opened \(No such file"):
        checkpoint.load(tmp_path / "last.pt")


def test_what_torch_wrote_but_not_training(tmp_path: Path) -> None:
    torch.save({"network": {}, "step": 3}, tmp_path / "other.pt")
    with pytest.raises(DataError, match=r"is not a checkpoint \(no recipe, preset, optimiser\)"):
        checkpoint.load(tmp_path / "other.pt")


def test_code_in_a_file_is_not_run(tmp_path: Path) -> None:
    torch.save({"step": Path("anything but numbers")}, tmp_path / "evil.pt")
    with pytest.raises(DataError, match="is not a checkpoint"):
        checkpoint.load(tmp_path / "evil.pt")
