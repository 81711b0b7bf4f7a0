from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from seesame.errors import WeightsError
from seesame.weights import Calibration, DataPaper, Sizes, WeightsCard, read_card, write_card
from seesame.weights.card import fingerprint

SIZES = Sizes(
    scene_side=512,
    reference_side=160,
    reference_context=0.25,
    regions=100,
    proposal_overlap=0.7,
    instance_overlap=0.5,
    cells=7,
)
CARD = WeightsCard(
    name="tiny",
    network="lite",
    sizes=SIZES,
    calibration=Calibration(slope=1.5, offset=-0.2, threshold=0.4),
    recipe={"steps": 3},
    data=(DataPaper(name="shapes", pictures=12, licence="CC0"),),
    files={"a.onnx": "00", "b.onnx": "11"},
)


def test_round_trip(tmp_path: Path) -> None:
    write_card(CARD, tmp_path)
    assert read_card(tmp_path) == CARD
    assert json.loads((tmp_path / "card.json").read_text())["data"][0]["licence"] == "CC0"


def test_the_id_is_name_and_files() -> None:
    digest = hashlib.sha256(b"a.onnx:00;b.onnx:11;").hexdigest()
    assert CARD.id == f"tiny-{digest[:10]}"
    turned = CARD.model_copy(update={"files": dict(reversed(CARD.files.items()))})
    assert turned.id == CARD.id
    assert CARD.model_copy(update={"notes": "looked at"}).id == CARD.id
    assert CARD.model_copy(update={"files": {"a.onnx": "01", "b.onnx": "11"}}).id != CARD.id


def test_a_card_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        CARD.name = "other"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"thresold": 0.5}, "thresold: Extra inputs are not permitted"),
        ({"calibration": {"slope": 0}}, "calibration.slope"),
        ({"calibration": {"threshold": 1.5}}, "calibration.threshold"),
        ({"sizes": SIZES.model_dump() | {"colour": 1}}, "sizes.colour"),
        ({"sizes": SIZES.model_dump() | {"cells": 0}}, "sizes.cells"),
        ({"format": 2}, "format"),
        ({"files": None}, "files"),
    ],
)
def test_what_is_no_card_is_refused(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    content = CARD.model_dump(mode="json") | change
    (tmp_path / "card.json").write_text(json.dumps(content))
    with pytest.raises(WeightsError, match=f"is no weights card: {told}.*export the weights anew"):
        read_card(tmp_path)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe"])
def test_broken_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "card.json").write_bytes(content)
    with pytest.raises(WeightsError, match="is no weights card"):
        read_card(tmp_path)


def test_no_card_no_load(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"holds no card\.json; expected a folder written by `seesame export`"):
        read_card(tmp_path)


def test_fingerprint(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000  # more than one block
    (tmp_path / "file").write_bytes(content)
    assert fingerprint(tmp_path / "file") == hashlib.sha256(content).hexdigest()
