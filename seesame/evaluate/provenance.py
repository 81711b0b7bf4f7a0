"""Where figures come from: enough to measure them again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
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
