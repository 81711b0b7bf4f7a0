from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.images.colours import BINS
from seesame.inference import Finder
from seesame.inference.looks import CELLS, details, look

BOXES = [(80, 174, 124, 218), (200, 40, 260, 110), (0, 0, 30, 20)]


def test_each_thing_is_looked_at_alone(finder: Finder, coins: NDArray[np.uint8]) -> None:
    engine, sizes = finder._engine, finder.card.sizes
    seen = look(engine, sizes, coins, BOXES * 3)
    assert len(seen) == 9 and seen.colours.shape == (9, BINS)
    assert seen.details.shape[2:] == seen.weights.shape[1:] == (CELLS, CELLS)
    np.testing.assert_allclose(np.linalg.norm(seen.vectors, axis=1), 1, atol=1e-3)
    single = look(engine, sizes, coins, BOXES[1:2])
    np.testing.assert_allclose(seen.vectors[[1, 4, 7]], np.repeat(single.vectors, 3, 0), atol=1e-3)
    np.testing.assert_allclose(seen.details[4], single.details[0], atol=1e-3)


def test_a_mask_says_what_belongs_to_the_thing(finder: Finder, coins: NDArray[np.uint8]) -> None:
    mask = np.zeros(coins.shape[:2], np.bool_)
    mask[174:218, 80:102] = True  # the left half
    seen = look(finder._engine, finder.card.sizes, coins, BOXES[:1], [mask])
    assert seen.weights[0, :, :4].min() > 0.9 and seen.weights[0, :, 6:].max() < 0.1


def test_details_are_read_between_pixels() -> None:
    """A ramp of 40 x 20 pixels under 10 x 10 cells: each cell reads the middle of its 4 x 2 pixels."""
    across, down = np.meshgrid(np.arange(40.0), np.arange(20.0))
    level = np.stack([across, down, np.full_like(across, 7.0)]).astype(np.float32)
    read = details(level, np.array([0, 0, 40, 20], np.float32))
    told = read / read[2] * 7
    assert told[0, 0].tolist() == pytest.approx([1.5 + 4 * cell for cell in range(10)], rel=1e-4)
    assert told[1, :, 0].tolist() == pytest.approx([0.5 + 2 * cell for cell in range(10)], rel=1e-4)
    np.testing.assert_allclose(np.linalg.norm(read, axis=0), 1, rtol=1e-5)
    assert np.isfinite(details(level, np.array([-50, -50, -10, -10], np.float32))).all()
