"""How well a drawn box tells the object in it, and what strokes mend.

    python benchmarks/outlines.py ANNOTATIONS PICTURES --objects 200 --out results/web/outlines.json

A box drawn by a person is imitated by moving each side of the true one by 5 % inwards to 12 % outwards; a stroke is put
into the middle of the largest mistake, as wide as fits there.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import cv2
import numpy as np
import report
from numpy.typing import NDArray
from stopwatch import Stopwatch, milliseconds

from seesame import read
from seesame.images.strokes import Stroke, corrected

Mask = NDArray[np.bool_]


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__, dataset=True)
    parser.add_argument("--objects", type=int, default=200)
    parser.add_argument("--strokes", type=int, default=3)
    parser.add_argument("--least-side", type=int, default=32, help="of objects, pixels")
    chosen = parser.parse_args()
    rng, finder = random.Random(0), report.open_finder(chosen)
    every = [
        (record, each)
        for record in report.read_dataset(chosen).records
        for each in record.objects
        if not each.crowd and min(each.box[2] - each.box[0], each.box[3] - each.box[1]) >= chosen.least_side
    ]
    sample = sorted(rng.sample(every, min(chosen.objects, len(every))), key=lambda pair: str(pair[0].path))
    overlaps: list[list[float]] = [[] for _ in range(chosen.strokes + 1)]
    outlining, mending = Stopwatch(), Stopwatch()
    for record, each in sample:
        picture, truth = read(record.path), each.mask(record.height, record.width)
        scene = finder.encode(picture)
        box = drawn(each.box, record.height, record.width, rng)
        with outlining:
            mask = finder.outline(scene, [box]).mask(0)
        overlaps[0].append(overlap(mask, truth))
        for turn in range(1, chosen.strokes + 1):
            stroke = next_stroke(mask, truth)
            if stroke is not None:
                with mending:
                    mask = corrected(picture, mask, [stroke])
            overlaps[turn].append(overlap(mask, truth))
    figures = {
        "objects": len(sample),
        "mean overlap after so many strokes": [round(float(np.mean(part)), 3) for part in overlaps],
        "median milliseconds": {"outline": milliseconds(outlining.clock), "stroke": milliseconds(mending.clock)},
    }
    report.write(figures, chosen, finder)


def drawn(box: Sequence[float], height: int, width: int, rng: random.Random) -> tuple[float, ...]:
    """A box as a person might draw it."""
    x1, y1, x2, y2 = box
    left, right = ((x2 - x1) * rng.uniform(-0.05, 0.12) for _ in range(2))
    above, below = ((y2 - y1) * rng.uniform(-0.05, 0.12) for _ in range(2))
    return max(x1 - left, 0), max(y1 - above, 0), min(x2 + right, width), min(y2 + below, height)


def next_stroke(mask: Mask, truth: Mask) -> Stroke | None:
    """In the middle of the largest mistake; None where none is two pixels deep."""
    depth = cv2.distanceTransform(np.pad((mask ^ truth).astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    if depth.max() < 2:
        return None
    y, x = np.unravel_index(depth.argmax(), depth.shape)
    return Stroke(((float(x) + 0.5, float(y) + 0.5),), float(depth.max()), bool(truth[y, x]))


def overlap(mask: Mask, truth: Mask) -> float:
    """Intersection over union."""
    return float((mask & truth).sum() / max((mask | truth).sum(), 1))


if __name__ == "__main__":
    main()
