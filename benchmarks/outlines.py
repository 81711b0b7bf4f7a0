"""How well a drawn box tells the object, and what strokes mend: python benchmarks/outlines.py ANNOTATIONS PICTURES.

A box drawn by a person is imitated by moving each side of the true one by 5 % inwards to 12 % outwards; a stroke is put
into the middle of the largest mistake, as wide as fits there.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import cv2
import numpy as np

from seesame import Finder, read
from seesame.data import open_dataset
from seesame.evaluate.machine import machine
from seesame.images.strokes import Stroke, corrected


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("annotations", type=Path)
    asked.add_argument("pictures", type=Path)
    asked.add_argument("--objects", type=int, default=200)
    asked.add_argument("--strokes", type=int, default=3)
    asked.add_argument("--least-side", type=int, default=32, help="of objects, pixels")
    asked.add_argument("--out", type=Path)
    options = asked.parse_args()
    rng, finder = random.Random(0), Finder(threads=2)
    dataset = open_dataset(options.annotations, options.pictures)
    every = [
        (record, each)
        for record in dataset.records
        for each in record.objects
        if not each.crowd and min(each.box[2] - each.box[0], each.box[3] - each.box[1]) >= options.least_side
    ]
    chosen = sorted(rng.sample(every, min(options.objects, len(every))), key=lambda pair: str(pair[0].path))
    overlaps: list[list[float]] = [[] for _ in range(options.strokes + 1)]
    spent: dict[str, list[float]] = {"outline": [], "stroke": []}
    scene, shown = None, None
    for record, each in chosen:
        if scene is None or shown != record.path:
            picture, shown = read(record.path), record.path
            scene = finder.encode(picture)
        truth = each.mask(record.height, record.width)
        box = _drawn(each.box, record.height, record.width, rng)
        began = time.perf_counter()
        mask = finder.outline(scene, [box]).mask(0)
        spent["outline"].append(time.perf_counter() - began)
        overlaps[0].append(_overlap(mask, truth))
        for turn in range(1, options.strokes + 1):
            stroke = _stroke(mask, truth)
            if stroke is not None:
                began = time.perf_counter()
                mask = corrected(picture, mask, [stroke])
                spent["stroke"].append(time.perf_counter() - began)
            overlaps[turn].append(_overlap(mask, truth))
    report = {
        "weights": finder.weights_id,
        "objects": len(chosen),
        "mean_overlap_after_strokes": [round(float(np.mean(part)), 4) for part in overlaps],
        "median_seconds": {name: round(float(np.median(part)), 4) for name, part in spent.items()},
        "machine": machine(),
    }
    text = json.dumps(report, indent=1)
    print(text)
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(text + "\n", encoding="utf-8")


def _drawn(box: tuple[float, ...], height: int, width: int, rng: random.Random) -> tuple[float, ...]:
    x1, y1, x2, y2 = box
    wide, high = x2 - x1, y2 - y1

    def slip(side: float) -> float:
        return side * rng.uniform(-0.05, 0.12)

    return max(x1 - slip(wide), 0), max(y1 - slip(high), 0), min(x2 + slip(wide), width), min(y2 + slip(high), height)


def _stroke(mask: np.ndarray, truth: np.ndarray) -> Stroke | None:
    depth = cv2.distanceTransform(np.pad((mask ^ truth).astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    if depth.max() < 2:
        return None
    y, x = np.unravel_index(depth.argmax(), depth.shape)
    return Stroke(((float(x) + 0.5, float(y) + 0.5),), float(depth.max()), bool(truth[y, x]))


def _overlap(mask: np.ndarray, truth: np.ndarray) -> float:
    return float((mask & truth).sum() / max((mask | truth).sum(), 1))


if __name__ == "__main__":
    main()
