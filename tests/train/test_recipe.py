from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from seesame import Finder, Reference, demo, read
from seesame.cli.app import main
from seesame.configuration import build_from
from seesame.data.coco import read_coco
from seesame.data.sources import SourceSpec, read_pool
from seesame.errors import ConfigError
from seesame.evaluate import split
from seesame.train.recipe import OptimiserConfig, Recipe, own_recipe, read_recipe
from seesame.train.series_recipe import is_series
from seesame.weights import find
from seesame.weights.card import read_card

FOLDER = Path(__file__).resolve().parents[2] / "recipes"
RECIPES = sorted(path for path in FOLDER.glob("*.toml") if not is_series(path))

SMALLEST = """
name = "small"

[[sources]]
annotations = "a.json"
pictures = "a"
weight = 1
exhaustive = true
"""


def written(folder: Path, text: str) -> Recipe:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return read_recipe(path)


def test_the_least_that_makes_a_recipe(tmp_path: Path) -> None:
    recipe = written(tmp_path, SMALLEST)
    assert (recipe.name, recipe.network, recipe.steps) == ("small", "lite", 1000)
    assert recipe.sources == (SourceSpec("a.json", "a", 1.0, True),)
    assert recipe.optimiser == OptimiserConfig()


def test_everything_said_is_heard(tiny: Recipe) -> None:
    assert (tiny.steps, tiny.seed, tiny.optimiser.warm_up, tiny.episodes.reference_side) == (6, 5, 2, 64)
    assert tiny.episodes.long_sides == (110.0, 200.0)
    assert tiny.sources[0].licence == "CC0"


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_every_published_recipe_reads(path: Path) -> None:
    recipe = read_recipe(path)
    assert recipe.name == path.stem
    assert recipe.sources


def test_a_run_may_end_before_its_rate_has_come_down(tmp_path: Path) -> None:
    assert written(tmp_path, SMALLEST).ends == 1000
    assert written(tmp_path, "until = 30\n" + SMALLEST).ends == 30


