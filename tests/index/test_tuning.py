from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seesame.index import Collection, tuning
from seesame.index.search import nearest
from seesame.index.tables import arrow, region_schema
from seesame.reference import Reference

from .conftest import RED


@pytest.fixture
def crowd(collection: Collection) -> Collection:
    """The shelf with 3,000 regions more, of no picture."""
    rng = np.random.default_rng(0)
    count, tables, pa = 3000, collection.tables, arrow()
    centres = rng.standard_normal((20, 8))
    vectors = centres[rng.integers(20, size=count)] + 0.3 * rng.standard_normal((count, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    points = tables.manifest.space.place(vectors, rng.normal(-1, 1, count).astype(np.float32))
    columns = {
        "key": pa.array(np.arange(count)),
        "path": pa.array(["x"] * count),
        "number": pa.array(np.zeros(count, np.int16)),
        "box": pa.FixedSizeListArray.from_arrays(pa.array(rng.random(4 * count, dtype=np.float32)), 4),
        "quality": pa.array(np.zeros(count, np.float32)),
        "vector": pa.FixedSizeListArray.from_arrays(pa.array(points.ravel()), points.shape[1]),
    }
    schema = region_schema(8)
    empty = {each.name: pa.nulls(count, each.type) for each in schema}
    tables.regions.add(pa.table([{**empty, **columns}[each.name] for each in schema], schema=schema))
    return collection


def test_an_index_reaches_the_recall_that_was_asked_for(
    crowd: Collection, finder: Any, asked: Callable[..., Reference], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "_PARTITION", 300)
    assert not tuning.due(crowd.tables)
    monkeypatch.setattr(tuning, "EXACT", 1000)
    assert tuning.due(crowd.tables)
    tuned = crowd.build(recall=0.9)
    assert tuned.recall >= 0.9 and tuned.rows == 3004 and tuned.partitions == 10
    assert not tuning.due(crowd.tables)
    opened = Collection.open(crowd.tables.where)
    assert opened.info().manifest.tuned == tuned
    page = opened.search(finder, asked(RED))
    assert [Path(hit.path).name for hit in page.hits[:2]] == [
        "a.png",
        "b.png",
    ]  # what belongs to no picture is left out
    point = tuning.questions(opened.tables, 1)[0]
    quick, exact = (set(nearest(opened.tables, point, 500, exact=each)["key"].to_pylist()) for each in (False, True))
    assert len(quick & exact) >= 250


def test_questions_of_nothing(collection: Collection) -> None:
    collection.remove(gone=False, patterns=["/"])
    assert tuning.questions(collection.tables, 5).shape == (0, 16)


def test_partitions_hold_1500_regions_until_there_would_be_too_many() -> None:
    assert [tuning.partitions_of(rows) for rows in (0, 10, 60_000, 1_000_000)] == [2, 2, 40, 666]
    assert [tuning.partitions_of(rows) for rows in (5_000_000, 100_000_000)] == [2236, 10_000]
