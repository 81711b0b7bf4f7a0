from __future__ import annotations

import pytest
from pydantic import ValidationError

from seesame.card.schema import FORMAT, CardPaper, Example


def test_the_least_that_makes_a_card() -> None:
    paper = CardPaper(
        format=FORMAT, made_with="x", name="mug", references=(Example(picture="0.png", box=(0, 0, 1, 1)),)
    )
    assert CardPaper.model_validate_json(paper.model_dump_json()) == paper


def test_boxes_are_finite() -> None:
    with pytest.raises(ValidationError):
        Example(picture="0.png", box=(0, 0, float("nan"), 1))
