"""Checkpoints: written whole or not at all, holding everything that the next step depends on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

from seesame.errors import DataError


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint in place of the last one; a kill at any moment leaves one of the two."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(unfinished, path)


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint.

    Raises: DataError: it cannot be read.
    """
    try:
        return dict(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:
        raise DataError(f"{path}: is not a checkpoint ({error}); give one that `seesame train` wrote") from error
