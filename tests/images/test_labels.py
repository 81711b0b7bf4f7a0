"""Captions: readable, round, and out of each other's way."""

from __future__ import annotations

import numpy as np

from seesame.images import labels


def test_font_grows_with_the_picture() -> None:
    assert labels.font_size((30, 40, 3)) == 10
    assert labels.font_size((2000, 3000, 3)) > 50


def test_ink_contrasts_with_the_ground() -> None:
    assert labels.pill("0.93", (255, 220, 0), 20).colours.min() < 40
    assert labels.pill("0.93", (60, 20, 90), 20).colours.max() > 240
    assert labels.pill("0.93", (60, 20, 90), 20).share.shape == labels.pill("0.93", (60, 20, 90), 20).colours.shape[:2]


def test_rounded() -> None:
    patch = labels.rounded(20, 40, 6)
    assert patch.shape == (20, 40) and patch.dtype == np.float32
    assert patch[0, 0] == 0 and patch[10, 20] == 1 and patch[10, 0] > 0.9


def test_spot_avoids_what_is_taken_and_stays_inside() -> None:
    box = np.array([10, 10, 90, 90], dtype=np.float32)
    first = labels.spot((10, 30), box, (100, 100), [])
    assert first == (10, 5)
    assert labels.spot((10, 30), box, (100, 100), [(10, 5, 40, 15)]) == (60, 5)
    assert labels.spot((10, 30), np.array([-50, -50, -40, -40], dtype=np.float32), (100, 100), []) == (0, 0)


def test_overlap() -> None:
    assert labels.overlap((0, 0, 10, 10), (5, 5, 20, 20)) == 25
    assert labels.overlap((0, 0, 10, 10), (10, 0, 20, 10)) == 0
