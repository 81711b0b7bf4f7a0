from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.inspect.correspondence import Pair, correspond

A, B = [1.0, 0.0], [0.0, 1.0]


def cells(*directions: list[float]) -> NDArray[np.float32]:
    """Four cells, row by row, as a map (2, 2, 2)."""
    return np.array(directions, np.float32).T.reshape(2, 2, 2)


def test_by_hand() -> None:
    """The reference shows A B B B, the region B B B A."""
    found = correspond(cells(B, B, B, A), cells(A, B, B, B), np.ones((2, 2), np.float32))
    assert found.table.tolist() == [[0, 1, 1, 1]] * 3 + [[1, 0, 0, 0]]
    assert found.on_region.tolist() == found.on_reference.tolist() == [[1, 1], [1, 1]]
    assert found.in_place.tolist() == [[0, 1], [1, 0]]
    assert found.pairs == (Pair((0, 0), (1, 1), 1.0), Pair((0, 1), (0, 0), 1.0))  # of equals the first


def test_what_is_not_the_thing_counts_less() -> None:
    weights = np.array([[0.0, 1.0], [1.0, 1.0]], np.float32)
    found = correspond(cells(B, B, B, A), cells(A, B, B, B), weights)
    assert found.on_reference.tolist() == [[0, 1], [1, 1]]
    assert found.on_region.tolist() == [[1, 1], [1, 0]]  # only the foreign cell is like it, less 2
    assert [pair.reference for pair in found.pairs] == [(0, 1)]


def test_a_foreign_reference_has_no_pairs() -> None:
    found = correspond(cells(A, A, A, A), cells(A, A, A, A), np.zeros((2, 2), np.float32))
    assert found.pairs == ()
    assert found.on_region.tolist() == [[-1, -1], [-1, -1]]


def test_it_is_what_the_network_looks_at() -> None:
    torch = pytest.importorskip("torch")
    from seesame.model.matching import Descriptor, Match
    from seesame.model.regions import Embedded

    rng = np.random.default_rng(0)
    ours, theirs = (rng.normal(size=(2, 64, 7, 7)).astype(np.float32) for _ in range(2))
    ours, theirs = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (ours, theirs))
    weights = rng.random((2, 7, 7)).astype(np.float32).round(1)
    vectors = torch.zeros(2, 8)
    asked = Descriptor(vectors, torch.from_numpy(theirs), torch.from_numpy(weights))
    told = Match.correspondences(Embedded(vectors, torch.from_numpy(ours)), asked)
    for region in range(2):
        for reference in range(2):
            mine = correspond(ours[region], theirs[reference], weights[reference]).evidence
            np.testing.assert_allclose(mine, told[region, reference].numpy(), atol=1e-5)
