from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from seesame.configuration import read_toml
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.recipe import Recipe
from seesame.train.series_recipe import is_series

Program = Callable[..., tuple[int, str, str]]
FOLDER = Path(__file__).resolve().parents[2] / "recipes"
RECIPES = sorted(path for path in FOLDER.glob("*.toml") if not is_series(path))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_what_is_shown_reads_back_to_the_same(path: Path, seesame: Program) -> None:
    code, out, _ = seesame("config", "show", str(path))
    Path("again.toml").write_text(out)
    assert code == 0
    assert read_toml(Recipe, Path("again.toml")) == read_toml(Recipe, path)
    assert "smallest_reference = " in out  # what no recipe says


def test_a_recipe_of_the_papers_network(seesame: Program) -> None:
    path = FOLDER / "paper" / "train" / "split-1.toml"
    code, out, _ = seesame("config", "show", str(path), "--set", "stages.0.steps=7", "excluded=[]")
    Path("again.toml").write_text(out)
    again, first = read_toml(PaperRecipe, Path("again.toml")), read_toml(PaperRecipe, path)
    assert code == 0 and again.stages[0].steps == 7 and again.stages[1:] == first.stages[1:]
    assert len(first.excluded) == 20 and not again.excluded


def test_the_recipe_of_the_default_weights(seesame: Program) -> None:
    code, out, _ = seesame("config", "show", "default", "--set", "steps=5")
    assert code == 0 and "\nsteps = 5\n" in out and "[[sources]]" in out


def test_an_unknown_key_names_its_neighbour(seesame: Program) -> None:
    Path("mine.toml").write_text('name = "mine"\nstps = 3\n')
    code, _, err = seesame("config", "show", "mine.toml")
    assert code == 2 and "there is no key 'stps'; did you mean 'steps'?" in err
