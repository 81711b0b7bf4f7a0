from __future__ import annotations

from pathlib import Path

import pytest

from seesame.data.coco import read_coco
from seesame.errors import ConfigError
from seesame.evaluate import split
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.recipe import Recipe, read_recipe

FOLDER = Path(__file__).resolve().parents[2] / "recipes" / "paper" / "train"
TRAINED = sorted(FOLDER.glob("*.toml"))


def read(name: str) -> PaperRecipe:
    recipe = read_recipe(FOLDER / f"{name}.toml")
    assert isinstance(recipe, PaperRecipe)
    return recipe


@pytest.mark.parametrize("path", TRAINED, ids=lambda path: path.stem)
def test_every_published_recipe_reads(path: Path) -> None:
    recipe = read_recipe(path)
    assert isinstance(recipe, PaperRecipe)
    assert recipe.name == f"paper-{path.stem}"
    assert [(each.rate, each.layers) for each in recipe.stages] == [(0.02, "heads"), (0.02, "all"), (0.002, "all")]
    assert recipe.sources[0].last_left_out == 3000


def test_the_schedules() -> None:
    epochs = [[stage.steps // 1000 for stage in read(name).stages] for name in ("small", "split-1", "full")]
    assert epochs == [[1, 119, 40], [1, 119, 40], [1, 239, 80]]
    assert read("full").network == read("split-2").network == "paper-large"
    assert read("small").network == "paper-small"


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_split_leaves_out_its_twenty_categories(number: int, shared_data: Path) -> None:
    coco = read_coco(shared_data / "coco" / "annotations" / "instances_train2017.json", shared_data / "coco/train2017")
    assert set(read(f"split-{number}").excluded) == set(split(coco.categories, number))
    assert not read("full").excluded


def test_the_stage_of_a_step() -> None:
    recipe = read("small")
    assert recipe.steps == 160_000
    found = [recipe.stage_of(step) for step in (0, 999, 1000, 119_999, 120_000, 999_999)]
    assert found == [recipe.stages[each] for each in (0, 0, 1, 1, 2, 2)]


def test_a_recipe_of_no_paper_network_is_for_the_default_one(tmp_path: Path) -> None:
    (tmp_path / "it.toml").write_text('name = "it"\n[[sources]]\nannotations = "a.json"\n')
    assert isinstance(read_recipe(tmp_path / "it.toml"), Recipe)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[stages]]\nsteps = 1\nrate = 1\nlayers = "head"', "layers is 'head', expected one of heads, 5\\+, 4\\+"),
        ("[[stages]]\nsteps = 0\nrate = 1", "steps is 0"),
        ("[[stages]]\nsteps = 1\nrat = 1", "there is no key 'rat'; did you mean 'rate'"),
        ("stages = []", r"has no stages; give at least one \[\[stages\]\]"),
        ("checkpoint_every = 0\n[[stages]]\nsteps = 1\nrate = 1", "checkpoint_every is 0"),
        ("hold_back = 1.0\n[[stages]]\nsteps = 1\nrate = 1", "hold_back is 1.0"),
        ("[losses]\nboxes = 1.0\n[[stages]]\nsteps = 1\nrate = 1", "there is no key 'boxes'; did you mean 'box'"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, told: str) -> None:
    source = '[[sources]]\nannotations = "a.json"\n'
    (tmp_path / "it.toml").write_text(f'name = "it"\nnetwork = "paper-small"\n{text}\n{source}')
    with pytest.raises(ConfigError, match=told):
        read_recipe(tmp_path / "it.toml")
