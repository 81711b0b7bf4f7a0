"""JSON objects, one a line, in a file that a kill cannot spoil: a last line that was cut short counts for nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def to_line(content: Mapping[str, Any]) -> bytes:
    """An object as a line."""
    return (json.dumps(content, separators=(",", ":"), allow_nan=False) + "\n").encode("utf-8")


def from_line(line: bytes) -> dict[str, Any]:
    """The object of a whole line.

    Raises: ValueError: it was cut short, or is none.
    """
    content = json.loads(line) if line.endswith(b"\n") else None
    if not isinstance(content, dict):
        raise ValueError("no whole line of JSON")
    return content


def never_begun(path: Path, header: bytes) -> bool:
    """Whether a file is not there, is empty, or was killed while its first line was written."""
    if not path.exists():
        return True
    with path.open("rb") as file:
        begun = file.read(len(header))
    return begun != header and header.startswith(begun)


def append(path: Path, content: Mapping[str, Any]) -> None:
    """Add a line; it is on the disk when this returns."""
    with path.open("ab") as file:
        file.write(to_line(content))
        file.flush()
        os.fsync(file.fileno())
