"""Mask R-CNN on COCO: train by the old schedule, or measure what torchvision has trained.

    python examples/coco.py train --dataset coco --set model.backbone=resnet50 start=coco
    python examples/coco.py evaluate --dataset coco --weights coco --limit 500
    python examples/coco.py detect street.jpg --weights coco

Below --dataset the official folders: annotations, train2017, val2017.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from closed import evaluate, save, train

from seesame.data import open_dataset
from seesame.images import overlay, read
from seesame.inference import Detector


def main() -> None:
    """One of the three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "evaluate", "detect"))
    parser.add_argument("pictures", nargs="*", type=Path, help="for detect")
    parser.add_argument("--dataset", type=Path, default=Path("coco"))
    parser.add_argument("--year", default="2017")
    parser.add_argument("--val", default="val2017", help="the folder of the pictures to measure with")
    parser.add_argument("--weights", default=None, help="a folder of weights, or coco; the folder in --out by default")
    parser.add_argument("--limit", type=int, default=None, help="measure on so many pictures")
    parser.add_argument("--out", type=Path, default=Path("runs/coco"))
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="change the recipe")
    chosen = parser.parse_args()
    weights = chosen.weights or chosen.out / "weights"
    if chosen.what == "detect":
        detector = Detector.open(weights)
        for path in chosen.pictures:
            shown = read(path)
            found = detector.detect(shown)
            save(overlay(shown, found.instances, names=found.names), chosen.out / f"{path.stem}-found.jpg")
        return
    annotations = chosen.dataset / "annotations"
    val = open_dataset(annotations / f"instances_{chosen.val}.json", chosen.dataset / chosen.val)
    if chosen.what == "train":
        year = f"train{chosen.year}"
        where = [f"sources.0.annotations=annotations/instances_{year}.json", f"sources.0.pictures={year}"]
        train("coco", chosen.dataset, chosen.out, val, [*where, *chosen.set])
    else:
        evaluate(weights, val, chosen.limit)


if __name__ == "__main__":
    main()
