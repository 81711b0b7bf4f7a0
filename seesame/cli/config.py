"""`seesame config`: look at a recipe with all that it leaves unsaid."""

from __future__ import annotations

from typing import Annotated

import typer

from seesame.cli.recipes import find_recipe, shown
from seesame.cli.values import ManyValues

config = typer.Typer(
    name="config",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Recipes: what decides a training or an examination.",
)


@config.command(cls=ManyValues, no_args_is_help=True)
def show(
    recipe: Annotated[
        str,
        typer.Argument(
            metavar="RECIPE",
            help="A TOML file, or default: what the weights that ship were trained by.",
            show_default=False,
        ),
    ],
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE...", help="Change a recipe of training: --set steps=500."),
    ] = None,
) -> None:
    """Print a recipe whole, with every default, as TOML that reads back to the same.

    \b
    seesame config show default
    seesame config show recipes/lite-default.toml --set steps=500 > mine.toml

    An unknown key is an error that names its nearest neighbour.
    """
    print(shown(find_recipe(recipe), changes or []), end="")
