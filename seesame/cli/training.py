"""What `seesame train` and `seesame maskrcnn train` have in common."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seesame.cli.screen import Report, complain, progress, span
from seesame.errors import ConfigError

if TYPE_CHECKING:
    from seesame.data import Dataset
    from seesame.data.sources import SourceSpec
    from seesame.train.processes import Processes
    from seesame.train.recipe import AnyRecipe

OBJECT = "object"
_ENOUGH = 60.0  # seconds of steps that tell how long the rest will take

Unnamed = Annotated[str, typer.Option(metavar="NAME", help="What to call objects that the format gives no name.")]
Check = Annotated[
    Path | None,
    typer.Option(
        metavar="DATA",
        help="Other annotations, by which the best checkpoint is chosen and the weights are measured.",
        show_default=False,
    ),
]
DataFolder = Annotated[Path, typer.Option(metavar="DIR", help="The folder that the paths in a recipe start from.")]
RunFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for checkpoints, curves and weights.", show_default="runs/NAME"),
]
Resume = Annotated[
    bool, typer.Option("--resume/--fresh", help="Go on from the checkpoint in the folder, or start anew.")
]
Workers = Annotated[int, typer.Option(metavar="COUNT", min=0, help="Processes that make the batches.")]
Device = Annotated[str, typer.Option(metavar="DEVICE", help="Where torch computes: cpu, cuda, cuda:1, ...")]


def planned(
    what: Path,
    data: Path,
    own: Callable[[str, SourceSpec], AnyRecipe],
    unnamed: str,
    start: str | None,
    changes: list[str],
) -> tuple[AnyRecipe, Path]:
    """The recipe in a file, or that of annotations of one's own; and the folder that its paths start from.

    Takes: own, what makes a recipe of a name and a source; start, what to begin with in place of what the recipe says.
    Raises: ConfigError: a recipe that cannot be used.
    """
    from seesame.cli.settings import changed
    from seesame.data.sources import SourceSpec
    from seesame.train.recipe import read_recipe

    if what.suffix == ".toml":
        recipe = read_recipe(what)
    else:
        name = what.resolve().parent.name if what.stem in ("train", "annotations") else what.stem
        recipe = own(name, SourceSpec(what.name, category=unnamed))
        data = what.resolve().parent
    recipe = recipe if start in (None, "last") else replace(recipe, start=start)
    return changed(recipe, changes), data


def run_folder(out: Path | None, recipe: AnyRecipe, start: str | None) -> Path:
    """Where the run lies.

    Raises: ConfigError: it is to go on, and there is nothing to go on from.
    """
    folder = out or Path("runs") / recipe.name
    if start == "last" and not (folder / "last.pt").exists():
        raise ConfigError(f"--weights last was given and {folder / 'last.pt'} is not there; name the run's --out")
    return folder


def checked_by(check: Path, unnamed: str, recipe: AnyRecipe) -> Dataset:
    """What the training is checked on; objects without a name are called as the recipe's only source calls them."""
    from seesame.data import open_dataset

    called = {each.category for each in recipe.sources if each.category is not None}
    return open_dataset(check, category=called.pop() if len(called) == 1 else unnamed)


class HowLong:
    """Reports on, and says once, after a minute of steps, when all will be done."""

    def __init__(self, report: Report, now: Callable[[], float] = time.monotonic) -> None:
        self._report, self._now = report, now
        self._first: tuple[float, int] | None = None
        self._told = False

    def __call__(self, done: int, total: int, text: str) -> None:
        """As any report."""
        self._report(done, total, text)
        now = self._now()
        began, before = self._first = self._first or (now, done)
        if not self._told and now - began >= _ENOUGH and done < total:
            self._told = True
            each = (now - began) / (done - before)
            left = timedelta(seconds=round(each * (total - done)))
            end = datetime.now() + left
            complain(
                f"a step takes {each:.2g} s; the {total - done} that are left take {span(left.total_seconds())}, "
                f"until about {end:%H:%M}{f' on {end:%d %B}' if left > timedelta(hours=12) else ''}"
            )


def trained(
    folder: Path,
    device: str,
    quiet: bool,
    learn: Callable[[Report, str, Processes], Path],
    finish: Callable[[Path], None],
) -> None:
    """Learn, alone or as one of several processes, and let the first of them finish with the checkpoint.

    Takes: folder, of the run; learn, called with where to tell of progress, the device and the processes; it gives the
        checkpoint.
    Raises: typer.Exit: somebody stopped it; how it goes on has been said.
    """
    from seesame.train.processes import joined

    try:
        with joined(device) as (processes, own):
            with progress("training", quiet or not processes.first) as report:
                told: Report = HowLong(report) if processes.first and not quiet else report
                checkpoint = learn(told, own, processes)
            if processes.first:
                finish(checkpoint)
    except KeyboardInterrupt:
        complain(f"interrupted; the same command without --fresh goes on from the last checkpoint in {folder}")
        raise typer.Exit(130) from None


def chosen(checkpoint: Path, judge: Any) -> Path:
    """The best checkpoint of a run that was judged, the last one of another."""
    best = checkpoint.with_name("best.pt")
    return best if judge is not None and best.exists() else checkpoint
