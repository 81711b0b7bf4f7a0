from __future__ import annotations

import numpy as np

from seesame.images import frame
from seesame.index.regions import keep
from seesame.inference.engine import Regions
from seesame.inference.finder import Scene


def scene(boxes: list[list[float]], quality: list[float]) -> Scene:
    vectors = np.eye(4, dtype=np.float32)[: len(boxes)]
    regions = Regions(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(quality, np.float32),
        vectors,
        np.zeros((len(boxes), 1, 1, 1), np.float32),
    )
    return Scene(frame(np.zeros((40, 80, 3), np.uint8), 160), None, regions, "w")  # type: ignore[arg-type]


def test_the_best_are_kept_in_picture_pixels() -> None:
    kept = keep(scene([[0, 0, 40, 40], [2, 0, 42, 40], [100, 0, 140, 40], [161, 0, 190, 40]], [1, 2, 0, 5]))
    assert kept.boxes.tolist() == [
        [1, 0, 21, 20],
        [50, 0, 70, 20],
    ]  # the first is worse than the second; one is outside
    assert kept.quality.tolist() == [2, 0]
    weights = 1 / (1 + np.exp(-np.array([2.0, 0.0])))
    assert np.allclose(kept.signature[[1, 2]], weights / np.linalg.norm(weights))
    assert len(keep(scene([[0, 0, 40, 40], [60, 0, 99, 40]], [1, 2]), most=1).boxes) == 1


def test_nothing_to_keep() -> None:
    kept = keep(scene([], []))
    assert kept.boxes.shape == (0, 4) and kept.vectors.shape == (0, 4) and not kept.signature.any()
