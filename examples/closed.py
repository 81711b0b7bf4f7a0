"""What the samples of Mask R-CNN have in common: train by a recipe, measure, and open what was trained."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

from seesame.cli.settings import changed
from seesame.data import Dataset
from seesame.evaluate.closed import ClosedReport, evaluate_closed
from seesame.evaluate.closed_judge import ClosedJudge
from seesame.inference import Detector
from seesame.train.closed_export import export_closed
from seesame.train.loop import run
from seesame.train.recipe import read_recipe

RECIPES = Path(__file__).parent.parent / "recipes" / "maskrcnn"


def train(name: str, data: Path, out: Path, val: Dataset, changes: list[str]) -> Path:
    """Train by a recipe on what lies below `data`; the best checkpoint by `val` becomes the weights in `out`."""
    recipe = changed(read_recipe(RECIPES / f"{name}.toml"), changes)
    last = run(recipe, data, out, workers=0, judge=ClosedJudge(val), progress=tell)
    best = out / "best.pt"
    export_closed(best if best.exists() else last, out / "weights", data, [each.path for each in val.records[:2]])
    return out / "weights"


def evaluate(weights: str | Path, val: Dataset, limit: int | None = None) -> ClosedReport:
    """COCO's figures, shown."""
    report = evaluate_closed(Detector.open(weights), val, limit, tell)
    for name in ("AP", "AP50", "AP75"):
        print(f"{name}: boxes {100 * (report.box[name] or 0):.1f}, masks {100 * (report.mask[name] or 0):.1f}")
    return report


def save(picture: np.ndarray, path: Path) -> None:
    """Write a picture RGB uint8 (H, W, 3)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.ascontiguousarray(picture[..., ::-1]))
    print(path)


def tell(done: int, total: int, text: str) -> None:
    """Progress, every tenth."""
    if done % 10 == 0 or done == total:
        print(f"{done} of {total} {text}", file=sys.stderr, flush=True)
