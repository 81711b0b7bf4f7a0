"""One searched still after another, with the network that ships."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame import Finder, Reference
from seesame.demo import COIN
from seesame.video import Rules, Still
from seesame.video.look import Memory, look


def test_coins_keep_their_trails_while_the_camera_jumps_to_the_next_row_of_coins(coins: NDArray[np.uint8]) -> None:
    """A shift by half the distance of two coins, twice: without the camera's motion each would seem its neighbour."""
    finder = Finder(threads=1)
    question, memory, places = finder.describe(Reference.from_box(coins, COIN)), Memory(), {}
    for number, x in enumerate((0, 32, 64)):
        matrix = np.array([[1.0, 0, -x], [0, 1.0, -20]])
        picture = np.asarray(cv2.warpAffine(coins, matrix, (300, 250)), np.uint8)
        still = Still.of(number, number * 0.2, picture)
        memory, seen = look(still, finder, question, Rules(finder.threshold), 100, memory)
        for key, box, found in zip(seen.keys, seen.instances.boxes, seen.found, strict=True):
            if found:
                places.setdefault(key, []).append((box[:2] + box[2:]) / 2 + [x, 20])
    inner = [np.array(each) for each in places.values() if len(each) == 3]
    assert len(inner) >= 5
    for centres in inner:
        assert np.abs(centres - centres[0]).max() < 15  # two coins are 55 pixels apart
