"""Ask a collection: look up the nearest regions, order their pictures, look again at the first of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.descriptor import Descriptor
from seesame.errors import PictureError
from seesame.images import read
from seesame.images.read import MAX_PIXELS
from seesame.index.hits import Hit
from seesame.index.places import fetch
from seesame.index.space import own
from seesame.index.tables import Tables, arrow, checked
from seesame.inference.finder import Finder

Progress = Callable[[int, int, str], None]

POOL = 2000
"""Regions that are looked up for each reference; what is not among them is on no page."""

_SHOWN = 10  # regions of one picture that a hit tells
_COLUMNS = ("key", "path", "height", "width", "box", "quality", "vector", "_distance")


def nearest(
    tables: Tables, point: NDArray[np.float32], count: int, where: str | None = None, exact: bool = False
) -> Any:
    """The nearest regions to a point (D + EXTRA,), as an Arrow table, nearest first.

    Raises: ConfigError: the filter `where` cannot be used.
    """
    query = tables.regions.search(point, vector_column_name="vector").distance_type("cosine").limit(count)
    if where:
        query = query.where(where, prefilter=True)
    tuned = tables.manifest.tuned
    query = query.bypass_vector_index() if exact or tuned is None else query.nprobes(tuned.probes)
    return checked(lambda: query.select(list(_COLUMNS)).to_arrow(), where)


def look_up(
    tables: Tables, finder: Finder, descriptor: Descriptor, where: str | None = None, exact: bool = False
) -> list[Hit]:
    """Every picture that comes up, best first, by estimated scores.

    Regions that no picture names any more are left out. Raises: ConfigError: the filter cannot be used.
    """
    space = tables.manifest.space
    counted = descriptor.vectors[np.array(descriptor.votes) > 0]
    found = [nearest(tables, point, POOL, where, exact) for point in space.ask(counted)]
    rows = _each_once(found)
    if not len(rows["key"]):
        return []
    scores = space.scores(own(rows["vector"]), rows["quality"], descriptor, finder.card.calibration)
    named = tables.rows_of("key", sorted(set(rows["key"].tolist())), ("key", "thumbnail"))
    alive = {row["key"]: row["thumbnail"] for row in named}
    order = sorted(range(len(scores)), key=lambda row: (-scores[row], rows["path"][row], rows["box"][row].tolist()))
    by_picture: dict[int, list[int]] = {}
    for row in order:
        key = int(rows["key"][row])
        if key in alive:
            by_picture.setdefault(key, []).append(row)
    return [_hit(key, own_rows[:_SHOWN], rows, scores, alive[key]) for key, own_rows in by_picture.items()]


def verified(
    finder: Finder,
    descriptor: Descriptor,
    hits: Sequence[Hit],
    threshold: float,
    top: int = 100,
    max_pixels: int = MAX_PIXELS,
    progress: Progress | None = None,
) -> list[Hit]:
    """Look again at the pictures of hits; those with something in them first, by their best score, the rest as it was.

    This is where a finder that scores in another way is asked: everything before only chose where to look.
    """
    seen = []
    for done, hit in enumerate(hits, 1):
        seen.append(_look(finder, descriptor, hit, threshold, top, max_pixels))
        if progress is not None:
            progress(done, len(hits), "looking again")
    order = sorted(range(len(seen)), key=lambda row: (_group(seen[row]), -seen[row].score, row))
    return [seen[row] for row in order]


def _group(hit: Hit) -> int:
    """0 for hits with instances, 1 for those without, 2 for those that could not be looked at."""
    return 2 if hit.instances is None else 0 if len(hit.instances) else 1


def _look(finder: Finder, descriptor: Descriptor, hit: Hit, threshold: float, top: int, max_pixels: int) -> Hit:
    try:
        scene = finder.encode(read(fetch(hit.path, max_pixels), max_pixels))
    except PictureError as error:
        return replace(hit, failed=str(error).replace("the given bytes", hit.path))
    scores = finder.scores(scene, descriptor)
    return replace(
        hit,
        instances=finder.instances(scene, scores, threshold, top),
        presence=finder.presence(scene, descriptor, scores),
        score=float(scores.max(initial=0.0)),
    )


def _each_once(found: Sequence[Any]) -> dict[str, Any]:
    """The columns of all found regions as arrays, a region that several references found once."""
    columns: dict[str, Any] = {}
    every = arrow().concat_tables(found)
    count = every.num_rows
    for name in ("key", "quality", "height", "width"):
        columns[name] = every[name].to_numpy()
    columns["path"] = np.array(every["path"].to_pylist(), object)
    for name in ("box", "vector"):
        flat = every[name].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        columns[name] = flat.reshape(count, -1) if count else flat.reshape(0, 1)
    marks = [(int(key), *box) for key, box in zip(columns["key"], columns["box"].tolist(), strict=True)]
    first = sorted({mark: row for row, mark in reversed(list(enumerate(marks)))}.values())
    return {name: values[first] for name, values in columns.items()}


def _hit(key: int, chosen: list[int], rows: dict[str, Any], scores: NDArray[np.float32], thumbnail: bytes) -> Hit:
    first = chosen[0]
    boxes = np.asarray(rows["box"][chosen], np.float32)
    return Hit(
        path=str(rows["path"][first]),
        key=key,
        size=(int(rows["height"][first]), int(rows["width"][first])),
        boxes=boxes,
        estimates=np.asarray(scores[chosen], np.float32),
        thumbnail=thumbnail,
        score=float(scores[first]),
    )
