"""The training run: from a recipe to a checkpoint, interruptible at any moment."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import torch
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter

from seesame.configuration import build_from
from seesame.data.sources import read_pool
from seesame.errors import ConfigError
from seesame.train import checkpoint
from seesame.train.closed_learner import ClosedLearner
from seesame.train.closed_recipe import ClosedRecipe
from seesame.train.learner import Learner, OnDevice, Shared
from seesame.train.lite_learner import LiteLearner
from seesame.train.mixed import Mixed
from seesame.train.paper_learner import PaperLearner
from seesame.train.paper_recipe import PaperRecipe
from seesame.train.processes import ALONE, Processes
from seesame.train.recipe import AnyRecipe, Recipe
from seesame.train.watch import Finds, Judge, Watch

Progress = Callable[[int, int, str], None]

FINDS_SIDE = 400
"""Pixels along the longer side of what the curves keep of each checkpoint."""

LEARNERS: dict[type, Callable[..., Learner]] = {
    Recipe: LiteLearner,
    PaperRecipe: PaperLearner,
    ClosedRecipe: ClosedLearner,
}
"""What trains, by the kind of its recipe."""


class Run:
    """A network in training and everything its next step depends on."""

    def __init__(self, recipe: AnyRecipe, data: Path, device: str = "cpu", processes: Processes = ALONE) -> None:
        self.recipe, self.device, self.processes = recipe, _device(device), processes
        if recipe.episodes.scenes < processes.count:
            raise ConfigError(
                f"{processes.count} processes share {recipe.episodes.scenes} scenes a batch, expected a scene for each "
                "at least; start fewer, or raise episodes.scenes"
            )
        torch.manual_seed(recipe.seed)
        pool = read_pool(recipe.sources, data, recipe.hold_back, excluded=recipe.excluded)
        self.learner = LEARNERS[type(recipe)](recipe, pool, self.device)
        self.done = 0
        self.watch = Watch(recipe.patience)
        self._losses: torch.nn.Module | None = None
        precision = recipe.computing.precision
        self._scaler = torch.amp.GradScaler(self.device.type, enabled=precision == "float16")
        if precision != "float32":
            Mixed(self.learner.network, self.device, getattr(torch, precision))

    def step(self, batches: Iterator[OnDevice]) -> dict[str, float]:
        """Learn from the next batches; returns their mean losses."""
        learner, parts = self.learner, self.recipe.computing.accumulate
        if learner.prepare(self.done) or self._losses is None:
            self._losses = self.processes.wrap(learner.losses)
        learner.optimiser.zero_grad(set_to_none=True)
        figures: dict[str, float] = {}
        for number in range(self.done * parts, (self.done + 1) * parts):
            found = self.processes.means(self._losses(next(batches).to(self.device), number))
            loss = torch.stack([learner.weights[name] * each for name, each in found.items()]).sum()
            self._scaler.scale(loss / parts).backward()  # type: ignore[no-untyped-call]
            for name, each in self.processes.told(found).items():
                figures[name] = figures.get(name, 0.0) + each / parts
        self._scaler.unscale_(learner.optimiser)
        norm = torch.nn.utils.clip_grad_norm_(learner.network.parameters(), learner.clip)
        if torch.isfinite(norm):
            self._scaler.step(learner.optimiser)
            learner.learnt()
        self._scaler.update()
        self.done += 1
        return figures | {"gradient": float(norm)}

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {
            "recipe": json.dumps(dataclasses.asdict(self.recipe), sort_keys=True),
            "preset": self.recipe.network,
            "step": self.done,
            "watch": self.watch.state(),
            "scaler": self._scaler.state_dict(),
            "optimiser": self.learner.optimiser.state_dict(),
        } | self.learner.state()

    def restore(self, state: dict[str, Any], source: Path) -> None:
        """Go on from a checkpoint.

        Raises: ConfigError: it was made by another recipe, or by a version of seesame that trains otherwise.
        """
        if state["preset"] != self.recipe.network or _that_teaches(
            build_from(type(self.recipe), json.loads(state["recipe"]), str(source))
        ) != _that_teaches(self.recipe):
            raise ConfigError(
                f"{source} was made by another recipe; resume with that one, or start anew in another folder"
            )
        self.learner.restore(state)
        try:
            self.learner.optimiser.load_state_dict(state["optimiser"])
        except ValueError as error:  # parameters are in other groups
            raise ConfigError(
                f"{source} was made by a version of seesame that trains otherwise ({error}); begin another run "
                f"with it in another folder, as in --weights {source}"
            ) from error
        self.done = int(state["step"])
        self.watch.restore(state.get("watch", {}))
        self._scaler.load_state_dict(state.get("scaler", {}))

    def batches(self, workers: int) -> Iterator[OnDevice]:
        """The batches that are left, or this process's shares of them, made ahead by `workers` processes."""
        parts = self.recipe.computing.accumulate
        loader: DataLoader[OnDevice] = DataLoader(
            _Shares(self.learner.episodes, self.processes.number, self.processes.count),  # type: ignore[arg-type]
            batch_size=None,
            collate_fn=self.learner.tensors,
            sampler=range(self.done * parts, self.recipe.ends * parts),
            num_workers=workers,
            prefetch_factor=4 if workers else None,
            worker_init_fn=_one_thread,
            multiprocessing_context="spawn" if workers else None,
        )
        return iter(loader)


