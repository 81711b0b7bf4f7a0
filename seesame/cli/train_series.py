"""`seesame train` by the recipe of a series."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from seesame.cli.exporting import exported
from seesame.cli.settings import changed
from seesame.cli.training import trained
from seesame.errors import ConfigError


def train_series(
    what: Path,
    data: Path,
    out: Path | None,
    resume: bool,
    changes: list[str],
    workers: int,
    device: str,
    quiet: bool,
) -> None:
    """Train run after run, and make weights of their mean; `changes` are made to the recipe of each."""
    from seesame.train.recipe import Recipe
    from seesame.train.series import run_series
    from seesame.train.series_recipe import read_series

    series, recipes = read_series(what)
    recipes = tuple(cast(Recipe, changed(each, changes)) for each in recipes)
    folder = out or Path("runs") / series.name
    trained(
        folder,
        device,
        quiet,
        lambda told, own, processes: run_series(
            series, recipes, data, folder, resume, workers, told, own, processes
        ),
        lambda checkpoint: exported(checkpoint, folder / "weights", data, None, quiet),
    )


def refuse(check: Path | None, weights: str | None) -> None:
    """Refuse what can be said of one run only.

    Raises: ConfigError: it was said.
    """
    said = [name for name, value in (("--check", check), ("--weights", weights)) if value is not None]
    if said:
        raise ConfigError(
            f"{' and '.join(said)} came with a series, whose recipes say where each run begins and which is judged by "
            "nothing on its way; leave it out, and measure the weights with seesame evaluate"
        )
