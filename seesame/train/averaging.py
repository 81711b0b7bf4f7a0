"""Several runs of one network as one: the mean of their weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from seesame.errors import DataError, InputError
from seesame.train import checkpoint as checkpoints

Weights = dict[str, Tensor]


def average(paths: Sequence[Path], out: Path) -> dict[str, Any]:
    """Write a checkpoint whose weights are the mean of those of checkpoints of the default network.

    It helps where each run began with another of them, so that a straight line between them leads through good
    weights all along: the mean errs less than any. All else, its recipe too, is that of the last one, whose name gets
    "-mean" added; `averaged` says of what it was made.
    Source: arXiv 1803.05407 (along one run), arXiv 2203.05482 (between runs).
    Returns: what was written.
    Raises: InputError: fewer than two came, or `out` is one of them. DataError: one cannot be read, or is of another
        network.
    """
    if len(paths) < 2:
        raise InputError(f"{len(paths)} checkpoint came, expected two or more to average; name another one")
    if out.resolve() in [path.resolve() for path in paths]:
        raise InputError(f"{out} is one of the checkpoints to average; give another file with --out")
    mean: Weights = {}
    averaged = []
    for path in paths:
        state = checkpoints.load(path, checkpoints.LITE)
        kept = {name: each for name, each in state["average"].items() if name.startswith("module.")}
        if mean and {name: each.shape for name, each in mean.items()} != {n: each.shape for n, each in kept.items()}:
            raise DataError(f"{path} is of another network than {paths[0]}; average checkpoints of one network")
        mean = {name: mean.get(name, torch.zeros_like(each)) + each / len(paths) for name, each in kept.items()}
        own = {"name": json.loads(state["recipe"])["name"], "steps_done": state["step"]}
        averaged.append(state.get("averaged", own))
    state["average"] |= mean
    state["network"] = {name.removeprefix("module."): each for name, each in mean.items()}
    state["averaged"] = averaged
    recipe = json.loads(state["recipe"])
    state["recipe"] = json.dumps(recipe | {"name": f"{recipe['name']}-mean"}, sort_keys=True)
    checkpoints.save(out, state)
    return state
