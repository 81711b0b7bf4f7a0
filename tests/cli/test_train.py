from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

from seesame.train import loop

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


@pytest.fixture
def asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the training was asked for, instead of training; recipe.toml lies here."""
    (here / "recipe.toml").write_text(RECIPE)
    asked: dict[str, Any] = {}

    def run(recipe: object, data: Path, out: Path, **options: Any) -> Path:
        asked.update(recipe=recipe, data=data, out=out, **options)
        options["progress"](1, 7, "match 0.5")
        return out / "last.pt"

    monkeypatch.setattr(loop, "run", run)
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
    assert "seesame export runs/tiny/last.pt" in err


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
    Path("paper.toml").write_text(RECIPE.replace("steps = 7", "[[stages]]\nsteps = 7\nrate = 0.02"))
    code, _, err = seesame("train", "paper.toml", "--set", "network=paper-large")
    assert code == 0 and asked["recipe"].steps == 7
    assert "seesame evaluate --system paper-large --weights runs/tiny/last.pt" in err
