from __future__ import annotations

from typing import Any

import numpy as np

from seesame.descriptor import Descriptor
from seesame.index.space import EXTRA, Space, fit, own
from seesame.inference import assemble
from seesame.inference.engine import Regions
from seesame.weights import Calibration

SPACE = Space(6.0, -3.0, 1.0)


def unit(rng: np.random.Generator, count: int, dimension: int = 16) -> Any:
    vectors = rng.standard_normal((count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def described(vectors: Any, negatives: Any = None) -> Descriptor:
    ones = np.ones((len(vectors), 1, 1), np.float32)
    return Descriptor(vectors, ones[:, None], ones, "w", None if negatives is None else described(negatives))


def test_points_are_of_one_length_and_hold_the_vectors() -> None:
    rng = np.random.default_rng(0)
    vectors = unit(rng, 50)
    points = SPACE.place(vectors, rng.normal(0, 3, 50).astype(np.float32))
    assert points.dtype == np.float16 and points.shape == (50, 16 + EXTRA)
    assert np.allclose(np.linalg.norm(points.astype(np.float64), axis=1), 2**0.5, atol=2e-3)
    assert np.allclose(own(points), vectors, atol=1e-3)


def test_the_nearest_is_the_likeliest() -> None:
    """The order of inner products is that of the logarithm of match times quality, where match is unlikely."""
    rng = np.random.default_rng(1)
    vectors, quality = unit(rng, 200), rng.normal(-1, 1, 200).astype(np.float32)
    asked = unit(rng, 1)
    near = SPACE.place(vectors, quality).astype(np.float32) @ SPACE.ask(asked)[0]
    likely = vectors @ asked[0] + np.log(assemble.sigmoid(quality)) / 6.0
    assert np.abs(near - likely).max() < 3e-3


def test_estimates_are_what_a_finder_says_where_match_is_linear() -> None:
    rng = np.random.default_rng(2)
    vectors, quality, asked, unwanted = unit(rng, 9), rng.normal(0, 1, 9).astype(np.float32), unit(rng, 3), unit(rng, 2)
    given = SPACE.scores(vectors, quality, described(asked, unwanted), Calibration())
    logits = assemble.without(assemble.fuse(6 * vectors @ asked.T - 3, (1, 1, 1)), 6 * vectors @ unwanted.T - 3)
    assert np.allclose(given, assemble.scores(logits, quality, Calibration()), atol=1e-6)
    assert SPACE.scores(vectors[:0], quality[:0], described(asked), Calibration()).shape == (0,)


def test_the_fit_finds_slope_and_offset(finder: Any) -> None:
    rng = np.random.default_rng(3)
    scenes = [
        Regions(
            np.zeros((8, 4), np.float32),
            rng.normal(0, 1, 8).astype(np.float32),
            unit(rng, 8, 8),
            np.zeros((8, 1, 1, 1), np.float32),
        )
        for _ in range(5)
    ]
    space = fit(finder, scenes)
    assert abs(space.slope - 6) < 1e-3 and abs(space.offset + 3) < 1e-3 and space.correlation > 0.999
    assert fit(finder, []).slope == fit(finder, [scenes[0]] * 0).slope == 6.0
