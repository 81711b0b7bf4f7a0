"""A series of runs: each may begin with what an earlier one left, and the mean of some is what counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seesame.train.averaging import average
from seesame.train.export import export
from seesame.train.loop import Progress, run
from seesame.train.processes import ALONE, Processes
from seesame.train.recipe import Recipe
from seesame.train.series_recipe import Series

WEIGHTS = "weights"
"""What the folder of exported weights is called in the folder of their run."""


def run_series(
    series: Series,
    recipes: Sequence[Recipe],
    data: Path,
    out: Path,
    resume: bool = True,
    workers: int = 1,
    progress: Progress | None = None,
    device: str = "cpu",
    processes: Processes = ALONE,
) -> Path:
    """Train by the recipes of a series, alone or as one of several processes that do the same.

    Each run lies in a folder of its name in `out`; a recipe that starts with what an earlier run leaves finds it there.
    With `resume` runs that are done are left as they are, and one that is not goes on.
    Returns: the path of the checkpoint of the mean, `last.pt` in `out`.
    Raises: as `run`.
    """
    names = [each.name for each in recipes]
    exported = {Path(each.start).parent.name for each in recipes if Path(each.start).name == WEIGHTS}
    before, total = 0, sum(each.ends for each in recipes)
    for number, recipe in enumerate(recipes):
        placed = replace(recipe, start=_placed(recipe.start, out, names[:number]))
        folder = out / recipe.name
        told = progress and _Part(progress, recipe.name, before, total)
        checkpoint = run(placed, data, folder, resume, workers, told, device, processes)
        if recipe.name in exported and processes.first and not (resume and (folder / WEIGHTS).exists()):
            export(checkpoint, folder / WEIGHTS)
        processes.agreed(True)  # the others wait for what the first has written
        before += recipe.ends
    if processes.first:
        average([out / name / "last.pt" for name in series.mean], out / "last.pt")
    return out / "last.pt"


def _placed(start: str, out: Path, earlier: Sequence[str]) -> str:
    """Where a run starts, in the folder of the series if an earlier run leaves it."""
    path = Path(start)
    return str(out / path.parent.name / path.name) if path.parent.name in earlier else start


@dataclass(frozen=True)
class _Part:
    """Tells of one run as a part of all."""

    progress: Progress
    name: str
    before: int
    total: int

    def __call__(self, done: int, _: int, text: str) -> None:
        self.progress(self.before + done, self.total, f"{self.name} {text}")
