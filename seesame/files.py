"""Files that are written whole or not at all."""

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
