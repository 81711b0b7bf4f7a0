"""The recipe of a series: the recipes of several runs, and which of them are averaged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seesame.configuration import read_toml, said
from seesame.errors import ConfigError
from seesame.train.recipe import Recipe, read_recipe


@dataclass(frozen=True)
class Series:
    """Runs of the default network, one after the other.

    `runs` are their recipes, files in the folder of the series' own; `mean` names those whose weights are averaged.

    Raises: ConfigError: there are no runs, or fewer than two to average.
    """

    name: str
    runs: tuple[str, ...]
    mean: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.runs:
            raise ConfigError(f"the series {self.name!r} has no runs; name at least one recipe")
        if len(self.mean) < 2:
            raise ConfigError(f"the series {self.name!r} averages {len(self.mean)} runs, expected two or more")


def is_series(path: Path) -> bool:
    """Whether a file is the recipe of a series.

    Raises: ConfigError: no such file, no TOML.
    """
    return said(path, "runs") is not None


def read_series(path: Path) -> tuple[Series, tuple[Recipe, ...]]:
    """A series and the recipes of its runs.

    Raises: ConfigError: one of the files cannot be used, a recipe is of another network, two runs have one name, or
        none has a name that is averaged.
    """
    series = read_toml(Series, path)
    recipes = []
    for name in series.runs:
        recipe = read_recipe(path.parent / name)
        if not isinstance(recipe, Recipe):
            raise ConfigError(f"{path}: {name} is of {recipe.network}, expected a recipe of the default network")
        recipes.append(recipe)
    names = [each.name for each in recipes]
    if len(set(names)) < len(names):
        raise ConfigError(f"{path}: its runs are called {', '.join(names)}; give each a name of its own")
    if unknown := [name for name in series.mean if name not in names]:
        raise ConfigError(f"{path}: averages {', '.join(unknown)}, expected some of its runs, {', '.join(names)}")
    return series, tuple(recipes)