def test_round_trip_through_a_checkpoint(tiny: Recipe) -> None:
    assert build_from(Recipe, json.loads(json.dumps(dataclasses.asdict(tiny))), "checkpoint") == tiny


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stepz = 3\n" + SMALLEST, "there is no key 'stepz'; did you mean 'steps'?"),
        ("qqq = 3\n" + SMALLEST, "there is no key 'qqq'; known keys: name, sources"),
        (SMALLEST + "[optimiser]\nhead = 1.0\n", "optimiser: there is no key 'head'; did you mean 'heads'?"),
        (SMALLEST + 'colour = "red"\n', r"sources\[0\]: there is no key 'colour'"),
        ('name = "x"', "the key 'sources' is missing"),
        (SMALLEST.replace('name = "small"', ""), "the key 'name' is missing"),
        (SMALLEST.replace('annotations = "a.json"', ""), r"sources\[0\]: the key 'annotations' is missing"),
        ('steps = "many"\n' + SMALLEST, "steps is 'many'; expected int"),
        ("steps = 2.5\n" + SMALLEST, "steps is 2.5; expected int"),
        ("steps = true\n" + SMALLEST, "steps is True; expected int"),
        ("optimiser = 3\n" + SMALLEST, "optimiser is 3; expected OptimiserConfig"),
        ('name = "x"\nsources = "a"', "sources is 'a'; expected tuple"),
        (SMALLEST + 'unnamed = ["a", 3]\n', r"sources\[0\]: unnamed\[1\] is 3; expected str"),
        (SMALLEST + "aliases = 3\n", "aliases is 3; expected str | None"),
        (SMALLEST + "[episodes]\nlong_sides = [330.0]\n", "long_sides has 1 values; expected 2"),
        (SMALLEST + "[episodes]\nshots = [99]\n", "shots is"),
        ("steps = 0\n" + SMALLEST, "steps is 0, expected 1 or more"),
        ("checkpoint_every = 0\n" + SMALLEST, "checkpoint_every is 0"),
        ("outlines = 20\nmatched = 9\nregions = 10\n" + SMALLEST, "outlines is 20, expected at most regions, 10"),
        ("regions = 40\n" + SMALLEST, "matched is 48, expected at most regions, 40"),
        ("hold_back = 1.0\n" + SMALLEST, "hold_back is 1.0"),
        ("until = 1001\n" + SMALLEST, "until is 1001, expected 0 \\(all steps\\) to 1000"),
        ("until = -1\n" + SMALLEST, "until is -1"),
        ("patience = -1\n" + SMALLEST, "patience is -1, expected 0"),
        (SMALLEST + "[computing]\naccumulate = 0\n", "accumulate is 0, expected 1 or more"),
        (SMALLEST + '[computing]\nprecision = "half"\n', "precision is 'half', expected one of float32, bfloat16"),
        ("steps = 5\n" + SMALLEST + "[[stages]]\nsteps = 6\nrate = 1\n", "the stages have 6 steps, expected at most"),
        (SMALLEST + "[[stages]]\nsteps = 6\nrate = 0\n", "rate is 0.0, expected more than 0"),
        ('name = "x"\nsources = []', "the recipe 'x' has no sources"),
        ("name = ", "is not TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told.replace("?", r"\?").replace("|", r"\|")):
        written(tmp_path, text)


def test_whole_numbers_are_good_where_a_fraction_is_expected(tmp_path: Path) -> None:
    weight = written(tmp_path, SMALLEST).sources[0].weight
    assert weight == 1.0
    assert isinstance(weight, float)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be opened .*give the path of a recipe"):
        read_recipe(tmp_path / "none.toml")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is not TOML"):
        read_recipe(tmp_path / "recipe.toml")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_recipes_of_the_splits_exclude_what_the_split_holds_out(number: int, shared_data: Path) -> None:
    recipe = read_recipe(FOLDER / f"novel-{number}.toml")
    coco = read_coco(shared_data / recipe.sources[0].annotations, shared_data / recipe.sources[0].pictures)
    held_out = split(coco.categories, number)
    assert set(held_out) <= set(recipe.excluded)
    assert not {category for category in coco.categories.values() if category not in held_out} & set(recipe.excluded)
    pool = read_pool(recipe.sources, shared_data, recipe.hold_back, excluded=recipe.excluded)
    assert not set(recipe.excluded) & set(pool.places)
    assert len(pool.askable) > 300


def test_the_recipe_for_ones_own_data_is_the_published_one() -> None:
    published = read_recipe(FOLDER / "own-small.toml")
    assert own_recipe("own-small", SourceSpec("mugs/train", category="mug")) == published
    assert isinstance(published, Recipe) and published.stage_of(59) == published.stages[0]
    assert published.stage_of(60) is None


def test_a_few_pictures_become_weights_that_are_measured(
    shapes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a user would: annotated pictures in, weights that find out; stopped at nothing."""
    small = ["steps=2", "stages=[]", "checkpoint_every=1", "optimiser.warm_up=1", "episodes.scene_side=128"]
    given = [shapes / "shapes.json", "--check", shapes / "shapes.json", "--out", tmp_path / "run", "--workers", "0"]
    assert main(["train", *map(str, given), "--set", *small]) == 0, capsys.readouterr().err
    assert (tmp_path / "run" / "best.pt").exists() and (tmp_path / "run" / "last.pt").exists()
    card = read_card(tmp_path / "run" / "weights")
    shipped = find("default").card
    assert card.calibration == shipped.calibration and card.presence == shipped.presence
    assert card.files["gist.npy"] == shipped.files["gist.npy"]
    assert card.data[0].pictures == 12
    assert 0 < card.metrics["measured"]["mask"]["AP50"] <= 1
    found = Finder(tmp_path / "run" / "weights").find(demo.coins(), [Reference(read(demo.coins()), demo.COIN)])
    assert len(found) > 5
