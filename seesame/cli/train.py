"""`seesame train`: from a recipe to a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.cli.options import Quiet
from seesame.cli.screen import complain, progress
from seesame.errors import require

if TYPE_CHECKING:
    from seesame.train.recipe import AnyRecipe


def train(
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="A TOML file, as in recipes/.", show_default=False)],
    data: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder that the paths in the recipe start from.")
    ] = Path("data"),
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for checkpoint and curves.", show_default="runs/NAME of the recipe"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--fresh", help="Go on from the checkpoint in the folder, or start anew.")
    ] = True,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE...", help="Change the recipe: --set steps=500 optimiser.heads=2e-3."),
    ] = None,
    workers: Annotated[int, typer.Option(metavar="COUNT", min=0, help="Processes that make the batches.")] = 1,
    device: Annotated[str, typer.Option(metavar="DEVICE", help="Where torch computes: cpu, cuda, cuda:1, ...")] = "cpu",
    quiet: Quiet = False,
) -> None:
    """Train a network by a recipe.

    \b
    seesame train recipes/lite-first.toml --data data --out runs/mine
    seesame train recipes/lite-first.toml --data data --set steps=50 seed=8 --fresh
    torchrun --nproc-per-node 2 -m seesame train recipes/paper/train/small.toml --device cuda

    A run that was stopped, however it was, goes on from its last checkpoint and ends as if it had never been stopped.
    Started by torchrun, several processes share every batch, each on its own graphics card with --device cuda; what is
    learnt does not depend on how many there are.
    """
    require("seesame.train.loop", "train")
    from seesame.cli.settings import changed
    from seesame.train.loop import run
    from seesame.train.processes import joined
    from seesame.train.recipe import read_recipe

    plan = changed(read_recipe(recipe), changes or [])
    folder = out or Path("runs") / plan.name
    try:
        with joined(device) as (processes, own), progress("training", quiet or not processes.first) as report:
            checkpoint = run(
                plan,
                data,
                folder,
                resume=resume,
                workers=workers,
                progress=report,
                device=own,
                processes=processes,
            )
    except KeyboardInterrupt:
        complain(f"interrupted; the same command without --fresh goes on from the last checkpoint in {folder}")
        raise typer.Exit(130) from None
    if processes.first:
        complain(f"the checkpoint is {checkpoint}; next: {_next(plan, recipe, folder, checkpoint)}")


def _next(plan: AnyRecipe, recipe: Path, folder: Path, checkpoint: Path) -> str:
    """What makes weights of a checkpoint, or measures it."""
    from seesame.train.closed_recipe import ClosedRecipe
    from seesame.train.paper_recipe import PaperRecipe

    if isinstance(plan, ClosedRecipe):
        return f"seesame maskrcnn train {recipe} --weights last --out {folder} ..."
    if isinstance(plan, PaperRecipe):
        return f"seesame evaluate --system {plan.network} --weights {checkpoint} ..."
    return f"seesame export {checkpoint} {folder / 'weights'}"
