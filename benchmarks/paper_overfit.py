"""Does the paper's small network learn? A few pictures of COCO by heart, by the recipe but for its length.

python benchmarks/paper_overfit.py --coco COCO --pictures 2 --steps 40 --out results/paper-training

Prints and writes the losses of every step. The backbone starts from nothing, or from --start.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import torch

from seesame.data.sources import SourceSpec
from seesame.train.loop import Run
from seesame.train.paper_recipe import PaperRecipe, Stage
from seesame.train.recipe import read_recipe

RECIPE = Path(__file__).resolve().parents[1] / "recipes" / "paper" / "train" / "small.toml"


def main() -> None:
    """Train on a few pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--coco", type=Path, required=True, help="with annotations/instances_train2017.json, train2017")
    parser.add_argument("--pictures", type=int, default=2)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--rate", type=float, default=0.005)
    parser.add_argument("--layers", default="heads")
    parser.add_argument("--start", default="nothing")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    recipe = read_recipe(RECIPE)
    assert isinstance(recipe, PaperRecipe)
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few.json"
        few.write_text(json.dumps(chosen(options.coco, options.pictures)))
        recipe = dataclasses.replace(
            recipe,
            start=options.start,
            stages=(Stage(options.steps, options.rate, options.layers),),
            sources=(SourceSpec(str(few), str(options.coco.resolve() / "train2017")),),
            episodes=dataclasses.replace(recipe.episodes, scenes=options.pictures),
        )
        run = Run(recipe, options.coco.resolve())
        run.learner.start()
        told, began = [], time.monotonic()
        for batch in run.batches(0):
            figures = run.step(batch)
            figures["all"] = sum(weight * figures[name] for name, weight in run.learner.weights.items())
            told.append({name: round(value, 4) for name, value in figures.items()})
            print(run.done, told[-1], f"{(time.monotonic() - began) / run.done:.1f} s a step", flush=True)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        command = " ".join(
            f"--{name} {getattr(options, name)}" for name in ("pictures", "steps", "rate", "layers", "start")
        )
        paper = {
            "command": f"python benchmarks/paper_overfit.py --coco COCO {command}",
            "torch": version("torch"),
            "steps": told,
        }
        (options.out / "overfit.json").write_text(json.dumps(paper, indent=1) + "\n")


def chosen(coco: Path, count: int) -> dict[str, object]:
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
