from __future__ import annotations

import numpy as np

from seesame.instances import Instances
from seesame.video import Sight, Still, Track, Tracks

SIZE = (10, 10)


def sight(number: int, searched: bool, *rows: tuple[int, float, bool]) -> Sight:
    masks = np.ones((len(rows), *SIZE), np.bool_)
    boxes, scores = [[0, 0, 10, 10]] * len(rows), [score for _, score, _ in rows]
    instances = Instances.from_masks(SIZE, boxes, scores, masks) if rows else Instances.empty(SIZE)
    still = Still.of(number, float(number), np.zeros((*SIZE, 3), np.uint8))
    found = np.array([row[2] for row in rows], np.bool_)
    return Sight(still, searched, instances, tuple(row[0] for row in rows), found)


def test_first_last_and_best() -> None:
    tracks = Tracks()
    for each in (
        sight(0, True, (1, 0.5, True)),
        sight(1, False, (1, 0.9, False)),
        sight(2, True, (2, 0.25, True), (1, 0.75, True)),
        sight(3, True, (1, 0.75, False)),
    ):
        tracks.add(each)
    assert tracks.rows == (Track(1, 0.0, 2.0, 0.75, 2.0, 2), Track(2, 2.0, 2.0, 0.25, 2.0, 1))
    assert (len(tracks), tracks.stills, tracks.searched, tracks.seconds) == (2, 4, 3, 3.0)


def test_nothing() -> None:
    tracks = Tracks()
    tracks.add(sight(0, True))
    assert (tracks.rows, len(tracks), tracks.stills) == ((), 0, 1)
