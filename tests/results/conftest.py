"""Answers by hand: two things in `a.png`, none in `empty.png`, both of 60 x 80 pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seesame.instances import Instances
from seesame.results import Answer

SIZE = (60, 80)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answers() -> tuple[Answer, Answer]:
    """What the two pictures answered."""
    masks = np.zeros((2, *SIZE), np.bool_)
    masks[0, 20:45, 10:30] = True
    masks[1, 5:15, 50:60] = True
    found = Instances.from_masks(SIZE, [[10, 20, 30, 45], [50, 5, 60, 15]], [0.9, 0.7], list(masks))
    picture = np.zeros((*SIZE, 3), np.uint8)
    return (
        Answer(1, "a.png", "a", picture, found, 0.97),
        Answer(2, "empty.png", "empty", picture, Instances.empty(SIZE), 0.02),
    )
