from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.video import camera


@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0, 0, 9], [0, 1.0, -4]],
        [[1.0, 0, 48], [0, 1.0, 0]],
        [[1.08, 0, -12], [0, 1.08, -9]],
        [[0.998, -0.06, 8], [0.06, 0.998, -8]],
    ],
)
def test_pan_zoom_and_turn_are_measured(coins: NDArray[np.uint8], matrix: list[list[float]]) -> None:
    wanted = np.array(matrix)
    size = (coins.shape[0], coins.shape[1])
    moved = np.asarray(cv2.warpAffine(coins, wanted, size[::-1], borderMode=cv2.BORDER_REFLECT), np.uint8)
    found = camera.camera_motion(camera.small(coins), camera.small(moved), size)
    places = np.array([[60.0, 60], [300, 60], [190, 250]])
    np.testing.assert_allclose(camera.carried(places, found), camera.carried(places, wanted), atol=1.0)


def test_a_camera_that_stands_still(coins: NDArray[np.uint8]) -> None:
    small = camera.small(coins)
    np.testing.assert_allclose(camera.camera_motion(small, small, coins.shape[:2]), camera.STILL, atol=0.02)


def test_where_nothing_is_to_be_seen() -> None:
    blank, noise = np.full((90, 120), 128, np.uint8), np.random.default_rng(0).integers(0, 255, (2, 90, 120))
    for before, after in ((blank, blank), (noise[0].astype(np.uint8), noise[1].astype(np.uint8)), (blank, blank[:50])):
        np.testing.assert_array_equal(camera.camera_motion(before, after, (90, 120)), camera.STILL)
    assert camera.small(np.zeros((720, 1280, 3), np.uint8)).shape == (180, 320)
    assert camera.small(np.zeros((3, 2, 3), np.uint8)).shape == (3, 2)


def test_a_thing_that_moves_is_not_the_camera_but_many_at_once_are(coins: NDArray[np.uint8]) -> None:
    """The upper row of coins, 58 pixels apart, moved by 44: nearer to the next coin's place than to their own."""
    size = (250, 300)
    before, after = (np.ascontiguousarray(coins[:250, x : x + 300]) for x in (0, 44))
    row = np.array([[x, 30, x + 45, 75] for x in (22, 80, 135, 195, 255)], np.float32)
    found = camera.camera_motion(camera.small(before), camera.small(after), size, row)
    np.testing.assert_allclose(found, [[1, 0, -44], [0, 1, 0]], atol=0.5)
    changed = before.copy()
    changed[100:180, 100:180] = before[100:180, 60:140]
    thing = np.array([[60, 100, 180, 180]], np.float32)
    found = camera.camera_motion(camera.small(before), camera.small(changed), size, thing)
    np.testing.assert_allclose(found, camera.STILL, atol=0.05)
