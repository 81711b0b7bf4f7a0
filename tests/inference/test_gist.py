from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.card import Card, read_card, write_card
from seesame.errors import WeightsError
from seesame.inference import Finder, gist
from seesame.inference.onnx_engine import OnnxEngine
from seesame.reference import Reference
from seesame.weights import AlarmLevel, Presence, Weights
from seesame.weights.card import fingerprint

COIN = (80, 174, 124, 218)
LEVELS = tuple(AlarmLevel(rate=rate, threshold=0.5, recall=0.5) for rate in (0.1, 0.2))


@pytest.fixture
def sensing(untrained: Weights) -> Finder:
    """A finder that knows gists, and counts them."""
    presence = Presence(slope=1.0, alike=2.0, offset=0.0, levels=LEVELS)
    projection = np.random.default_rng(0).normal(size=(257, 5)).astype(np.float32)
    card = untrained.card.model_copy(update={"presence": presence})
    return Finder.on(OnnxEngine(untrained, 1), card, projection)


def test_a_mean_is_of_what_is_picture() -> None:
    semantic = np.zeros((1, 2, 4, 6), np.float32)
    semantic[0, 0, :2, :3], semantic[0, 1, :2, :3] = 3.0, 4.0
    semantic[0, 0, 2:], semantic[0, 0, :, 3:] = 100.0, 100.0  # padding
    np.testing.assert_allclose(gist.means(semantic, (30, 50)), [[0.6, 0.8]], atol=1e-6)
    np.testing.assert_allclose(gist.means(semantic[:, :, :1], (1, 1)), [[0.6, 0.8]], atol=1e-6)


def test_without_a_projection_there_are_no_gists() -> None:
    assert gist.gists(None, np.ones((3, 2, 4, 4), np.float32), (64, 64)).shape == (3, 0)


def test_likeness_has_bounds_and_references_votes() -> None:
    scene = np.array([1.0, 0.0], np.float32)
    references = np.array([[1.0, 0.0], [0.5, 0.75**0.5], [-1.0, 0.0]], np.float32)
    assert [gist.likeness(scene, each[None], (1.0,)) for each in references] == pytest.approx(
        [gist.ALIKE, 0.5, gist.UNLIKE]
    )
    assert gist.likeness(scene, references[1:], (3.0, 1.0)) == pytest.approx(0.375)
    for other in (np.zeros((2, 0), np.float32), np.ones((2, 3), np.float32)):
        assert gist.likeness(scene, other, (1.0, 1.0)) == gist.UNLIKE
    assert gist.likeness(np.zeros(0, np.float32), np.zeros((2, 0), np.float32), (1.0, 1.0)) == gist.UNLIKE


def test_scenes_and_references_have_gists_that_tell_of_presence(sensing: Finder, coins: NDArray[np.uint8]) -> None:
    scene, descriptor = sensing.encode(coins), sensing.describe(Reference.from_box(coins, COIN))
    assert scene.gist.shape == (5,) and descriptor.gists.shape == (1, 5)
    np.testing.assert_allclose(np.linalg.norm([scene.gist, descriptor.gists[0]], axis=1), 1.0, atol=1e-5)
    tiled = sensing.encode_tiles(coins, 200)
    np.testing.assert_array_equal(tiled.gist, scene.gist)
    scores = np.array([0.5], np.float32)
    here, elsewhere = (
        sensing.presence(scene, replace(descriptor, gists=each * scene.gist[None]), scores) for each in (1.0, -1.0)
    )
    assert here == pytest.approx(1 / (1 + np.exp(-2.0 * gist.ALIKE))) and elsewhere == pytest.approx(0.5)


def test_a_card_has_the_gists_of_what_it_keeps(sensing: Finder, coins: NDArray[np.uint8], tmp_path: Path) -> None:
    large = np.pad(coins, ((0, 300), (0, 600), (0, 0)))
    reference = Reference.from_box(large, COIN)
    card = Card.of([reference], "coin")
    described = sensing.describe(card)
    np.testing.assert_allclose(described.gists, sensing.describe(reference).gists, atol=0.02)
    write_card(replace(card, descriptor=described), tmp_path / "coin.seesame")
    read = read_card(tmp_path / "coin.seesame").descriptor
    assert read is not None
    np.testing.assert_array_equal(read.gists, described.gists)


def test_the_projection_of_weights(untrained: Weights, tmp_path: Path) -> None:
    assert gist.load(untrained) is None
    path = tmp_path / gist.FILE
    np.save(path, np.ones((3, 2), np.float32))
    weights = Weights(tmp_path, untrained.card.model_copy(update={"files": {gist.FILE: fingerprint(path)}}))
    projection = gist.load(weights)
    assert projection is not None and projection.shape == (3, 2)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(WeightsError, match="is not the file its card describes"):
        gist.load(weights)
