"""YOLO segmentation labels: `labels/<name>.txt` with a polygon a line, empty where nothing was found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from seesame import files
from seesame.geometry import polygons
from seesame.results.answer import Answer, Failure


class YoloResults:
    """Writes the label file of each scene as it is answered; the first of the categories is YOLO's number 0."""

    def __init__(self, folder: Path, *categories: str) -> None:
        self._labels = files.folder(folder / "labels")
        files.write(folder / "classes.txt", "".join(f"{each}\n" for each in categories).encode("utf-8", "replace"))

    def add(self, answer: Answer) -> None:
        """Write the labels of one scene."""
        text = "".join(line + "\n" for line in _lines(answer))
        files.write(self._labels / f"{answer.name}.txt", text.encode("ascii"))

    def fail(self, failure: Failure) -> None:
        """A scene that could not be read has no labels."""

    def save(self, folder: Path, complete: bool) -> None:
        """Nothing is left to write."""


def _lines(answer: Answer) -> Iterator[str]:
    """`0 x1 y1 x2 y2 ...` for each instance, in shares of width and height."""
    height, width = answer.instances.size
    size = np.array([width, height], dtype=np.float64)
    for row, crop in enumerate(answer.instances.crops):
        pieces = polygons.from_mask(crop)
        if pieces:
            shares = (np.reshape(polygons.joined(pieces), (-1, 2)) + answer.instances.corners[row]) / size
            yield " ".join([str(answer.kind(row) - 1), *(f"{value:.6f}" for value in shares.ravel().tolist())])
