from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

from seesame.cli import train
from seesame.train import export, loop, series

Program = Callable[..., tuple[int, str, str]]

RECIPE = """
name = "tiny"
steps = 7

[[sources]]
annotations = "a.json"
pictures = "a"
weight = 1.0
exhaustive = true
"""


PAPER = RECIPE.replace("steps = 7", 'network = "paper-large"\n[[stages]]\nsteps = 7\nrate = 0.02')


@pytest.fixture
def asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the training was asked for, instead of training; recipe.toml lies here."""
    (here / "recipe.toml").write_text(RECIPE)
    asked: dict[str, Any] = {}

    def run(recipe: object, data: Path, out: Path, resume: bool, workers: int, progress: Any, *rest: Any) -> Path:
        asked.update(recipe=recipe, data=data, out=out, resume=resume, workers=workers)
        progress(1, 7, "match 0.5")
        return out / "last.pt"

    def exported(checkpoint: Path, out: Path, *given: Any, **options: Any) -> None:
        asked.update(exported=(checkpoint, out))

    monkeypatch.setattr(loop, "run", run)
    monkeypatch.setattr(export, "export", exported)
    monkeypatch.setattr(train, "_watched", lambda *given: (None, None))
    return asked


def test_a_recipe(seesame: Program, asked: dict[str, Any]) -> None:
    code, _, err = seesame("train", "recipe.toml")
    assert code == 0
    assert (asked["recipe"].name, asked["recipe"].steps) == ("tiny", 7)
    assert (asked["data"], asked["out"], asked["resume"], asked["workers"]) == (
        Path("data"),
        Path("runs/tiny"),
        True,
        1,
    )
    assert asked["exported"] == (Path("runs/tiny/last.pt"), Path("runs/tiny/weights"))
    assert "next: seesame find --weights runs/tiny/weights" in err


def test_settings(seesame: Program, asked: dict[str, Any]) -> None:
    options = [
        "--data",
        "d",
        "--out",
        "o",
        "--fresh",
        "--workers",
        "0",
        "--set",
        "steps=3",
        "sources.0.weight=2",
        "--quiet",
    ]
    assert seesame("train", "recipe.toml", *options)[0] == 0
    assert (asked["data"], asked["out"], asked["resume"], asked["workers"]) == (Path("d"), Path("o"), False, 0)
    assert (asked["recipe"].steps, asked["recipe"].sources[0].weight) == (3, 2.0)


def test_an_interrupt_says_how_to_go_on(
    seesame: Program, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(loop, "run", interrupted)
    code, _, err = seesame("train", "recipe.toml")
    assert code == 130
    assert "goes on from the last checkpoint in runs/tiny" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["missing.toml"], "missing.toml"),
        (["recipe.toml", "--set", "stepz=3"], "did you mean 'steps'?"),
        (["recipe.toml", "--set", "steps"], "KEY=VALUE"),
    ],
)
def test_mistakes_are_2(seesame: Program, asked: dict[str, Any], arguments: list[str], told: str) -> None:
    code, _, err = seesame("train", *arguments)
    assert code == 2
    assert told in err
    assert not asked


def test_what_to_do_with_the_papers_network(seesame: Program, asked: dict[str, Any]) -> None:
    Path("paper.toml").write_text(PAPER)
    code, _, err = seesame("train", "paper.toml")
    assert code == 0 and asked["recipe"].steps == 7
    assert "seesame evaluate --system paper-large --weights runs/tiny/last.pt" in err


def test_data_of_ones_own_begin_with_the_weights_that_ship(seesame: Program, asked: dict[str, Any], here: Path) -> None:
    assert seesame("train", "mugs/train", "--unnamed", "mug", "--set", "seed=4")[0] == 0
    recipe = asked["recipe"]
    assert (recipe.name, recipe.start, recipe.seed) == ("mugs", "default", 4)
    assert (recipe.sources[0].annotations, recipe.sources[0].category) == ("train", "mug")
    assert asked["data"] == here / "mugs"


def test_where_to_start(seesame: Program, asked: dict[str, Any]) -> None:
    assert seesame("train", "recipe.toml", "--weights", "other/weights")[0] == 0
    assert asked["recipe"].start == "other/weights"
    code, _, err = seesame("train", "recipe.toml", "--weights", "last")
    assert code == 2 and "runs/tiny/last.pt is not there" in err


def test_the_papers_network_is_not_judged(seesame: Program, here: Path) -> None:
    (here / "paper.toml").write_text(PAPER)
    code, _, err = seesame("train", "paper.toml", "--check", "val")
    assert code == 2 and "--check was given, which judges the default network" in err


@pytest.fixture
def two(asked: dict[str, Any], here: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a series was asked for, instead of training; series.toml lies here."""
    (here / "other.toml").write_text(RECIPE.replace("tiny", "other"))
    (here / "series.toml").write_text('name = "two"\nruns = ["recipe.toml", "other.toml"]\nmean = ["tiny", "other"]\n')

    def run_series(series: object, recipes: object, data: Path, out: Path, resume: bool, *rest: Any) -> Path:
        asked.update(series=series, recipes=recipes, data=data, out=out, resume=resume)
        return out / "last.pt"

    monkeypatch.setattr(series, "run_series", run_series)
    return asked


def test_a_series(seesame: Program, two: dict[str, Any]) -> None:
    code, _, err = seesame("train", "series.toml", "--data", "d", "--fresh", "--set", "steps=3", "-q")
    assert code == 0, err
    assert [(each.name, each.steps) for each in two["recipes"]] == [("tiny", 3), ("other", 3)]
    assert (two["data"], two["out"], two["resume"]) == (Path("d"), Path("runs/two"), False)
    assert two["exported"] == (Path("runs/two/last.pt"), Path("runs/two/weights"))


def test_a_series_says_itself_where_its_runs_begin(seesame: Program, two: dict[str, Any]) -> None:
    code, _, err = seesame("train", "series.toml", "--check", "val", "--weights", "default")
    assert code == 2 and "--check and --weights came with a series" in err
    assert not two


def test_a_series_is_interrupted(seesame: Program, two: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(series, "run_series", interrupted)
    code, _, err = seesame("train", "series.toml")
    assert code == 130 and "goes on from the last checkpoint in runs/two" in err
