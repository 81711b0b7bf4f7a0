from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch")

from seesame.inference import Finder
from seesame.inspect.dense import dense
from seesame.weights import find


def test_the_likeliest_places_are_the_candidates(coins: NDArray[np.uint8]) -> None:
    scene = Finder(threads=1).encode(coins)
    said = dense(find("default"), scene)
    assert len(said.likely) == len(said.where.points) == len(said.boxes) == sum(r * c for r, c in said.where.shapes)
    best = np.sort(said.likely)[::-1][: scene.seen.logits.shape[1]]
    np.testing.assert_allclose(best, 1 / (1 + np.exp(-scene.seen.logits[0])), atol=2e-3)
    assert [each.shape[1:] for each in said.backbone] == list(said.where.shapes[:4])
    inside = (said.where.points > said.boxes[:, :2]).all(1) & (said.where.points < said.boxes[:, 2:]).all(1)
    assert inside.all()  # every place lies between the sides that it tells
