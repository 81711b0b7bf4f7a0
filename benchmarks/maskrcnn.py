"""Mask R-CNN by a recipe, from the first step to COCO's figures: what it reaches, and how long it took.

    python benchmarks/maskrcnn.py recipes/maskrcnn/balloon.toml --data data --check data/balloon/val --called balloon \
        --run runs/balloon --out results/maskrcnn/balloon.json

A run that was stopped goes on; the seconds are summed over all of its parts. The last checkpoint is measured.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path

import cv2
import report
import torch

from seesame.cli.settings import changed
from seesame.data import open_dataset
from seesame.evaluate.closed import evaluate_closed
from seesame.files import write as write_file
from seesame.inference import Detector
from seesame.train import checkpoint
from seesame.train.closed_export import export_closed
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.loop import run
from seesame.train.recipe import read_recipe


class Clock:
    """Seconds of a training, by the wall and of the processor, over all parts of an interrupted run."""

    def __init__(self, path: Path, resumed: bool) -> None:
        self._path = path
        kept = json.loads(path.read_text()) if resumed and path.exists() else {}
        self._wall, self._own = kept.get("wall", 0.0), kept.get("processor", 0.0)
        self._loads = kept.get("loads", [])
        self._began, self._worked = time.monotonic(), time.process_time()

    def __call__(self, done: int, total: int, text: str) -> None:
        """Called after each step."""
        if done % 10 and done != total:
            return
        self._loads.append(round(os.getloadavg()[0], 1))
        write_file(self._path, json.dumps(self.figures() | {"loads": self._loads}).encode())
        report.tell(f"{done} of {total} {text}")

    def figures(self) -> dict[str, float]:
        """What has passed."""
        wall, own = time.monotonic() - self._began, time.process_time() - self._worked
        return {"wall": round(self._wall + wall, 1), "processor": round(self._own + own, 1)}

    def busy(self) -> float | None:
        """The mean number of programs that wanted the processor meanwhile."""
        return round(sum(self._loads) / len(self._loads), 1) if self._loads else None


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


def tell_tenth(done: int, total: int, text: str) -> None:
    """Progress, now and then."""
    if done % 10 == 0:
        report.tell(f"{done} of {total} {text}")


if __name__ == "__main__":
    main()
