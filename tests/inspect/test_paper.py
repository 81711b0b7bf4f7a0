from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.inspect import WhyPaper, paper, told, why
from seesame.reference import Reference

HERE, FAR = (10.0, 10.0, 50.0, 50.0), (70.0, 70.0, 110.0, 110.0)


@pytest.mark.parametrize("at", [None, HERE, FAR, (0, 60, 20, 80)])
def test_there_and_back(by_hand: Callable[..., Any], picture: NDArray[np.uint8], example: Reference, at: Any) -> None:
    things = {HERE: (0.9, 3.0), FAR: (0.3, 3.0)}
    made = {box: SimpleNamespace(alike=a, quality=q, cells=0.5, moves_to=None) for box, (a, q) in things.items()}
    answer = why(by_hand(made), picture, example, at)
    written = paper(answer, ["example.png"], "scene.png")
    text = written.model_dump_json()
    assert WhyPaper.model_validate_json(text) == written
    content = json.loads(text)
    assert (content["format"], content["cause"]) == ("seesame-why/1", answer.cause.value)
    assert (content["picture"], content["references"]) == ("scene.png", ["example.png"])
    assert content["headline"] == told(answer).headline
    assert content["instance"] == (1 if at in (None, HERE) else None)
    assert (content["looked"] is None) == (at is None)
    if content["breakdown"] is not None:
        assert sum(content["breakdown"]["parts"].values()) == pytest.approx(content["breakdown"]["log_odds"])
        (reference,) = content["breakdown"]["references"]
        cells = reference["correspondence"]
        assert np.shape(cells["on_region"]) == np.shape(cells["on_reference"]) == (2, 2)
        assert reference["start"] + reference["whole"] + reference["cells"] == pytest.approx(reference["logit"])
