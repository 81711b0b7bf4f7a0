"""Files that are written whole or not at all, and the folders that they go to."""

from __future__ import annotations

import os
from pathlib import Path

from seesame.errors import InputError


def write(path: Path, content: bytes) -> None:
    """Write a file; whoever looks sees the old one or the whole new one.

    Raises: InputError: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); free space or name another folder") from error
    finally:
        draft.unlink(missing_ok=True)


def folder(path: Path) -> Path:
    """Make a folder to write to.

    Raises: InputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be made a folder ({error.strerror}); name another one to write to") from error
    return path
