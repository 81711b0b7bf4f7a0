from __future__ import annotations

from pathlib import Path

import pytest

from seesame.errors import WeightsError
from seesame.weights import find
from seesame.weights.card import CARD, ClosedCard, ClosedSizes, fingerprint, write_card
from seesame.weights.closed import find_closed

SIZES = ClosedSizes(
    scene_side=96, anchor_scales=(8, 16, 32, 64, 128), anchor_ratios=(1.0,), proposals=20, proposal_overlap=0.7,
    instances=10, instance_overlap=0.5, least_score=0.05,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "see.onnx").write_bytes(b"graph")
    files = {"see.onnx": fingerprint(tmp_path / "see.onnx")}
    card = ClosedCard(name="mugs", network="maskrcnn-lite0", recipe={}, files=files, categories=("mug",), sizes=SIZES)
    write_card(card, tmp_path)
    return tmp_path


def test_weights_are_read_with_their_card(folder: Path) -> None:
    weights = find_closed(folder)
    assert weights.card.categories == ("mug",) and weights.card.sizes == SIZES and weights.card.threshold == 0.5
    assert weights.file("see.onnx") == folder / "see.onnx"
    assert weights.card.id.startswith("mugs-")


def test_another_file_is_refused(folder: Path) -> None:
    (folder / "see.onnx").write_bytes(b"another")
    with pytest.raises(WeightsError, match="not the file"):
        find_closed(folder).file("see.onnx")
    with pytest.raises(WeightsError, match=r"no judge\.onnx"):
        find_closed(folder).file("judge.onnx")


def test_one_kind_of_weights_is_not_taken_for_another(folder: Path) -> None:
    with pytest.raises(WeightsError, match="seesame export"):
        find(folder)
    with pytest.raises(WeightsError, match="maskrcnn train"):
        find_closed(find("default").folder)


def test_without_a_card_there_are_no_weights(folder: Path) -> None:
    (folder / CARD).unlink()
    with pytest.raises(WeightsError, match="maskrcnn train"):
        find_closed(folder)
    with pytest.raises(WeightsError, match="no weights"):
        find_closed(folder / "absent")
