from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from seesame.model import convert  # noqa: E402
from seesame.model.convert import Converted  # noqa: E402

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, Path]]:
    """What was to be converted, instead of converting it."""
    asked: list[tuple[Path, Path]] = []

    def instead(path: Path, out: Path) -> Converted:
        asked.append((path, out))
        return Converted("resnet50", {}, {"backbone.stem.0.bias": torch.zeros(1)}, ("fc1000/kernel",))

    monkeypatch.setattr(convert, "convert", instead)
    return asked


def test_the_checkpoint_lies_beside_the_file(seesame: Program, asked: list[tuple[Path, Path]]) -> None:
    code, out, err = seesame("weights", "convert", "w/imagenet_1k.h5")
    assert code == 0 and out == ""
    assert asked == [(Path("w/imagenet_1k.h5"), Path("w/imagenet_1k.pt"))]
    assert "left out: fc1000/kernel" in err
    assert "--set start=w/imagenet_1k.pt" in err


def test_or_where_one_says(seesame: Program, asked: list[tuple[Path, Path]]) -> None:
    assert seesame("weights", "convert", "a.h5", "--out", "b.pt")[0] == 0
    assert asked == [(Path("a.h5"), Path("b.pt"))]


def test_not_onto_itself(seesame: Program, asked: list[tuple[Path, Path]]) -> None:
    code, _, err = seesame("weights", "convert", "a.h5", "--out", "a.h5")
    assert code == 2 and "the file to convert itself" in err and not asked


def test_another_network_is_told_by_its_layers(seesame: Program) -> None:
    with h5py.File("other.h5", "w") as file:
        file["dense/dense/kernel:0"] = np.zeros((2, 2), np.float32)
    code, _, err = seesame("weights", "convert", "other.h5")
    assert code == 5 and "is of no network known here (its layers: dense, ...)" in err
    assert not Path("other.pt").exists()


def test_averaging_checkpoints(seesame: Program, untrained_checkpoint: Path) -> None:
    code, out, err = seesame(
        "weights", "average", str(untrained_checkpoint), str(untrained_checkpoint), "--out", "both.pt"
    )
    assert code == 0 and out == ""
    assert "both.pt holds the mean of untrained at 0 + untrained at 0; next: seesame export both.pt" in err
    assert Path("both.pt").exists()


def test_averaging_needs_two(seesame: Program, untrained_checkpoint: Path) -> None:
    code, _, err = seesame("weights", "average", str(untrained_checkpoint), "--out", "both.pt")
    assert code == 2 and "1 checkpoint came, expected two or more" in err and not Path("both.pt").exists()
