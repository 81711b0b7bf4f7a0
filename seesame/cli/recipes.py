"""Recipes by their files or names: of training, of examinations, of look-alikes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seesame.cli.settings import changed
from seesame.configuration import build_from, read_toml, said, to_toml
from seesame.errors import ConfigError
from seesame.evaluate.lookalikes import LookalikesRecipe
from seesame.evaluate.plan import Plan
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.recipe import AnyRecipe, Recipe, read_recipe
from seesame.train.series_recipe import Series
from seesame.weights import find

OTHERS = {"examinations": Plan, "objects": LookalikesRecipe, "runs": Series}
"""Recipes of other things than one training, by a key that only they have."""
MADE = ("steps_done", "averaged")
"""What the card of weights adds to their recipe."""


def find_recipe(name: str) -> AnyRecipe | Plan | LookalikesRecipe | Series:
    """The recipe in a file; of the weights that ship for "default".

    Raises: ConfigError: there is no such recipe, or it is none. WeightsError: there are no default weights.
    """
    if name == "default":
        kept = {key: value for key, value in find("default").card.recipe.items() if key not in MADE}
        return build_from(Recipe, kept, "the card of the default weights")
    path = Path(name)
    for key, kind in OTHERS.items():
        if said(path, key) is not None:
            return read_toml(kind, path)
    return read_recipe(path)


def shown(recipe: AnyRecipe | Plan | LookalikesRecipe | Series, changes: Sequence[str]) -> str:
    """A recipe as TOML, some of its keys changed.

    Raises: ConfigError: a change cannot be made.
    """
    if isinstance(recipe, Recipe | PaperRecipe | ClosedRecipe):
        return to_toml(changed(recipe, changes))
    if changes:
        raise ConfigError("--set was given for another recipe, expected one of a single training; leave it out")
    return to_toml(recipe)
