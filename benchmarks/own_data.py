"""A few pictures of one's own, as `seesame train` learns them: what the weights that ship find, and what is found then.

    python benchmarks/own_data.py data/balloon/train --check data/balloon/val --called balloon --first 10 \
        --run runs/ten-balloons --out results/train/own/ten-balloons.json
    python benchmarks/own_data.py data/nuclei --last 15 --called nucleus --set steps=180 --run runs/nuclei \
        --out results/train/own/nuclei.json

The best checkpoint is measured, as the command keeps it. A run that was stopped goes on; seconds are of all its parts.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import report
import torch
from clock import Clock, tell_tenth

from seesame import Finder
from seesame.cli.settings import changed
from seesame.data import Dataset, open_dataset, read_coco
from seesame.data.sources import SourceSpec
from seesame.evaluate import Protocol, evaluate
from seesame.evaluate.one_shot_judge import OneShotJudge
from seesame.train import checkpoint
from seesame.train.export import export
from seesame.train.loop import run
from seesame.train.recipe import Recipe, own_recipe

RUNS = 5


def main() -> None:
    """Measure, train, measure again, report."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("data", type=Path, help="annotated pictures to learn from, in any format")
    parser.add_argument("--check", type=Path, help="annotated pictures to measure with")
    parser.add_argument("--first", type=int, help="learn only from so many pictures, the first")
    parser.add_argument("--last", type=int, default=0, help="measure with so many of the pictures instead, the last")
    parser.add_argument("--called", default="object", help="what objects without a name are called")
    parser.add_argument("--others", nargs=2, type=Path, metavar="PATH", help="COCO JSON and pictures of other things")
    parser.add_argument("--run", type=Path, required=True, help="the folder of checkpoints and weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="change the recipe")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(1)
    whole = open_dataset(chosen.data, category=chosen.called)
    left_out = len(whole) - chosen.first if chosen.first else chosen.last
    own = replace(whole, records=whole.records[len(whole) - chosen.last :])
    check = open_dataset(chosen.check, category=chosen.called) if chosen.check else own
    source = SourceSpec(chosen.data.name, category=chosen.called, last_left_out=left_out)
    recipe = changed(own_recipe("own-small", source), chosen.set)
    assert isinstance(recipe, Recipe)
    clock = Clock(chosen.run / "clock.json", (chosen.run / "last.pt").exists())
    run(recipe, chosen.data.parent, chosen.run, workers=0, progress=clock, judge=OneShotJudge(check))
    seconds = clock.figures()
    best = chosen.run / "best.pt"
    card = export(best, chosen.run / "weights", chosen.data.parent)
    found: dict[str, Any] = {"pictures": len(check), "objects": sum(len(each.objects) for each in check.records)}
    others = read_coco(*chosen.others) if chosen.others else None
    for name, weights in (("as shipped", "default"), ("trained", chosen.run / "weights")):
        finder = Finder(weights, threads=chosen.threads)
        found[name] = {"weights": finder.weights_id} | measured(finder, check, RUNS)
        if others is not None:
            found[name]["other things"] = measured(finder, others, 1)
    report.write(
        {
            "recipe file": "recipes/own-small.toml",
            "changes": chosen.set,
            "steps": recipe.steps,
            "best after": checkpoint.load(best)["step"],
            "learnt from": {"pictures": len(whole) - left_out, "objects": _objects(whole, left_out)},
            "seconds of training": seconds,
            "programs that wanted the processor": clock.busy(),
            "threads": chosen.threads,
            "torch against ONNX": card.metrics["torch against ONNX"],
            "found": found,
        },
        chosen,
    )


def measured(finder: Finder, dataset: Dataset, runs: int) -> dict[str, Any]:
    """AP50 with one reference a question, and how well what is there is told from what is not."""
    reached = evaluate(finder, dataset, Protocol(runs=runs, floors=(0.0,)), tell_tenth)
    told = {kind: reached.detection["0"][kind]["AP50"] for kind in ("box", "mask")}
    return told | {"presence AUROC": reached.presence["ranking"]["auroc"]}


def _objects(dataset: Dataset, left_out: int) -> int:
    return sum(len(each.objects) for each in dataset.records[: len(dataset) - left_out])


if __name__ == "__main__":
    main()
