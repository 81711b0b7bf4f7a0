"""The weights that ship: they load by their name and find the coins of the sample picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.geometry import boxes as box_geometry
from seesame.inference import Finder
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.weights import find, store

pytestmark = pytest.mark.skipif(
    not (store.SHIPPED / "default").is_dir(), reason="this checkout has no default weights yet"
)

COIN = (80, 174, 124, 218)


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder("default")


@pytest.fixture
def found(finder: Finder, coins: NDArray[np.uint8]) -> Instances:
    return finder.find(coins, Reference.from_box(coins, COIN))


def test_all_files_are_those_of_the_card() -> None:
    weights = find("default")
    for name in weights.card.files:
        assert weights.file(name).is_file()
    assert sum(path.stat().st_size for path in weights.folder.iterdir()) < 30e6


def test_the_card_tells_data_licences_and_calibration() -> None:
    card = find("default").card
    assert card.data
    assert 0 < card.calibration.threshold < 1
    assert card.metrics["torch against ONNX"]


def test_several_coins_are_found(found: Instances) -> None:
    assert len(found) >= 5
    overlap = box_geometry.iou(found.boxes, [list(COIN)])[:, 0]
    assert overlap.max() > 0.6  # the coin that was shown, too


def test_their_boxes_are_of_the_size_of_coins(found: Instances) -> None:
    sides = (found.boxes[:, 2:] - found.boxes[:, :2])[:5]
    assert (sides > 20).all()
    assert (sides < 100).all()


def test_their_masks_are_plausible(found: Instances) -> None:
    """Roundish, and nearly as large as an ellipse in their box, pi / 4 of it."""
    shares = found.areas / box_geometry.area(found.boxes)
    assert (shares > 0.3).all()
    assert (shares <= 1.05).all()
    assert 0.55 < np.median(shares) < 0.95


def test_small_coins_in_a_large_picture_are_found_in_tiles(finder: Finder, coins: NDArray[np.uint8]) -> None:
    """The sample picture among free photographs without coins; as a whole a coin has 14 pixels in the frame."""
    data = pytest.importorskip("skimage.data")
    other = np.concatenate([data.astronaut()[:400], data.coffee()[:400], data.chelsea()[:300].repeat(2, 0)[:400]], 1)
    scene = np.tile(other, (3, 1, 1))
    scene[450:753, 700:1084] = coins
    question = finder.describe(Reference.from_box(coins, COIN))
    tiled = finder.find(scene, question, tiles=512)
    centres = (tiled.boxes[:, :2] + tiled.boxes[:, 2:]) / 2
    among = ((centres > (700, 450)) & (centres < (1084, 753))).all(1)
    assert among.sum() >= len(finder.find(scene, question)) + 3
    assert (~among).sum() <= among.sum() / 2
