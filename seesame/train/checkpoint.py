"""Checkpoints: written whole or not at all, holding everything that the next step depends on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from seesame.errors import DataError

PARTS = ("recipe", "preset", "step", "network", "optimiser")
"""What every checkpoint holds."""

LITE = (*PARTS, "proxies", "average")
"""What one of the default network holds."""


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint in place of the last one; a kill at any moment leaves one of the two."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(unfinished, path)


def load(path: Path, parts: Sequence[str] = PARTS) -> dict[str, Any]:
    """Read a checkpoint that holds these parts at least.

    Raises: DataError: it cannot be read, or is something else.
    """
    try:
        state = dict(torch.load(path, map_location="cpu", weights_only=True))
    except OSError as error:
        raise DataError(f"{path}: cannot be opened ({error.strerror}); give what `seesame train` wrote") from error
    except Exception as error:  # whatever torch makes of strange bytes; its own text advises to run them as code
        raise DataError(f"{path}: is not a checkpoint; give one that `seesame train` wrote") from error
    missing = [name for name in parts if name not in state]
    if missing:
        raise DataError(f"{path}: is not a checkpoint (no {', '.join(missing)}); give one that `seesame train` wrote")
    return state
