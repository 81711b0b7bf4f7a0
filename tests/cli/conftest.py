"""A Finder that finds whatever is red, and pictures with red things, so that commands are tested without weights."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seesame import inference
from seesame.card import Card
from seesame.cli.app import main
from seesame.descriptor import Descriptor, Looks, Same
from seesame.images import read
from seesame.inference.tiling import Tiling
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.weights import AlarmLevel

RED = (250, 10, 10)
Box = tuple[int, int, int, int]


class RedFinder:
    """Finds each connected red thing; the first from the left scores 0.9, each next one 0.2 less."""

    threshold = 0.3
    weights_id = "red-1"
    card = types.SimpleNamespace(presence=None, recipe={}, files={})

    def measured(self, same: Same) -> None:
        """It was not measured."""

    def __init__(self, weights: str = "default", engine: str = "onnx", threads: int | None = None) -> None:
        self.asked: list[Reference] = []

    def describe(self, references: Card | Sequence[Reference], same: Same | None = None) -> Descriptor:
        examples = references.references if isinstance(references, Card) else references
        negatives = references.negatives if isinstance(references, Card) else ()
        assert all(isinstance(reference, Reference) for reference in examples)
        asked = _red([each.votes for each in examples], _red([1.0] * len(negatives)) if negatives else None)
        meant = same or getattr(references, "same", "category")
        return asked if meant == "category" else replace(asked, looks=_red_looks(len(examples)))

    def threshold_of(self, card: Card) -> float:
        return self.threshold if card.threshold is None else card.threshold

    def encode(self, picture: str | NDArray[np.uint8]) -> NDArray[np.uint8]:
        return read(picture)

    def encode_tiles(self, picture: Any, tiles: Tiling, progress: Callable[[int, int, str], None]) -> Any:
        cut = tiles.tiles(picture.shape[:2], 512)
        for done in range(len(cut)):
            progress(done + 1, len(cut), "tiles")
        return self.encode(picture)

    def presence(self, scene: Any, question: Any, scores: NDArray[np.float32]) -> float:
        told = 0.87 if getattr(question, "same", "category") == "object" else 0.97
        return told if len(scores) else 0.02

    def instances(self, scene: Any, scores: NDArray[np.float32], threshold: float, top: int = 100) -> Instances:
        return self.find(scene, "red", threshold, top)

    def scores(self, scene: NDArray[np.uint8], question: Any) -> NDArray[np.float32]:
        return self.find(scene, question, 0.0).scores

    def vectors(self, scene: Any, instances: Instances) -> NDArray[np.float32]:
        return np.ones((len(instances), 1), np.float32)

    def level(self, false_alarms: float, same: Same = "category") -> AlarmLevel:
        return AlarmLevel(rate=false_alarms, threshold=1 - false_alarms, recall=0.5)

    def find(self, scene: Any, question: Any, threshold: float | None = None, top: int = 100) -> Instances:
        assert question == "red" or question.weights_id == self.weights_id
        red = (scene[..., 0] > 200) & (scene[..., 1] < 100)
        count, labels = cv2.connectedComponents(red.astype(np.uint8))
        masks = sorted((labels == number for number in range(1, count)), key=lambda mask: int(mask.any(0).argmax()))
        scores = [0.9 - 0.2 * place for place in range(len(masks))]
        boxes = [_box(mask) for mask in masks]
        found = (
            Instances.from_masks(scene.shape[:2], boxes, scores, masks) if masks else Instances.empty(scene.shape[:2])
        )
        return found[found.scores >= (self.threshold if threshold is None else threshold)][:top]


def _red(votes: Sequence[float], negatives: Descriptor | None = None) -> Descriptor:
    parts = [np.zeros((len(votes), *shape), np.float32) for shape in ((8,), (4, 7, 7), (7, 7))]
    return Descriptor(*parts, RedFinder.weights_id, negatives, votes=tuple(votes))


def _red_looks(count: int) -> Looks:
    parts = [np.zeros((count, *shape), np.float32) for shape in ((8,), (4,), (4, 7, 7), (7, 7))]
    return Looks(*parts)


def _box(mask: NDArray[np.bool_]) -> list[float]:
    ys, xs = np.nonzero(mask)
    return [float(xs.min()), float(ys.min()), float(xs.max()) + 1, float(ys.max()) + 1]


@pytest.fixture
def red_finder(monkeypatch: pytest.MonkeyPatch) -> type[RedFinder]:
    """Every command of this test uses a RedFinder."""
    monkeypatch.setattr(inference, "Finder", RedFinder)
    return RedFinder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def draw(here: Path) -> Callable[..., Path]:
    """Write a picture (60, 80) with red boxes: draw("shelf/a.png", (10, 10, 30, 30))."""

    def write(name: str, *boxes: Box) -> Path:
        picture = np.full((60, 80, 3), 240, np.uint8)
        for x1, y1, x2, y2 in boxes:
            picture[y1:y2, x1:x2] = RED
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path)
        return path

    return write


@pytest.fixture
def seesame(here: Path, red_finder: object, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the program in an empty folder: code, stdout, stderr = seesame("find", ...)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run
