"""The one place that knows PyAV, which brings FFmpeg."""

from __future__ import annotations

from types import ModuleType

from seesame.errors import require


def av() -> ModuleType:
    """PyAV.

    Raises: InstallationError: it is not installed.
    """
    return require("av", "video")
