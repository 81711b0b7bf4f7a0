"""Where figures come from: enough to measure them again."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from seesame.evaluate.machine import machine, revision, versions
from seesame.evaluate.system import System


def provenance(command: str, system: System | None) -> Mapping[str, Any]:
    """The command, the recipe and files (name to sha256) of the weights where there are any, and what it ran on."""
    card = getattr(getattr(system, "finder", getattr(system, "system", system)), "card", None)
    return {
        "command": command,
        "recipe": card.recipe.get("name") if card else None,
        "files": dict(card.files) if card else {},
        "machine": machine(),
        "versions": versions(),
        "revision": revision(),
        "date": datetime.now(timezone.utc).date().isoformat(),
    }


def typed(words: Sequence[str]) -> str:
    """A command as one types it; of paths that leave the working folder the last two parts, nothing of home."""
    return shlex.join(_without_place(word) for word in words)


def _without_place(word: str) -> str:
    option, equals, value = word.partition("=") if word.startswith("-") else ("", "", word)
    path, home = Path(value), Path(os.path.expanduser("~"))
    if not path.is_absolute() and ".." not in path.parts:
        return word
    parts = (path.relative_to(home) if path.is_relative_to(home) else path).parts
    return option + equals + ("/".join([part for part in parts if part not in (path.anchor, "..")][-2:]) or ".")
