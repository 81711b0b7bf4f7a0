"""A finder that needs no weights: it sees flat coloured boxes on grey, and knows them by their colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

pytest.importorskip("lancedb")

from seesame.descriptor import Descriptor
from seesame.geometry import boxes as box_geometry
from seesame.images import frame, read
from seesame.index import Collection
from seesame.inference import assemble
from seesame.inference.engine import Regions
from seesame.inference.finder import Scene
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.weights import Calibration

RED, GREEN, BLUE = (240, 20, 20), (20, 220, 40), (30, 40, 230)
Box = tuple[int, int, int, int]


class ColourFinder:
    """A region is a connected thing of one colour; its vector is that colour; match is `6 * cosine - 3`."""

    threshold = 0.3

    def __init__(self, weights: str = "colours-1", engine: str = "onnx", threads: int | None = None) -> None:
        self.weights_id = "colours-1" if weights == "default" else weights
        self.card = SimpleNamespace(calibration=Calibration())
        self.looked = 0
        self.meant: list[Any] = []

    def encode(self, picture: Any) -> Scene:
        self.looked += 1
        framed = frame(read(picture), 64)
        boxes, colours = _things(read(picture))
        maps = np.zeros((len(boxes), 1, 1, 1), np.float32)
        quality = np.log1p(box_geometry.area(boxes)) / 4
        regions = Regions(framed.to_frame(boxes), quality.astype(np.float32), _unit(colours), maps)
        return Scene(framed, None, regions, self.weights_id)  # type: ignore[arg-type]

    def describe(self, question: Any, negatives: Any = (), same: Any = None) -> Descriptor:
        self.meant.append(same)
        references = getattr(question, "references", None) or (
            [question] if isinstance(question, Reference) else question
        )
        unwanted = getattr(question, "negatives", negatives)
        vectors = _unit(np.stack([_middle(each) for each in references]))
        weights = np.ones((len(vectors), 1, 1), np.float32)
        return Descriptor(
            vectors, weights[:, None], weights, self.weights_id, self.describe(list(unwanted)) if unwanted else None
        )

    def compared(self, regions: Regions, descriptor: Descriptor) -> NDArray[np.float32]:
        return np.asarray(6.0 * regions.vectors @ descriptor.vectors.T - 3.0, np.float32)

    def scores(self, scene: Scene, descriptor: Descriptor) -> NDArray[np.float32]:
        logits = assemble.fuse(self.compared(scene.regions, descriptor), descriptor.votes)
        if descriptor.negatives is not None:
            logits = assemble.without(logits, self.compared(scene.regions, descriptor.negatives))
        return assemble.scores(logits, scene.regions.quality, self.card.calibration)

    def instances(self, scene: Scene, scores: Any, threshold: float, top: int = 100) -> Instances:
        rows = [row for row in np.argsort(-scores) if scores[row] >= threshold][:top]
        boxes = scene.frame.to_picture(scene.regions.boxes[rows])
        masks = [np.ones(scene.size, np.bool_)] * len(rows)
        return Instances.from_masks(scene.size, boxes, scores[rows], masks)

    def presence(self, scene: Scene, descriptor: Descriptor, scores: Any) -> float:
        return float(scores.max(initial=0.0))

    def threshold_of(self, question: Any, same: Any = None) -> float:
        own = getattr(question, "threshold", None)
        return self.threshold if own is None else own


def _things(picture: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    coloured = (np.ptp(picture.astype(np.int16), axis=2) > 60).astype(np.uint8)
    _, _, stats, centres = cv2.connectedComponentsWithStats(coloured)
    boxes = [[x, y, x + w, y + h] for x, y, w, h, _ in stats[1:]]
    colours = [picture[round(y), round(x)] for x, y in centres[1:]]
    return np.array(boxes, np.float32).reshape(-1, 4), np.array(colours, np.float32).reshape(-1, 3)


def _unit(colours: NDArray[Any]) -> NDArray[np.float32]:
    wide = np.zeros((len(colours), 8), np.float32)
    wide[:, :3] = np.asarray(colours, np.float32) - 100.0
    return wide / np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-6)


def _middle(reference: Reference) -> NDArray[np.float32]:
    x1, y1, x2, y2 = reference.box
    return reference.picture[int((y1 + y2) / 2), int((x1 + x2) / 2)].astype(np.float32)


def paint(path: Path, *things: tuple[tuple[int, int, int], Box]) -> Path:
    """A picture (60, 80) of coloured boxes on grey."""
    picture = np.full((60, 80, 3), 100, np.uint8)
    for colour, (x1, y1, x2, y2) in things:
        picture[y1:y2, x1:x2] = colour
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)
    return path


@pytest.fixture
def finder() -> Any:
    return ColourFinder()


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Four pictures: red and green; red; blue; nothing."""
    folder = tmp_path / "shelf"
    paint(folder / "a.png", (RED, (5, 5, 35, 35)), (GREEN, (50, 10, 70, 30)))
    paint(folder / "b.png", (RED, (10, 10, 25, 25)))
    paint(folder / "c.png", (BLUE, (10, 10, 60, 50)))
    paint(folder / "d.png")
    return folder


@pytest.fixture
def asked() -> Callable[..., Reference]:
    """A reference of one colour."""

    def make(colour: tuple[int, int, int]) -> Reference:
        return Reference.whole(np.full((20, 20, 3), colour, np.uint8), name="asked")

    return make


@pytest.fixture
def collection(shelf: Path, tmp_path: Path, finder: Any) -> Collection:
    """Of the shelf."""
    made, _ = Collection.add(tmp_path / "shelf.index", [shelf], finder)
    return made
