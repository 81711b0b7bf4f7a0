"""Mask R-CNN by a recipe, from the first step to COCO's figures: what it reaches, and how long it took.

    python benchmarks/maskrcnn.py recipes/maskrcnn/balloon.toml --data data --check data/balloon/val --called balloon \
        --run runs/balloon --out results/maskrcnn/balloon.json

A run that was stopped goes on; the seconds are summed over all of its parts. The last checkpoint is measured.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import cv2
import report
import torch
from clock import Clock, tell_tenth

from seesame.cli.settings import changed
from seesame.data import open_dataset
from seesame.evaluate.closed import evaluate_closed
from seesame.inference import Detector
from seesame.train import checkpoint
from seesame.train.closed_export import export_closed
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.loop import run
from seesame.train.recipe import read_recipe


def main() -> None:
    """Train, export, measure, report."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("recipe", type=Path, help="of recipes/maskrcnn")
    parser.add_argument("--data", type=Path, default=Path("data"), help="where the recipe's paths start")
    parser.add_argument("--check", type=Path, required=True, help="annotated pictures to measure with")
    parser.add_argument("--called", default="object", help="what objects without a name are called")
    parser.add_argument("--run", type=Path, required=True, help="the folder of checkpoints and weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="change the recipe")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(1)
    recipe = changed(read_recipe(chosen.recipe), chosen.set)
    assert isinstance(recipe, ClosedRecipe)
    val = open_dataset(chosen.check, category=chosen.called)
    clock = Clock(chosen.run / "clock.json", (chosen.run / "last.pt").exists())
    last = run(recipe, chosen.data, chosen.run, workers=0, progress=clock)
    seconds = clock.figures()
    card = export_closed(last, chosen.run / "weights", chosen.data, [each.path for each in val.records[:3]])
    reached = evaluate_closed(Detector.open(chosen.run / "weights", threads=chosen.threads), val, progress=tell_tenth)
    report.write(
        {
            "recipe file": str(chosen.recipe),
            "changes": chosen.set,
            "steps": checkpoint.load(last)["step"],
            "data": [each.model_dump() for each in card.data],
            "seconds of training": seconds,
            "programs that wanted the processor": clock.busy(),
            "threads": chosen.threads,
            "weights": card.id,
            "torch against ONNX": card.metrics["torch against ONNX"],
            "reached": asdict(reached),
        },
        chosen,
    )


if __name__ == "__main__":
    main()
