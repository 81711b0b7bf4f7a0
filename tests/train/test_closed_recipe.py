from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from seesame.configuration import to_toml
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError
from seesame.model.config import CLOSED_PRESETS
from seesame.train.closed_recipe import ClosedOptimiserConfig, ClosedRecipe, own_recipe
from seesame.train.recipe import read_recipe

RECIPES = sorted((Path(__file__).parents[2] / "recipes" / "maskrcnn").glob("*.toml"))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_published_recipes_can_be_read_and_written(path: Path, tmp_path: Path) -> None:
    recipe = read_recipe(path)
    assert isinstance(recipe, ClosedRecipe) and recipe.name == path.stem
    (tmp_path / "again.toml").write_text(to_toml(recipe))
    assert read_recipe(tmp_path / "again.toml") == recipe


def test_there_are_recipes() -> None:
    assert {"balloon", "coco", "nucleus", "shapes"} <= {path.stem for path in RECIPES}


def test_cocos_schedule_is_the_old_one() -> None:
    """Heads to epoch 40, 4+ to 120, all at a tenth to 160, of 1,000 steps."""
    recipe = read_recipe(next(path for path in RECIPES if path.stem == "coco"))
    assert isinstance(recipe, ClosedRecipe)
    assert [(stage.steps, stage.layers) for stage in recipe.stages] == [(40000, "heads"), (80000, "4+"), (40000, "all")]
    assert recipe.stages[2].rate == pytest.approx(recipe.stages[1].rate / 10)
    assert recipe.steps == 160000 and recipe.stage_of(119999).layers == "4+" and recipe.stage_of(120000).layers == "all"


@pytest.mark.parametrize("network", CLOSED_PRESETS)
def test_data_of_ones_own_have_a_recipe_for_every_network(network: str) -> None:
    recipe = own_recipe("mugs", SourceSpec("mugs.json"), network)
    assert recipe.network == network and recipe.steps == sum(stage.steps for stage in recipe.stages)
    with pytest.raises(ConfigError, match="lite0"):
        own_recipe("mugs", SourceSpec("mugs.json"), "vgg")


@pytest.mark.parametrize(
    "wrong", [{"sources": ()}, {"stages": ()}, {"checkpoint_every": 0}, {"hold_back": 1.0}, {"threshold": 1.5}]
)
def test_what_no_run_can_be_made_with_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        replace(own_recipe("mugs", SourceSpec("mugs.json"), "lite0"), **wrong)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="adam"):
        ClosedOptimiserConfig("adam")
