"""Pictures on object storage and other far places, through fsspec: the only place that knows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO, cast

from seesame.errors import InputError, PictureError, require
from seesame.images.sources import is_picture


def is_remote(name: str) -> bool:
    """Whether a name is an address such as s3://bucket/folder."""
    return "://" in name


def listed(source: str) -> Iterator[tuple[str, int, float]]:
    """Address, bytes and time of each picture that an address names: a file, a folder or a glob.

    Raises: InputError: the place cannot be reached. InstallationError: fsspec, or its part for the place, is missing.
    """
    system, path = _system(source)
    try:
        system.invalidate_cache()
        if any(mark in path for mark in "*?["):
            found = system.glob(path, detail=True)
        elif system.isfile(path):
            found = {path: system.info(path)}
        else:
            found = system.find(path, detail=True)
    except Exception as error:  # each kind of storage has its own
        raise InputError(f"{source}: cannot be listed ({error}); check the address and the credentials") from error
    for name, facts in sorted(found.items()):
        if facts.get("type") != "directory" and (name == path or is_picture(name)):
            yield system.unstrip_protocol(name), int(facts.get("size") or 0), _time(facts)


def stat(name: str) -> tuple[int, float]:
    """Bytes and time of one address.

    Raises: PictureError: it is not there.
    """
    system, path = _system(name)
    try:
        system.invalidate_cache()
        facts = system.info(path)
    except Exception as error:
        raise PictureError(f"{name}: cannot be read ({error}); check the address and the credentials") from error
    return int(facts.get("size") or 0), _time(facts)


def fetch(name: str) -> bytes:
    """The bytes of one address.

    Raises: PictureError: it cannot be read.
    """
    system, path = _system(name)
    try:
        return cast(bytes, system.cat_file(path))
    except Exception as error:
        raise PictureError(f"{name}: cannot be read ({error}); check the address and the credentials") from error


def opened(name: str) -> BinaryIO:
    """One address as a file that can be read anywhere in it."""
    system, path = _system(name)
    return cast(BinaryIO, system.open(path, "rb"))


def _system(name: str) -> tuple[Any, str]:
    core = require("fsspec.core", "index")
    try:
        system, path = core.url_to_fs(name)
    except ImportError as error:
        kind = name.partition("://")[0]
        raise InputError(f"{name}: {kind}:// needs another package ({error}); s3:// comes with [index]") from error
    except ValueError as error:
        raise InputError(f"{name}: is no address that can be read ({error})") from error
    return system, path


def _time(facts: dict[str, Any]) -> float:
    for name in ("LastModified", "mtime", "last_modified", "updated", "created"):
        value = facts.get(name)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, (int, float)):
            return float(value)
    return 0.0
