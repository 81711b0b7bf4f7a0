"""The command that a report says it was made by."""

from __future__ import annotations

import sys

from seesame.evaluate.provenance import typed


def command() -> str:
    """The command as it was typed, without paths of this machine."""
    return typed(["seesame", *sys.argv[1:]])
