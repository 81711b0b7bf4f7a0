"""Mask R-CNN on balloons: 61 pictures outlined in the VGG Image Annotator, and colour splash with what it learnt.

    python examples/balloon.py train --dataset data/balloon        # runs/balloon/weights
    python examples/balloon.py evaluate --dataset data/balloon
    python examples/balloon.py splash party.jpg clip.mp4           # balloons in colour, the rest grey

The dataset: https://github.com/matterport/Mask_RCNN/releases, balloon_dataset.zip, with its folders train and val.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from closed import evaluate, save, train

from seesame.data import open_dataset
from seesame.images import read, splash
from seesame.inference import Detector

VIDEOS = (".mp4", ".mov", ".avi", ".mkv")


def main() -> None:
    """One of the three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "evaluate", "splash"))
    parser.add_argument("sources", nargs="*", type=Path, help="pictures and videos, for splash")
    parser.add_argument("--dataset", type=Path, default=Path("data/balloon"))
    parser.add_argument("--out", type=Path, default=Path("runs/balloon"))
    parser.add_argument("--weights", default=None, help="a folder of weights; that in --out by default")
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="change the recipe")
    chosen = parser.parse_args()
    weights = chosen.weights or chosen.out / "weights"
    if chosen.what == "splash":
        detector = Detector.open(weights)
        for source in chosen.sources:
            film(detector, source, chosen.out) if source.suffix in VIDEOS else picture(detector, source, chosen.out)
        return
    val = open_dataset(chosen.dataset / "val", category="balloon")
    if chosen.what == "train":
        where = f"sources.0.annotations={chosen.dataset.name}/train"
        train("balloon", chosen.dataset.parent, chosen.out, val, [where, *chosen.set])
    else:
        evaluate(weights, val)


def picture(detector: Detector, source: Path, out: Path) -> None:
    """One picture with its balloons in colour."""
    shown = read(source)
    save(splash(shown, detector.detect(shown).instances), out / f"{source.stem}-splash.jpg")


def film(detector: Detector, source: Path, out: Path) -> None:
    """A video, still by still."""
    from seesame.footage import Footage
    from seesame.video import VideoWriter

    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{source.stem}-splash.mp4"
    with Footage(str(source)) as footage, VideoWriter(target, footage.size, footage.rate) as made:
        for still in footage:
            shown = still.picture
            made.add(still.time, splash(shown, detector.detect(shown).instances))
    print(target)


if __name__ == "__main__":
    main()
