from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame import demo


def test_the_picture_is_the_one_of_its_papers() -> None:
    digest = hashlib.sha256(demo.coins().read_bytes()).hexdigest()
    assert digest in demo.coins().with_name("README.md").read_text(encoding="utf-8")


def test_the_picture_is_scikit_images() -> None:
    found = importlib.util.find_spec("skimage")
    if found is None or found.origin is None:
        pytest.skip("scikit-image is not installed")
    assert demo.coins().read_bytes() == (Path(found.origin).parent / "data" / "coins.png").read_bytes()


def test_the_box_holds_a_coin_and_nothing_else(coins: NDArray[np.uint8]) -> None:
    x1, y1, x2, y2 = demo.COIN
    bright = coins[..., 0] > 100
    box = bright[y1:y2, x1:x2]
    assert box.mean() > 0.6  # a disc fills 0.79 of its square
    around = bright[y1 - 4 : y2 + 4, x1 - 4 : x2 + 4].sum() - box.sum()
    assert around < 0.02 * box.sum()
