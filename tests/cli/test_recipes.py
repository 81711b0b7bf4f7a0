from __future__ import annotations

from pathlib import Path

import pytest

from seesame.cli.recipes import find_recipe, shown
from seesame.configuration import read_toml
from seesame.errors import ConfigError
from seesame.evaluate.lookalikes import LookalikesRecipe
from seesame.evaluate.plan import Plan
from seesame.train.recipe import Recipe
from seesame.train.series_recipe import Series

ROOT = Path(__file__).resolve().parents[2] / "recipes"
EXAMINATIONS = sorted(path for path in ROOT.glob("*/*.toml") if path.parent.name != "maskrcnn")


@pytest.mark.parametrize("path", EXAMINATIONS, ids=lambda path: path.stem)
def test_recipes_of_examinations(path: Path, tmp_path: Path) -> None:
    plan = find_recipe(str(path))
    assert isinstance(plan, LookalikesRecipe if path.parent.name == "same-object" else Plan)
    (tmp_path / "again.toml").write_text(shown(plan, []))
    assert read_toml(type(plan), tmp_path / "again.toml") == plan


def test_recipes_of_training_can_be_changed() -> None:
    recipe = find_recipe("default")
    assert isinstance(recipe, Recipe)
    assert "heads = 0.5" in shown(recipe, ["optimiser.heads=0.5"])


def test_examinations_cannot_be_changed() -> None:
    with pytest.raises(ConfigError, match="expected one of a single training"):
        shown(find_recipe(str(ROOT / "benchmark" / "default.toml")), ["runs=1"])


def test_a_series(tmp_path: Path) -> None:
    series = find_recipe(str(ROOT / "default.toml"))
    assert isinstance(series, Series)
    (tmp_path / "again.toml").write_text(shown(series, []))
    assert read_toml(Series, tmp_path / "again.toml") == series


def test_there_is_no_such_recipe() -> None:
    with pytest.raises(ConfigError, match="cannot be opened"):
        find_recipe("none.toml")
