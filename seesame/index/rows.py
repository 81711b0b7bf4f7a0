"""Pictures and regions as Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

import numpy as np

from seesame.index.intake import Loaded
from seesame.index.regions import Kept
from seesame.index.space import EXTRA, Space
from seesame.index.tables import arrow, picture_schema, region_schema


def stamp(seconds: float) -> datetime:
    """A time as the tables keep it: microseconds, UTC, without saying so."""
    return datetime.fromtimestamp(round(seconds, 6), timezone.utc).replace(tzinfo=None)


def picture_row(key: int, loaded: Loaded, kept: Kept | None, dimension: int) -> dict[str, Any]:
    """A row of pictures; what was not seen has no size, no regions, a signature of zeros and a reason."""
    signature = np.zeros(dimension, np.float16) if kept is None else kept.signature.astype(np.float16)
    return {
        **_picture(key, loaded, kept),
        "source": loaded.place.source,
        "digest": loaded.digest,
        "regions": 0 if kept is None else len(kept.boxes),
        "failed": loaded.failed if kept is None else None,
        "thumbnail": loaded.thumbnail,
        "signature": signature,
    }


def picture_table(rows: Sequence[dict[str, Any]], dimension: int) -> Any:
    """Rows of pictures as an Arrow table."""
    return arrow().Table.from_pylist(list(rows), picture_schema(dimension))


def region_table(keys: Sequence[int], seen: Sequence[tuple[Loaded, Kept | None]], space: Space, dimension: int) -> Any:
    """The regions of pictures as an Arrow table."""
    pa = arrow()
    rows = [
        {**_picture(key, loaded, kept), "number": number, "quality": float(kept.quality[number])}
        for key, (loaded, kept) in zip(keys, seen, strict=True)
        if kept is not None
        for number in range(len(kept.boxes))
    ]
    parts = [kept for _, kept in seen if kept is not None and len(kept.boxes)]
    points = np.concatenate([space.place(each.vectors, each.quality) for each in parts]) if parts else None
    boxes = np.concatenate([each.boxes for each in parts]) if parts else np.zeros((0, 4), np.float32)
    flat = np.zeros(0, np.float16) if points is None else points.ravel()
    schema = region_schema(dimension)
    narrow = pa.schema([each for each in schema if each.name not in ("box", "vector")])
    table = pa.Table.from_pylist(rows, narrow)
    return (
        table.append_column("box", pa.FixedSizeListArray.from_arrays(pa.array(boxes.ravel(), pa.float32()), 4))
        .append_column("vector", pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float16()), dimension + EXTRA))
        .select(schema.names)
    )


def _picture(key: int, loaded: Loaded, kept: Kept | None) -> dict[str, Any]:
    height, width = (0, 0) if kept is None else kept.size
    return {
        "key": key,
        "path": loaded.place.name,
        "bytes": loaded.place.bytes,
        "modified": stamp(loaded.place.modified),
        "height": height,
        "width": width,
    }
