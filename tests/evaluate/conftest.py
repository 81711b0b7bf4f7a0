"""A small world of coloured rectangles, and systems that know all about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seesame.data import Dataset, Record, read_coco
from seesame.instances import Instances
from seesame.reference import Reference

HEIGHT, WIDTH = 72, 96
NAMES = {1: "cup", 2: "fork", 5: "lamp", 7: "sock"}

Thing = tuple[str, tuple[int, int, int, int], bool]  # category, box, crowd
World = Callable[[dict[int, Sequence[Thing]]], Dataset]

PLAIN: dict[int, Sequence[Thing]] = {
    1: [("cup", (2, 2, 30, 30), False), ("cup", (40, 4, 80, 60), False), ("fork", (4, 40, 20, 70), False)],
    2: [("cup", (10, 10, 50, 50), False), ("lamp", (60, 10, 90, 40), False)],
    3: [("fork", (3, 3, 43, 23), False), ("lamp", (50, 30, 90, 70), False), ("lamp", (5, 30, 25, 60), False)],
    4: [("sock", (20, 20, 60, 60), False)],
    5: [("sock", (1, 1, 21, 41), False), ("fork", (30, 30, 70, 70), False)],
}


@pytest.fixture
def plain() -> dict[int, Sequence[Thing]]:
    return dict(PLAIN)


@pytest.fixture
def world(tmp_path: Path) -> World:
    def make(pictures: dict[int, Sequence[Thing]]) -> Dataset:
        generator = np.random.default_rng(0)
        numbers = {name: number for number, name in NAMES.items()}
        images, annotations = [], []
        for picture, things in pictures.items():
            pixels = generator.integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / f"{picture}.png")
            images.append({"id": picture, "file_name": f"{picture}.png", "height": HEIGHT, "width": WIDTH})
            for category, (x1, y1, x2, y2), crowd in things:
                annotations.append(
                    {
                        "id": len(annotations) + 1,
                        "image_id": picture,
                        "category_id": numbers[category],
                        "bbox": [x1, y1, x2 - x1, y2 - y1],
                        "area": (x2 - x1) * (y2 - y1),
                        "iscrowd": int(crowd),
                        "segmentation": [[x1, y1, x2, y1, x2, y2, x1, y2]],
                    }
                )
        categories = [{"id": number, "name": name} for number, name in NAMES.items()]
        content = {"images": images, "annotations": annotations, "categories": categories}
        (tmp_path / "annotations.json").write_text(json.dumps(content))
        return read_coco(tmp_path / "annotations.json", tmp_path, name="world")

    return make


@dataclass
class Oracle:
    """Knows every picture; returns the truth for the reference's category."""

    dataset: Dataset
    threshold: float = 0.5
    weights_id: str = "oracle"
    encoded: list[int] = field(default_factory=list)
    described: list[tuple[tuple[int, tuple[float, ...]], ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_pixels = {record.read().tobytes(): record for record in self.dataset.records}

    def encode(self, picture: NDArray[np.uint8], /) -> Record:
        record = self.by_pixels[picture.tobytes()]
        self.encoded.append(record.id)
        return record

    def describe(self, references: list[Reference], /) -> str:
        records = [self.by_pixels[each.picture.tobytes()] for each in references]
        self.described.append(tuple((record.id, each.box) for record, each in zip(records, references, strict=True)))
        first = next(each for each in records[0].objects if each.box == references[0].box)
        return str(first.category)

    def find(self, scene: Record, descriptor: str, /, threshold: float = 0.0, top: int = 100) -> Instances:
        true = [each for each in scene.objects if each.category == descriptor and not each.crowd]
        masks = np.array([each.mask(scene.height, scene.width) for each in true]).reshape(-1, scene.height, scene.width)
        scores = np.full(len(true), 0.9)
        return Instances.from_masks((scene.height, scene.width), [each.box for each in true], scores, masks)

    def region_boxes(self, scene: Record) -> NDArray[np.float32]:
        return np.array([each.box for each in scene.objects], dtype=np.float32).reshape(-1, 4)


class Babbler(Oracle):
    """The oracle, but it never says that something is absent."""

    def find(self, scene: Record, descriptor: str, /, threshold: float = 0.0, top: int = 100) -> Instances:
        found = super().find(scene, descriptor)
        if len(found):
            return found
        mask = np.zeros((1, HEIGHT, WIDTH), dtype=np.bool_)
        mask[0, 10:20, 10:20] = True
        return Instances.from_masks((HEIGHT, WIDTH), [(10, 10, 20, 20)], [0.9], mask)


class Guesser(Oracle):
    """Random boxes and masks, some near the truth; the same for the same question."""

    count = 12

    def find(self, scene: Record, descriptor: str, /, threshold: float = 0.0, top: int = 100) -> Instances:
        seed = sum(descriptor.encode()) + 1000 * scene.id
        generator = np.random.default_rng(seed)
        true = [each.box for each in scene.objects if each.category == descriptor]
        rows = [(generator.normal(box, 4.0)) for box in true for _ in range(2)]
        corners = generator.uniform(0, (WIDTH - 12, HEIGHT - 12), (self.count, 2))
        rows += [np.concatenate([corner, corner + generator.uniform(6, 60, 2)]) for corner in corners]
        boxes = np.clip(np.array(rows), 0, (WIDTH, HEIGHT, WIDTH, HEIGHT))
        boxes[:, 2:] = np.maximum(boxes[:, 2:], boxes[:, :2] + 2)
        masks = np.zeros((len(boxes), HEIGHT, WIDTH), dtype=np.bool_)
        for mask, (x1, y1, x2, y2) in zip(masks, boxes.astype(int), strict=True):
            mask[y1:y2, x1:x2] = generator.uniform(size=mask[y1:y2, x1:x2].shape) < 0.9
        scores = np.sort(generator.uniform(size=len(boxes)))[::-1]
        return Instances.from_masks((HEIGHT, WIDTH), boxes, scores, masks)


class Blind(Oracle):
    """Finds nothing, ever."""

    threshold: Any = None

    def find(self, scene: Record, descriptor: str, /, threshold: float = 0.0, top: int = 100) -> Instances:
        return Instances.empty((HEIGHT, WIDTH))


@pytest.fixture
def oracle() -> type[Oracle]:
    return Oracle


@pytest.fixture
def babbler() -> type[Babbler]:
    return Babbler


@pytest.fixture
def guesser() -> type[Guesser]:
    return Guesser


@pytest.fixture
def blind() -> type[Blind]:
    return Blind
