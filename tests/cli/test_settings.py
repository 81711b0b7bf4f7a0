from __future__ import annotations

import pytest

from seesame.cli.settings import changed
from seesame.data.sources import SourceSpec
from seesame.errors import ConfigError
from seesame.train.recipe import Recipe

RECIPE = Recipe(
    name="tiny",
    sources=(SourceSpec("a.json", "a", 1.0, True), SourceSpec("b.json", "b", 2.0, False, aliases="same.json")),
)


def test_nothing_changed_is_the_same_recipe() -> None:
    assert changed(RECIPE, []) == RECIPE


def test_values_of_every_depth() -> None:
    recipe = changed(
        RECIPE, ["steps=5", "optimiser.heads=2e-3", "sources.1.weight=3", "name=my run", "sources.0.pictures=c"]
    )
    assert (recipe.steps, recipe.optimiser.heads, recipe.name) == (5, 2e-3, "my run")
    assert (recipe.sources[1].weight, recipe.sources[0].pictures) == (3.0, "c")
    assert recipe.sources[1].aliases == "same.json"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps", "KEY=VALUE"),
        ("=5", "KEY=VALUE"),
        ("stepz=5", "steps"),
        ("steps=many", "steps"),
        ("optimizer.heads=1", "optimiser"),
        ("optimiser.head=1", "heads"),
        ("sources.7.weight=1", "expected one of: 0, 1"),
        ("sources.7=1", "expected one of: 0, 1"),
        ("steps.more.still=1", "more"),
    ],
)
def test_mistakes_say_what_to_do(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        changed(RECIPE, [text])
