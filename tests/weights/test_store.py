from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import WeightsError
from seesame.weights import Sizes, Weights, WeightsCard, find, store, write_card
from seesame.weights.card import fingerprint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of weights with one file."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "see.onnx").write_bytes(b"graph")
    sizes = Sizes(
        scene_side=512,
        reference_side=160,
        reference_context=0.25,
        regions=100,
        proposal_overlap=0.7,
        instance_overlap=0.5,
        cells=7,
    )
    files = {"see.onnx": fingerprint(folder / "see.onnx")}
    write_card(WeightsCard(name="tiny", network="lite", sizes=sizes, recipe={}, files=files), folder)
    return folder


def test_a_folder(folder: Path) -> None:
    weights = find(folder)
    assert (weights.folder, weights.card.name) == (folder, "tiny")
    assert find(str(folder)).card == weights.card
    assert weights.file("see.onnx") == folder / "see.onnx"


def test_a_name_that_ships(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SHIPPED", folder.parent)
    assert find("tiny").folder == folder
    with pytest.raises(WeightsError, match=r"there are no weights 'huge'; expected a folder, .*ships \(tiny\)"):
        find("huge")


def test_a_changed_file_is_refused(folder: Path) -> None:
    weights = find(folder)
    (folder / "see.onnx").write_bytes(b"graph!")
    with pytest.raises(WeightsError, match="is not the file its card describes"):
        weights.file("see.onnx")


def test_a_missing_file_is_refused(folder: Path) -> None:
    weights = find(folder)
    (folder / "see.onnx").unlink()
    with pytest.raises(WeightsError, match="is missing"):
        weights.file("see.onnx")


def test_a_file_that_the_card_does_not_name_is_refused(folder: Path) -> None:
    (folder / "match.onnx").write_bytes(b"stray")
    with pytest.raises(WeightsError, match=r"the weights tiny have no match\.onnx; they have see\.onnx"):
        find(folder).file("match.onnx")


def test_a_folder_without_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"holds no card\.json"):
        find(tmp_path)


def test_no_weights_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SHIPPED", tmp_path)
    with pytest.raises(WeightsError, match="none in this installation"):
        find("default")


def test_weights_are_a_folder_and_its_card(folder: Path) -> None:
    weights = find(folder)
    assert Weights(weights.folder, weights.card) == weights
