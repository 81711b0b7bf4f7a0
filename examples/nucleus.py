"""Mask R-CNN on cell nuclei: the layout of Kaggle's Data Science Bowl 2018 in, its run-length CSV out.

    python examples/nucleus.py train --dataset data/nuclei        # below it stage1_train/ID/{images,masks}/*.png
    python examples/nucleus.py evaluate --dataset data/nuclei     # on the tenth of the pictures that is held back
    python examples/nucleus.py detect --pictures data/nuclei/stage1_test

The dataset: https://www.kaggle.com/c/data-science-bowl-2018
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
from closed import evaluate, save, train
from numpy.typing import NDArray

from seesame.data import Dataset, open_dataset
from seesame.data.sources import held_back
from seesame.images import expand, overlay, read
from seesame.inference import Detector
from seesame.instances import Instances

HELD_BACK = 0.1


def apart(instances: Instances) -> list[NDArray[np.bool_]]:
    """Masks (H, W) bool that have no pixel in common: the better instance keeps it, as the competition wants."""
    taken = np.zeros(instances.size, np.bool_)
    masks = []
    for row in range(len(instances)):
        mask = instances.mask(row) & ~taken
        taken |= mask
        if mask.any():
            masks.append(mask)
    return masks


def run_lengths(mask: NDArray[np.bool_]) -> str:
    """The competition's: starts and lengths down the columns, pixels numbered from 1."""
    flat = np.concatenate([[False], mask.T.ravel(), [False]])
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    starts, ends = changes[::2], changes[1::2]
    return " ".join(f"{start} {end - start}" for start, end in zip(starts, ends, strict=True))


def held(dataset: Dataset) -> Dataset:
    """The pictures that training does not see."""
    return replace(dataset, records=tuple(each for each in dataset.records if held_back(each, HELD_BACK)))


def detect(weights: Path, pictures: str, out: Path) -> None:
    """`submission.csv` for every picture, and the pictures with what was found."""
    detector = Detector.open(weights)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "submission.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("ImageId", "EncodedPixels"))
        for path in expand([pictures]):
            shown = read(path)
            found = detector.detect(shown).instances
            name = Path(path).stem
            for mask in apart(found) or [np.zeros(found.size, np.bool_)]:
                rows.writerow((name, run_lengths(mask)))
            save(overlay(shown, found), out / f"{name}-found.png")
    print(out / "submission.csv")


def main() -> None:
    """One of the three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "evaluate", "detect"))
    parser.add_argument("--dataset", type=Path, default=Path("data/nuclei"))
    parser.add_argument("--pictures", help="a folder, for detect", default="data/nuclei/stage1_test")
    parser.add_argument("--out", type=Path, default=Path("runs/nucleus"))
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="change the recipe")
    chosen = parser.parse_args()
    if chosen.what == "detect":
        detect(chosen.out / "weights", chosen.pictures, chosen.out / "found")
        return
    val = held(open_dataset(chosen.dataset / "stage1_train", category="nucleus"))
    if chosen.what == "train":
        train("nucleus", chosen.dataset, chosen.out, val, [f"hold_back={HELD_BACK}", *chosen.set])
    else:
        evaluate(chosen.out / "weights", val)


if __name__ == "__main__":
    main()
