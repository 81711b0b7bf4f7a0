"""Clips that are drawn, and a finder of coloured things, so that every track is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.geometry import masks as mask_geometry
from seesame.instances import Instances
from seesame.video import Still, VideoWriter

RED, BLUE, GREEN = (230, 20, 20), (20, 30, 230), (20, 200, 30)
SIZE = (120, 200)
Box = Sequence[float]


class ColourFinder:
    """Finds every connected thing of strong colour; it looks like its colour. Scores can be set, a still each."""

    weights_id = "colour-1"
    threshold = 0.5

    def __init__(self, scores: Sequence[float] = ()) -> None:
        self.asked = 0
        self._scores = list(scores)

    def encode(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        self.asked += 1
        return picture

    def scores(self, scene: Any, question: Any) -> float:
        return self._scores[self.asked - 1] if self._scores else 0.9

    def instances(self, scene: NDArray[np.uint8], scores: Any, threshold: float, top: int = 100) -> Instances:
        strong = scene.max(2).astype(int) - scene.min(2) > 120
        stack = []
        for colour in range(3):
            count, marks = cv2.connectedComponents((strong & (scene.argmax(2) == colour)).astype(np.uint8))
            stack += [marks == each for each in range(1, count) if np.count_nonzero(marks == each) > 12]
        if not stack or scores < threshold:
            return Instances.empty(scene.shape[:2])
        whole = np.stack(stack)
        return Instances.from_masks(scene.shape[:2], mask_geometry.boxes_of(whole), [scores] * len(whole), whole)[:top]

    def vectors(self, scene: NDArray[np.uint8], instances: Instances) -> NDArray[np.float32]:
        means = [scene[instances.mask(row)].mean(0) for row in range(len(instances))]
        vectors = np.array(means, np.float32).reshape(-1, 3)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def ground(size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """Grey with a pattern that does not move, so that the camera is seen to stand still."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    waves = 110 + 25 * np.sin(rows / 5 + np.sin(columns / 7)) * np.cos(columns / 9 + rows / 11)
    return np.repeat(waves.astype(np.uint8)[..., None], 3, 2)


def still(number: int, things: Iterable[tuple[tuple[int, int, int], Box]], rate: float = 30.0) -> Still:
    """One still: things are (colour, box), later ones in front; a colour of (90, 90, 90) hides."""
    picture = ground()
    for colour, (x1, y1, x2, y2) in things:
        picture[max(round(y1), 0) : max(round(y2), 0), max(round(x1), 0) : max(round(x2), 0)] = colour
    return Still.of(number, number / rate, picture)


@pytest.fixture
def write_clip(tmp_path: Path) -> Callable[..., Path]:
    """Write stills to a file."""
    pytest.importorskip("av")

    def write(stills: Iterable[Still], name: str = "clip.mp4", **how: Any) -> Path:
        path = tmp_path / name
        every = list(stills)
        with VideoWriter(path, every[0].size, **how) as writer:
            for each in every:
                writer.add(each.time, each.picture)
        return path

    return write
