from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from seesame.train import checkpoint, loop, series
from seesame.train.recipe import Recipe
from seesame.train.series import run_series
from seesame.train.series_recipe import Series

SERIES = Series("both", ("one.toml", "two.toml", "three.toml"), ("two", "three"))


@pytest.fixture(scope="module")
def recipes(tiny: Recipe) -> tuple[Recipe, ...]:
    """Of three runs, which begin with ImageNet, with the weights and with the checkpoint of the one before."""
    short = replace(tiny, steps=2, optimiser=replace(tiny.optimiser, warm_up=1))
    return (
        replace(short, name="one", steps=4, until=2),
        replace(short, name="two", start="runs/one/weights"),
        replace(short, name="three", start="runs/two/last.pt"),
    )


@pytest.fixture(scope="module")
def trained(
    recipes: tuple[Recipe, ...], shapes: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    """The folder of a series, and what was told."""
    out, told = tmp_path_factory.mktemp("series"), list[str]()

    def tell(done: int, total: int, text: str) -> None:
        told.append(f"{done}/{total} {text.split()[0]}")

    run_series(SERIES, recipes, shapes, out, workers=0, progress=tell)
    return out, told


def kept(path: Path) -> dict[str, torch.Tensor]:
    return {name: each for name, each in checkpoint.load(path)["average"].items() if name.startswith("module.")}


def test_run_after_run_is_told_as_one(trained: tuple[Path, list[str]]) -> None:
    assert trained[1] == ["1/6 one", "2/6 one", "3/6 two", "4/6 two", "5/6 three", "6/6 three"]


def test_what_counts_is_the_mean(trained: tuple[Path, list[str]]) -> None:
    out, _ = trained
    two, three, mean = (kept(out / name / "last.pt") for name in ("two", "three", "."))
    assert any(not torch.equal(two[name], three[name]) for name in two)
    for name, each in mean.items():
        assert torch.allclose(each.float(), (two[name].float() + three[name].float()) / 2, atol=1e-6), name
    assert [each["name"] for each in checkpoint.load(out / "last.pt")["averaged"]] == ["two", "three"]


def test_each_is_what_it_would_be_by_itself(
    trained: tuple[Path, list[str]], recipes: tuple[Recipe, ...], shapes: Path, tmp_path: Path
) -> None:
    alone = replace(recipes[1], start=str(trained[0] / "one" / "weights"))
    own = kept(loop.run(alone, shapes, tmp_path, workers=0))
    assert all(torch.equal(each, own[name]) for name, each in kept(trained[0] / "two" / "last.pt").items())


def test_what_was_stopped_goes_on(
    trained: tuple[Path, list[str]],
    recipes: tuple[Recipe, ...],
    shapes: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Stopped in the second run; what comes in the end is what an undisturbed series gave."""

    def stop(done: int, total: int, text: str) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_series(SERIES, recipes, shapes, tmp_path, workers=0, progress=stop)
    monkeypatch.setattr(series, "export", lambda *given: pytest.fail("what is there is not made again"))
    moved = tmp_path / "last.pt"
    assert run_series(SERIES, recipes, shapes, tmp_path, workers=0) == moved
    undisturbed = kept(trained[0] / "last.pt")
    assert all(torch.equal(each, undisturbed[name]) for name, each in kept(moved).items())
