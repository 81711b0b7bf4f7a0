"""Files that are written whole or not at all, the folders that they go to, and JSON of others."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from seesame.errors import DataError, InputError


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


def read_json(path: Path, expected: str) -> Any:
    """What a JSON file holds; `expected` says in errors what to give instead, as in "a JSON file of VIA".

    Raises: DataError: it cannot be opened, or is not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))  # some editors set a mark at the beginning
    except OSError as error:
        raise DataError(f"{path}: cannot be opened ({error.strerror}); give {expected}") from error
    except ValueError as error:
        raise DataError(f"{path}: is not JSON ({error}); give {expected}") from error
