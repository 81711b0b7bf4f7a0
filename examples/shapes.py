"""Mask R-CNN on squares, discs and triangles that are drawn on the fly: the smallest training there is.

    python examples/shapes.py draw       # 500 pictures to learn from and 50 to measure with; the others do it, too
    python examples/shapes.py train      # minutes on a laptop: runs/shapes/weights
    python examples/shapes.py evaluate   # COCO's figures on pictures that it has not seen
    python examples/shapes.py detect     # runs/shapes/found.png
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from closed import evaluate, save, train

from seesame.data import Dataset, Object, Record, open_dataset
from seesame.data.convert import convert
from seesame.images import overlay
from seesame.inference import Detector

KINDS = ("square", "disc", "triangle")


def draw(rng: np.random.Generator, side: int) -> tuple[np.ndarray, list[Object]]:
    """A picture RGB uint8 (side, side, 3) of one to four shapes, the later ones above, and what can be seen of each."""
    picture = np.full((side, side, 3), rng.integers(0, 256, 3), np.uint8)
    names, masks = [], []
    for _ in range(int(rng.integers(1, 5))):
        name, size = str(rng.choice(KINDS)), int(rng.integers(side // 6, side // 4))
        x, y = (int(each) for each in rng.integers(size // 2, side - size // 2, 2))
        mask = np.zeros((side, side), np.uint8)
        if name == "square":
            cv2.rectangle(mask, (x - size // 2, y - size // 2), (x + size // 2, y + size // 2), 1, -1)
        elif name == "disc":
            cv2.circle(mask, (x, y), size // 2, 1, -1)
        else:
            high = round(size * 0.43)
            cv2.fillPoly(mask, [np.array([[x, y - high], [x - size // 2, y + high], [x + size // 2, y + high]])], 1)
        shape = mask.astype(bool)
        if any((shape & other).sum() > 0.3 * min(shape.sum(), other.sum()) for other in masks):
            continue
        picture[shape] = rng.integers(0, 256, 3)
        masks = [other & ~shape for other in masks]
        names.append(name)
        masks.append(shape)
    return picture, [Object.of_mask(mask, name) for mask, name in zip(masks, names, strict=True) if mask.any()]


def make(folder: Path, count: int, side: int, seed: int) -> None:
    """A folder of so many pictures, annotated as COCO does."""
    rng, records = np.random.default_rng(seed), []
    drawn = folder / "drawn"
    drawn.mkdir(parents=True)
    for number in range(count):
        picture, objects = draw(rng, side)
        path = drawn / f"{number:04}.png"
        cv2.imwrite(str(path), picture[..., ::-1])
        records.append(Record.of(path, objects))
    convert(Dataset.of(folder.name, records), folder / "coco", "coco")


def main() -> None:
    """One of the four."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("draw", "train", "evaluate", "detect"))
    parser.add_argument("--out", type=Path, default=Path("runs/shapes"))
    parser.add_argument("--pictures", type=int, default=500, help="to train on; a tenth as many to measure with")
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="change the recipe")
    chosen = parser.parse_args()
    data = chosen.out / "data"
    for part, count, seed in (("train", chosen.pictures, 0), ("val", max(chosen.pictures // 10, 1), 1)):
        if not (data / part).exists():
            make(data / part, count, 128, seed)
    val = open_dataset(data / "val" / "coco")
    if chosen.what == "train":
        train("shapes", data, chosen.out, val, chosen.set)
    elif chosen.what == "evaluate":
        evaluate(chosen.out / "weights", val)
    elif chosen.what == "detect":
        picture = val.records[0].read()
        found = Detector.open(chosen.out / "weights").detect(picture)
        save(overlay(picture, found.instances, names=found.names), chosen.out / "found.png")


if __name__ == "__main__":
    main()
