"""The very object in a large picture: with tiles and without, by its category and as the very object.

    python benchmarks/object_in_tiles.py OBJECTS PICTURES --out results/same-object/tiles.json

OBJECTS holds a folder of photographs for each object. A large scene is laid with PICTURES at their own pixels, and on
them, in places drawn at random, one photograph of every object, made small. Each object is asked for with another of
its photographs. Right is a region whose middle lies in the photograph that was laid in.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import report
from numpy.typing import NDArray

from seesame import Finder, Reference, read
from seesame.inference import Scene, TiledScene

SPREAD = (0.7, 1.4)  # how much larger or smaller than asked for photographs are laid in
ROW = 420  # pixels of the scene that a row of pictures fills
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Laid:
    """A scene, and for each object the photograph that asks for it and the box where another one lies."""

    picture: Picture
    asking: dict[str, Path]
    boxes: dict[str, tuple[int, int, int, int]]


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__)
    parser.add_argument("objects", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--pixels", type=int, nargs="+", default=[160, 80], help="about the long side of a photograph")
    parser.add_argument("--size", type=int, nargs=2, default=(2000, 3000), metavar=("HEIGHT", "WIDTH"))
    parser.add_argument("--seeds", type=int, default=1)
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    report.write({"size": list(chosen.size), "pixels": measure(finder, chosen)}, chosen, finder)


def measure(finder: Finder, chosen: argparse.Namespace) -> dict[int, Any]:
    """By the size of what is laid in and the way to look."""
    told: dict[int, Any] = {}
    for pixels in chosen.pixels:
        ways: dict[str, list[dict[str, float]]] = {}
        for seed in range(chosen.seeds):
            laid = lay(chosen.objects, chosen.pictures, pixels, tuple(chosen.size), np.random.default_rng(seed))
            for name, scene in (("off", finder.encode(laid.picture)), ("auto", finder.encode_tiles(laid.picture))):
                for thing in laid.boxes:
                    for way, row in asked(finder, laid, scene, thing).items():
                        ways.setdefault(f"tiles {name}, the same {way}", []).append(row)
                report.tell(pixels, name, scene.glances, "glances")
        told[pixels] = {way: means(rows) | {"questions": len(rows)} for way, rows in ways.items()}
    return told


def asked(finder: Finder, laid: Laid, scene: Scene | TiledScene, thing: str) -> dict[str, dict[str, float]]:
    """One object asked for as its category and as itself."""
    reference, (x1, y1, x2, y2) = Reference.whole(read(laid.asking[thing]), thing), laid.boxes[thing]
    middles = (scene.boxes[:, :2] + scene.boxes[:, 2:]) / 2
    right = ((middles >= (x1, y1)) & (middles < (x2, y2))).all(1)
    rows = {}
    for same in ("category", "object"):
        question = finder.describe(reference, same=same)
        least = finder.threshold_of([reference], same)
        began = time.perf_counter()
        scores = finder.scores(scene, question)
        rows[same] = {
            "the best region is right (%)": 100.0 * (scores.max(initial=0.0) > 0 and bool(right[scores.argmax()])),
            "right over the threshold (%)": 100.0 * bool((scores[right] >= least).any()),
            "wrong over the threshold (%)": 100.0 * bool((scores[~right] >= least).any()),
            "seconds": time.perf_counter() - began,
        }
    return rows


def means(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """Of several questions."""
    return {name: round(float(np.mean([row[name] for row in rows])), 2) for name in rows[0]}


def lay(objects: Path, pictures: Path, pixels: int, size: tuple[int, int], generator: np.random.Generator) -> Laid:
    """The scene, with one photograph of every object in it."""
    scene = ground(pictures, size, generator)
    folders = sorted(each for each in objects.iterdir() if each.is_dir())
    across = round((len(folders) * 2 * size[1] / size[0]) ** 0.5)
    down = -(-len(folders) * 2 // across)
    cell = (size[0] // down, size[1] // across)
    asking, boxes = {}, {}
    for folder, place in zip(folders, generator.permutation(across * down).tolist(), strict=False):
        paths = sorted(each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES)
        laid, other = generator.permutation(len(paths))[:2].tolist()
        shown = smaller(read(paths[laid]), min(pixels * generator.uniform(*SPREAD), *cell))
        (y, x), (high, wide) = (place // across * cell[0], place % across * cell[1]), shown.shape[:2]
        scene[y : y + high, x : x + wide] = shown
        asking[folder.name], boxes[folder.name] = paths[other], (x, y, x + wide, y + high)
    return Laid(scene, asking, boxes)


def ground(pictures: Path, size: tuple[int, int], generator: np.random.Generator) -> Picture:
    """Pictures side by side at their own pixels."""
    paths = sorted(each for each in pictures.iterdir() if each.suffix.lower() in SUFFIXES)
    scene = np.zeros((*size, 3), np.uint8)
    for y in range(0, size[0], ROW):
        x = 0
        while x < size[1]:
            part = read(paths[int(generator.integers(len(paths)))])[: min(ROW, size[0] - y), : size[1] - x]
            scene[y : y + part.shape[0], x : x + part.shape[1]] = part
            x += part.shape[1]
    return scene


def smaller(picture: Picture, side: float) -> Picture:
    """The picture with a long side of so many pixels."""
    scale = side / max(picture.shape[:2])
    wide, high = (max(round(each * scale), 1) for each in picture.shape[1::-1])
    return np.asarray(cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)


if __name__ == "__main__":
    main()
