"""The training run: from a recipe to a checkpoint, interruptible at any moment."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader
from torch.utils.tensorboard import SummaryWriter

from seesame.configuration import build_from
from seesame.data.episodes import Episodes
from seesame.data.sources import read_pool
from seesame.errors import ConfigError
from seesame.model.build import build_lite
from seesame.train import checkpoint
from seesame.train.proxies import Proxies
from seesame.train.recipe import Recipe
from seesame.train.schedule import optimiser_for, set_rates, share_of_peak
from seesame.train.start import begin
from seesame.train.step import TensorBatch, batch_losses, tensors

Progress = Callable[[int, int, str], None]


class Run:
    """A network in training and everything its next step depends on."""

    def __init__(self, recipe: Recipe, data: Path, device: str = "cpu") -> None:
        self.recipe, self.device = recipe, _device(device)
        torch.manual_seed(recipe.seed)
        pool = read_pool(recipe.sources, data, recipe.hold_back, excluded=recipe.excluded)
        self.episodes = Episodes(pool, recipe.episodes, recipe.seed)
        network = build_lite(recipe.network, imagenet=True)
        self.network = network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network.backbone.freeze(recipe.optimiser.frozen_blocks)
        self.proxies = Proxies(pool, self.network.config.semantic_channels).to(self.device)
        mean = get_ema_multi_avg_fn(recipe.optimiser.average)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(self.network, multi_avg_fn=mean)
        self.optimiser = optimiser_for(self.network, self.proxies, recipe.optimiser)
        self.done = 0

    def start(self) -> None:
        """Begin where the recipe says.

        Raises: DataError, WeightsError: there is no such start.
        """
        begin(self.recipe, self.network, self.proxies, self.episodes)
        self.average.module.load_state_dict(self.network.state_dict())

    def step(self, batch: TensorBatch) -> dict[str, float]:
        """Learn from one batch; returns the losses."""
        recipe = self.recipe
        set_rates(self.optimiser, share_of_peak(self.done, recipe.steps, recipe.optimiser.warm_up))
        found = batch_losses(self.network, self.proxies, batch.to(self.device), recipe, self.done)
        weights = dataclasses.asdict(recipe.losses)
        loss = torch.stack([weights[name] * each for name, each in found.items()]).sum()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), recipe.optimiser.clip)
        if torch.isfinite(norm):
            self.optimiser.step()
            self.average.update_parameters(self.network)
        self.done += 1
        return {name: float(each.detach()) for name, each in found.items()} | {"gradient": float(norm)}

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {
            "recipe": json.dumps(dataclasses.asdict(self.recipe), sort_keys=True),
            "preset": self.recipe.network,
            "step": self.done,
            "network": self.network.state_dict(),
            "proxies": self.proxies.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }

    def restore(self, state: dict[str, Any], source: Path) -> None:
        """Go on from a checkpoint.

        Raises: ConfigError: it was made by another recipe.
        """
        made_by = build_from(Recipe, json.loads(state["recipe"]), str(source))
        if _that_teaches(made_by) != _that_teaches(self.recipe):
            raise ConfigError(
                f"{source} was made by another recipe; resume with that one, or start anew in another folder"
            )
        self.network.load_state_dict(state["network"])
        self.proxies.load_state_dict(state["proxies"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.done = int(state["step"])

    def batches(self, workers: int) -> Iterator[TensorBatch]:
        """The batches that are left, made ahead by `workers` processes."""
        loader: DataLoader[TensorBatch] = DataLoader(
            self.episodes,  # type: ignore[arg-type]
            batch_size=None,
            collate_fn=tensors,  # type: ignore[arg-type]
            sampler=range(self.done, self.recipe.steps),
            num_workers=workers,
            prefetch_factor=4 if workers else None,
            worker_init_fn=_one_thread,
            multiprocessing_context="spawn" if workers else None,
        )
        return iter(loader)


def run(
    recipe: Recipe,
    data: Path,
    out: Path,
    resume: bool = True,
    workers: int = 1,
    progress: Progress | None = None,
    device: str = "cpu",
) -> Path:
    """Train by a recipe.

    Writes `last.pt` every `recipe.checkpoint_every` steps and at the end, and TensorBoard curves, into `out`. With
    `resume` an existing `last.pt` is gone on from: the result is the one of an uninterrupted run to the last bit.
    Returns: the path of the checkpoint.
    Raises: DataError: the data cannot be used. ConfigError: the checkpoint there is of another recipe, or torch has no
        such device.
    """
    training = Run(recipe, data, device)
    path = out / "last.pt"
    if resume and path.exists():
        training.restore(checkpoint.load(path), path)
    else:
        training.start()
    began, first = time.monotonic(), training.done
    with SummaryWriter(str(out / "curves"), purge_step=training.done) as curves:
        for batch in training.batches(workers):
            figures = training.step(batch)
            if training.done % 10 == 0:
                for name, value in figures.items():
                    curves.add_scalar(name, value, training.done)
            if training.done % recipe.checkpoint_every == 0 or training.done == recipe.steps:
                checkpoint.save(path, training.state())
            if progress:
                each = (time.monotonic() - began) / (training.done - first)
                text = " ".join(f"{name} {value:.3f}" for name, value in figures.items())
                progress(training.done, recipe.steps, f"{text} | {each:.2f} s a step")
    return path


def _that_teaches(recipe: Recipe) -> Recipe:
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