@dataclasses.dataclass(frozen=True)
class _Shares:
    """What one process learns from, by the number of the batch."""

    episodes: Shared
    number: int
    count: int

    def __getitem__(self, batch: int) -> Any:
        return self.episodes.share(batch, self.number, self.count)


def run(
    recipe: AnyRecipe,
    data: Path,
    out: Path,
    resume: bool = True,
    workers: int = 1,
    progress: Progress | None = None,
    device: str = "cpu",
    processes: Processes = ALONE,
    judge: Judge | None = None,
    finds: Finds | None = None,
) -> Path:
    """Train by a recipe, alone or as one of several processes that do the same.

    Writes into `out`: `last.pt` every `recipe.checkpoint_every` steps and at the end, with a `judge` also the best of
    these as `best.pt`; curves for TensorBoard, with what is found in some pictures at each checkpoint if `finds` makes
    them. With `resume` an existing `last.pt` is gone on from: the result is the one of an uninterrupted run to the last
    bit. With a judge and patience the run may end early.
    Returns: the path of the checkpoint.
    Raises: DataError: the data cannot be used. ConfigError: the checkpoint there is of another recipe, torch has no
        such device, or there is patience and no judge.
    """
    if recipe.patience and judge is None:
        raise ConfigError(
            f"patience is {recipe.patience}, and nothing judges the checkpoints; name data to judge them by, or set it "
            "to 0"
        )
    training = Run(recipe, data, device, processes)
    path = out / "last.pt"
    if resume and path.exists():
        training.restore(checkpoint.load(path), path)
    else:
        training.learner.start()
    began, first = time.monotonic(), training.done
    with _curves(out, training) as curves:
        batches = training.batches(workers)
        while training.done < recipe.ends and not training.watch.over:
            figures = training.step(batches)
            if training.done % 10 == 0:
                for name, value in figures.items():
                    curves.add_scalar(name, value, training.done)
            if training.done % recipe.checkpoint_every == 0 or training.done == recipe.ends:
                if processes.first:
                    _keep(path, training, judge, finds, curves)
                training.watch.over = processes.agreed(training.watch.over)
            if progress:
                each = (time.monotonic() - began) / (training.done - first)
                text = " ".join(f"{name} {value:.3f}" for name, value in figures.items())
                progress(training.done, recipe.ends, f"{text} | {each:.2f} s a step")
    return path


def _keep(path: Path, training: Run, judge: Judge | None, finds: Finds | None, curves: Curves) -> None:
    """Write a checkpoint; if it is the best one, first as `best.pt`, so that a kill in between loses neither."""
    if finds is not None:
        for name, picture in finds(training.learner).items():
            curves.add_image(name, _at_most(FINDS_SIDE, picture), training.done, dataformats="HWC")
    if judge is not None:
        good = judge(training.learner)
        curves.add_scalar("judged", good, training.done)
        if training.watch.better(good):
            checkpoint.save(path.with_name("best.pt"), training.state())
    checkpoint.save(path, training.state())


def _at_most(side: int, picture: Any) -> Any:
    """The picture (H, W, 3), made smaller if a side is longer."""
    scale = side / max(picture.shape[:2])
    return picture if scale >= 1 else cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


class _NoCurves:
    """What the processes write that leave it to the first."""

    def add_scalar(self, name: str, value: float, step: int) -> None:
        """Nothing."""

    def add_image(self, name: str, picture: Any, step: int, dataformats: str) -> None:
        """Nothing."""


Curves = SummaryWriter | _NoCurves


@contextmanager
def _curves(out: Path, training: Run) -> Iterator[Curves]:
    if not training.processes.first:
        yield _NoCurves()
        return
    with SummaryWriter(str(out / "curves"), purge_step=training.done) as curves:
        yield curves


def _that_teaches(recipe: AnyRecipe) -> AnyRecipe:
    """The recipe without what only goes on the weights card."""
    return dataclasses.replace(recipe, sources=tuple(dataclasses.replace(s, licence="") for s in recipe.sources))


def _device(name: str) -> torch.device:
    try:
        torch.zeros(1, device=name)
        return torch.device(name)
    except (RuntimeError, AssertionError) as error:
        raise ConfigError(
            f"torch {torch.__version__} cannot compute on {name!r} ({str(error).splitlines()[0]}); give cpu, or a "
            "device that it has, such as cuda"
        ) from error


def _one_thread(_: int) -> None:
    """A worker makes pictures on one thread: the network has the others."""
    import cv2

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
