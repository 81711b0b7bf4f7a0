"""`seesame train`: from data or a recipe to weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seesame.cli.exporting import exported
from seesame.cli.options import Quiet
from seesame.cli.screen import complain
from seesame.cli.train_series import refuse, train_series
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
    from seesame.train.recipe import AnyRecipe


def train(
    what: Annotated[
        Path,
        typer.Argument(
            metavar="DATA",
            show_default=False,
            help="Annotations in any format, a file or a folder; or a recipe, a TOML file as in recipes/.",
        ),
    ],
    check: Check = None,
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="default|imagenet|last|PATH",
            help="What to start from; last is the checkpoint in the folder, PATH a checkpoint or a folder of weights.",
            show_default="what the recipe says; default for data of one's own",
        ),
    ] = None,
    unnamed: Unnamed = OBJECT,
    data: DataFolder = Path("data"),
    out: RunFolder = None,
    resume: Resume = True,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE...", help="Change the recipe: --set steps=500 optimiser.heads=2e-3."),
    ] = None,
    workers: Workers = 1,
    device: Device = "cpu",
    quiet: Quiet = False,
) -> None:
    """Train a network that is asked with references: the default one, on your own pictures or whole; or the paper's.

    \b
    seesame train mugs/train --check mugs/val --unnamed mug
    seesame train recipes/lite-first.toml --data data --out runs/mine --set steps=5000
    torchrun --nproc-per-node 2 -m seesame train recipes/paper/train/small.toml --device cuda

    DIR then holds last.pt and, with --check, best.pt; curves, figures and finds for TensorBoard; and, of the default
    network, weights/, which `seesame find --weights DIR/weights` runs without torch. After a minute it says how long it
    will take. A run that was stopped, however it was, goes on from its last checkpoint and ends as if it had never been
    stopped. Started by torchrun, several processes share every batch, each on its own graphics card with --device cuda;
    what is learnt does not depend on how many there are. `seesame config show` prints a recipe whole.

    Data of one's own are learnt by recipes/own-small.toml, from the weights that ship; ten pictures are enough to
    begin. recipes/default.toml is a series of runs and makes the weights that ship; --set changes each of them.
    """
    require("seesame.train.loop", "train")
    from seesame.train.loop import run
    from seesame.train.recipe import own_recipe
    from seesame.train.series_recipe import is_series

    if what.suffix == ".toml" and is_series(what):
        refuse(check, weights)
        train_series(what, data, out, resume, changes or [], workers, device, quiet)
        return
    recipe, root = planned(what, data, own_recipe, unnamed, weights, changes or [])
    folder = run_folder(out, recipe, weights)
    judge, finds = _watched(recipe, root, check, unnamed)
    trained(
        folder,
        device,
        quiet,
        lambda told, own, processes: run(
            recipe, root, folder, resume, workers, told, own, processes, judge, finds
        ),
        lambda checkpoint: _finish(recipe, checkpoint, folder, root, judge, quiet),
    )


def _watched(recipe: AnyRecipe, root: Path, check: Path | None, unnamed: str) -> tuple[Any, Any]:
    """What judges the checkpoints and what shows finds, of the default network; without `check`, finds alone.

    Raises: ConfigError: there is data to judge another network by.
    """
    from seesame.data import join
    from seesame.data.sources import read_pool
    from seesame.evaluate.one_shot_judge import OneShotJudge
    from seesame.train.recipe import Recipe

    if not isinstance(recipe, Recipe):
        if check is not None:
            raise ConfigError(f"--check was given, which judges the default network; {recipe.name} is of another one")
        return None, None
    if check is not None:
        judge = OneShotJudge(checked_by(check, unnamed, recipe))
        return judge, judge.finds
    pool = read_pool(recipe.sources, root, recipe.hold_back, held=recipe.hold_back > 0, excluded=recipe.excluded)
    return None, OneShotJudge(join([each.dataset for each in pool.sources], "what is trained on")).finds


def _finish(recipe: AnyRecipe, checkpoint: Path, folder: Path, root: Path, judge: Any, quiet: bool) -> None:
    """Make weights of the best checkpoint of the default network; say what comes next."""
    from seesame.train.recipe import Recipe

    if isinstance(recipe, Recipe):
        exported(chosen(checkpoint, judge), folder / "weights", root, judge, quiet)
    else:
        asked = f"seesame evaluate --system {recipe.network} --weights {checkpoint} ..."
        complain(f"the checkpoint is {checkpoint}; next: {asked}")
