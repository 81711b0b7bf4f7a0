"""Does the paper's small network learn? A few pictures of COCO by heart, by the recipe but for its length.

    python benchmarks/paper_overfit.py COCO --steps 30 --out results/train/paper-overfit.json

COCO holds annotations/instances_train2017.json and train2017. Told are the losses of every step. The backbone starts
from nothing, or from --start.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
import time
from pathlib import Path

import report
import torch

from seesame.data.sources import SourceSpec
from seesame.train.loop import Run
from seesame.train.paper_recipe import PaperRecipe, Stage
from seesame.train.recipe import read_recipe

RECIPE = Path(__file__).resolve().parents[1] / "recipes" / "paper" / "train" / "small.toml"


def main() -> None:
    """Train on a few pictures."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("coco", type=Path)
    parser.add_argument("--count", type=int, default=2, help="of pictures")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--rate", type=float, default=0.005)
    parser.add_argument("--layers", default="heads")
    parser.add_argument("--start", default="nothing")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    recipe = read_recipe(RECIPE)
    assert isinstance(recipe, PaperRecipe)
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.json"
        few.write_text(json.dumps(large_things(chosen.coco, chosen.count)))
        recipe = dataclasses.replace(
            recipe,
            start=chosen.start,
            stages=(Stage(chosen.steps, chosen.rate, chosen.layers),),
            sources=(SourceSpec(str(few), str(chosen.coco.resolve() / "train2017")),),
            episodes=dataclasses.replace(recipe.episodes, scenes=chosen.count),
        )
        run = Run(recipe, chosen.coco.resolve())
        run.learner.start()
        told, began = [], time.monotonic()
        for batch in run.batches(0):
            figures = run.step(batch)
            figures["all"] = sum(weight * figures[name] for name, weight in run.learner.weights.items())
            told.append({name: round(value, 4) for name, value in figures.items()})
            report.tell(run.done, told[-1], f"{(time.monotonic() - began) / run.done:.1f} s a step")
    settings = {name: getattr(chosen, name) for name in ("count", "steps", "rate", "layers", "start")}
    report.write({**settings, "losses": told}, chosen)


def large_things(coco: Path, count: int) -> dict[str, object]:
    """The first pictures that show a few large things."""
    content = json.loads((coco / "annotations" / "instances_train2017.json").read_text())
    large = {}
    for each in content["annotations"]:
        if not each["iscrowd"]:
            large.setdefault(each["image_id"], []).append(each["area"])
    few = [each for each in content["images"] if len(large.get(each["id"], [])) in (1, 2, 3)]
    few = [each for each in few if min(large[each["id"]]) > 10_000][:count]
    ids = {each["id"] for each in few}
    content["images"] = few
    content["annotations"] = [each for each in content["annotations"] if each["image_id"] in ids]
    return content


if __name__ == "__main__":
    main()
