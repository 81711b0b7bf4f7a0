"""Regions written by many processes and made part of a collection in one commit: the only place that knows Lance.

LanceDB's tables are Lance's datasets. A fragment is a file of rows that no version of a dataset names yet: whoever
writes it may die, or write it twice; only what is appended afterwards, by one process, is there. What never is appended
is seen by nobody, and `compact` deletes such files when they are a week old.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from seesame.errors import InputError, require
from seesame.index import remote
from seesame.index.tables import REGIONS, Tables, again


def write(regions: Any, where: str, options: Mapping[str, str] | None) -> tuple[str, ...]:
    """Write an Arrow table of regions to the storage of the collection at `where`. Returns: its fragments, as JSON.

    Raises: InputError: it cannot be written there.
    """
    if not regions.num_rows:
        return ()
    lance = require("lance", "cluster")
    storage = dict(options or {}) or None
    try:
        there = lance.dataset(address(where), storage_options=storage)
        written = lance.fragment.write_fragments(regions, there, schema=regions.schema, storage_options=storage)
    except (OSError, ValueError) as error:
        raise InputError(
            f"{where}: a machine of the cluster cannot write there ({error}); the collection must lie where all of its "
            "machines see it under this name: object storage, or a shared folder"
        ) from error
    return tuple(json.dumps(each.to_json()) for each in written)


def append(tables: Tables, fragments: Sequence[str]) -> None:
    """Make fragments part of the regions of a collection, all of them in one commit.

    Raises: InputError: their files are not where this process sees the collection.
    """
    lance = require("lance", "cluster")
    home = address(tables.where)
    parsed = [lance.FragmentMetadata.from_json(each) for each in fragments]
    for each in parsed if not remote.is_remote(home) else ():
        for file in each.files:
            if not os.path.exists(os.path.join(home, "data", file.path)):
                raise InputError(
                    f"{tables.where}: what a machine of the cluster wrote is not there; the collection must lie where "
                    "all of its machines see it under this name: object storage, or a shared folder"
                )
    operation = lance.LanceOperation.Append(parsed)
    tables.regions.checkout_latest()
    again(
        lambda: lance.LanceDataset.commit(
            home, operation, read_version=tables.regions.version, storage_options=dict(tables.options or {}) or None
        )
    )
    tables.regions.checkout_latest()


def address(where: str) -> str:
    """Where the dataset of a collection's regions is."""
    return f"{where.rstrip('/')}/{REGIONS}.lance"
