"""Two processes against one: the same training by torchrun and alone, step by step.

    python benchmarks/processes.py --steps 50 --out results/train/processes.json

For both networks, on drawn shapes, small enough for a processor. Numbers are computed in double precision: in single
precision a last digit now and then exchanges two proposals, and two trainings that are both right part ways.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import report
import torch

from seesame.data.episodes import EpisodeConfig
from seesame.data.paper_episodes import PaperEpisodeConfig
from seesame.data.sources import SourceSpec
from seesame.model.build import PAPER_PRESETS
from seesame.model.config import PaperConfig
from seesame.train.loop import Run
from seesame.train.paper_recipe import PaperRecipe, Stage
from seesame.train.processes import joined
from seesame.train.recipe import AnyRecipe, OptimiserConfig, Recipe

SHAPES = (SourceSpec("shapes.json", "pictures", exhaustive=True),)
SMALL = PaperConfig(
    pyramid_channels=16,
    matched_channels=24,
    head_size=32,
    scene_short=96,
    scene_side=128,
    reference_short=24,
    reference_side=32,
    anchor_scales=(8, 16, 32, 64, 128),
    anchors_sampled=16,
    proposals_train=50,
    regions_train=24,
)


def recipes(steps: int) -> list[AnyRecipe]:
    """The default network and the paper's, the latter with a stage of its heads first."""
    episodes = EpisodeConfig(
        scenes=4, references=6, scene_side=128, long_sides=(110.0, 200.0), reference_side=64, cutout_sizes=(20.0, 60.0)
    )
    optimiser = OptimiserConfig(warm_up=5)
    counts = {"regions": 24, "matched": 12, "outlines": 6}
    lite = Recipe("lite", SHAPES, steps=steps, optimiser=optimiser, episodes=episodes, **counts)
    stages = (Stage(steps // 2, 0.005, "heads"), Stage(steps - steps // 2, 0.001))
    return [lite, PaperRecipe("paper", SHAPES, stages, "paper-tiny", episodes=PaperEpisodeConfig(scenes=4))]


def train(folder: Path, steps: int) -> None:
    """In each process: train both networks; the first tells the losses of every step as a line of JSON a network."""
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    PAPER_PRESETS["paper-tiny"] = SMALL
    with joined("cpu") as (processes, device):
        for recipe in recipes(steps):
            run = Run(recipe, folder, device, processes)
            run.learner.network.double()
            run.learner.start()
            run.learner.losses.double()
            told = [run.step(batch) for batch in run.batches(0)]
            if processes.first:
                print(json.dumps({"network": recipe.network, "processes": processes.count, "told": told}), flush=True)


def main() -> None:
    """Train both ways, and tell the largest difference of every loss."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--in-folder", type=Path, help="set by this script itself, for the processes that it starts")
    chosen = parser.parse_args()
    if chosen.in_folder:
        train(chosen.in_folder, chosen.steps)
        return
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder))
        own = [str(Path(__file__).resolve()), "--steps", str(chosen.steps), "--in-folder", folder]
        alone = told([sys.executable, *own])
        shared = told([sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", *own])
    networks = {}
    for one, two in zip(alone, shared, strict=True):
        assert (one["processes"], two["processes"]) == (1, 2)
        networks[one["network"]] = compared(one["told"], two["told"])
    report.write({"steps": chosen.steps, "networks": networks}, chosen)


def compared(one: list[dict[str, float]], two: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Of each loss its first and last value and the largest relative difference of any step."""
    return {
        name: {
            "first": round(one[0][name], 6),
            "last": round(one[-1][name], 6),
            "difference": max(abs(a[name] - b[name]) / max(abs(a[name]), 1e-9) for a, b in zip(one, two, strict=True)),
        }
        for name in one[0]
    }


def told(command: list[str]) -> list[dict]:
    """What a training printed."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def draw(folder: Path) -> None:
    """Twelve pictures of discs and squares, with COCO annotations."""
    rng = np.random.default_rng(0)
    (folder / "pictures").mkdir()
    images, annotations = [], []
    for number in range(12):
        picture = rng.integers(90, 140, (120, 160, 3)).astype(np.uint8)
        for cell in rng.permutation(4)[:3]:
            kind, side = int(rng.integers(2)), int(rng.integers(28, 44))
            centre = np.array([40 + 80 * (cell % 2), 30 + 60 * (cell // 2)])
            turns = np.linspace(0, 2 * np.pi, 24, endpoint=False) if kind else np.pi / 4 + np.pi / 2 * np.arange(4)
            outline = (centre + np.stack([np.cos(turns), np.sin(turns)], 1) * side / 2).astype(np.int32)
            cv2.fillPoly(picture, [outline], [(40, 40, 200), (60, 160, 40)][kind])
            low, high = outline.min(0), outline.max(0) + 1
            annotations.append({
                "id": len(annotations) + 1, "image_id": number, "category_id": kind + 1, "iscrowd": 0,
                "bbox": [*low.tolist(), *(high - low).tolist()], "segmentation": [outline.ravel().tolist()],
            })  # fmt: skip
        cv2.imwrite(str(folder / "pictures" / f"{number}.png"), picture)
        images.append({"id": number, "file_name": f"{number}.png", "height": 120, "width": 160})
    categories = [{"id": 1, "name": "square"}, {"id": 2, "name": "disc"}]
    content = {"images": images, "annotations": annotations, "categories": categories}
    (folder / "shapes.json").write_text(json.dumps(content))


if __name__ == "__main__":
    main()
