"""Which index a collection gets: none while looking at everything is quick, else one whose recall is measured."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from seesame.errors import require
from seesame.index.manifest import Tuned
from seesame.index.search import POOL
from seesame.index.space import EXTRA, own
from seesame.index.tables import Tables, again

EXACT = 60_000
"""Regions up to which everything is looked at."""

GROWTH = 1.5
"""An index is built anew when there are so many times the regions that it was built for; until then it is added to."""

_QUESTIONS, _NEAREST = 48, 10
_ITSELF = 0.9995  # cosine from which a stored region that is found is the one that asks
_PROBES = (4, 8, 16, 32, 64, 128, 256, 512)
_PARTITION = 1500  # regions of one, about, of up to two million

Progress = Callable[[int, int, str], None]


def due(tables: Tables) -> bool:
    """Whether an index should be built, or built anew."""
    rows, tuned = tables.regions.count_rows(), tables.manifest.tuned
    return bool(rows > EXACT and (tuned is None or rows > GROWTH * tuned.rows))


def build(tables: Tables, recall: float = 0.95, progress: Progress | None = None) -> Tuned:
    """Build the index, and find out how many of its partitions to look into for the asked recall."""
    report = progress or (lambda done, total, text: None)
    index = require("lancedb.index", "index")
    rows = tables.regions.count_rows()
    partitions = partitions_of(rows)
    report(0, 2, "building the index")
    config = index.IvfRq(distance_type="cosine", num_partitions=partitions, max_iterations=15, sample_rate=64)
    again(lambda: tables.regions.create_index("vector", config=config, replace=True))
    again(lambda: tables.pictures.create_index("path", config=index.BTree(), replace=True))
    again(lambda: tables.pictures.create_index("key", config=index.BTree(), replace=True))
    again(lambda: tables.regions.create_index("key", config=index.BTree(), replace=True))
    report(1, 2, "measuring its recall")
    tuned = measured(
        tables, Tuned(kind="IVF_RQ", partitions=partitions, probes=1, recall=0.0, asked=recall, questions=0, rows=rows)
    )
    tables.note(lambda manifest: manifest.model_copy(update={"tuned": tuned}))
    report(2, 2, "the index is built")
    return tuned


def partitions_of(rows: int) -> int:
    """How many partitions an index gets: each of 1,500 regions, or larger where they would be more than the square root
    of the regions, for what finding their centres costs grows with the square of their number.
    """
    return max(min(rows // _PARTITION, math.isqrt(rows)), 2)


def measured(tables: Tables, plan: Tuned, seed: int = 0) -> Tuned:
    """A plan with the fewest probes that reach the recall it asks for, on stored regions that ask for their like.

    Reached means that the mean less its standard error is enough: a sample must not promise what others will not see.
    """
    points = questions(tables, _QUESTIONS, seed)
    truth = [_ids(tables, point, None) for point in points]
    best = plan
    for probes in (each for each in _PROBES if each < 2 * plan.partitions):
        shares = [
            len(_ids(tables, point, probes) & right) / max(len(right), 1)
            for point, right in zip(points, truth, strict=True)
        ]
        recall = float(np.mean(shares)) if shares else 1.0
        best = plan.model_copy(update={"probes": probes, "recall": recall, "questions": len(points)})
        doubt = float(np.std(shares)) / max(len(shares), 1) ** 0.5
        if recall - doubt >= plan.asked:
            break
    return best


def questions(tables: Tables, count: int, seed: int = 0) -> NDArray[np.float32]:
    """Good regions of the collection as if they were references: (count, D + EXTRA)."""
    rng = np.random.default_rng(seed)
    rows = tables.regions.count_rows()
    if rows == 0:
        return np.zeros((0, tables.manifest.dimension + EXTRA), np.float32)
    places = rng.choice(rows, min(count, rows), replace=False).tolist()
    flat = tables.regions.take_offsets(places).select(["vector"]).to_arrow()["vector"].combine_chunks().flatten()
    points = flat.to_numpy(zero_copy_only=False).reshape(len(places), -1)
    return tables.manifest.space.ask(own(points))


def _ids(tables: Tables, point: NDArray[np.float32], probes: int | None) -> set[tuple[int, tuple[float, ...]]]:
    """The nearest regions but the asking one, of everything or of some partitions, ordered by their own vectors."""
    query = tables.regions.search(point, vector_column_name="vector").distance_type("cosine")
    query = query.bypass_vector_index() if probes is None else query.nprobes(probes)
    found = (
        query.limit(2 * _NEAREST if probes is None else POOL).select(["key", "box", "vector", "_distance"]).to_arrow()
    )
    flat = found["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    vectors = flat.reshape(found.num_rows, len(point)).astype(np.float32)
    other = own(vectors) @ point[:-EXTRA] < _ITSELF
    order = [row for row in np.argsort(-(vectors @ point), kind="stable").tolist() if other[row]][:_NEAREST]
    keys, boxes = found["key"].to_pylist(), found["box"].to_pylist()
    return {(keys[row], tuple(boxes[row])) for row in order}
