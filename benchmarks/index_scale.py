"""How an index grows: build time, time of a question, recall, memory and disk, by the number of regions.

    python benchmarks/index_scale.py --from duts.index --sizes 10000 100000 1000000 --out results/index/scale.json

Regions are drawn from those of a real collection and moved a little: real vector plus noise, made of unit length again;
the distribution stays that of real regions. Each size runs in a process of its own, and is deleted afterwards.
"""

from __future__ import annotations

import math
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import report
from apart import apart, peak_mib
from stopwatch import Stopwatch, milliseconds, seconds

from seesame.index import Collection, tuning
from seesame.index.search import POOL, nearest
from seesame.index.space import own
from seesame.index.tables import Tables, arrow, region_schema

CHUNK, A_PICTURE, NOISE = 50_000, 25, 0.03
PROCESSOR = "processor p50"


def real(where: str) -> tuple[Any, Any, Any]:
    """Vectors (R, D), qualities (R,) and manifest of a real collection."""
    tables = Collection.open(where).tables
    vectors, quality = [], []
    for batch in tables.each(tables.regions, ("vector", "quality")):
        points = batch["vector"].flatten().to_numpy(zero_copy_only=False).reshape(batch.num_rows, -1)
        vectors.append(own(points))
        quality.append(batch["quality"].to_numpy())
    return np.concatenate(vectors), np.concatenate(quality), tables.manifest


def moved(vectors: Any, rng: np.random.Generator) -> Any:
    """Unit vectors near to others."""
    noisy = vectors + NOISE * rng.standard_normal(vectors.shape, dtype=np.float32)
    return noisy / np.linalg.norm(noisy, axis=1, keepdims=True)


def filled(source: str, where: str, size: int) -> tuple[Tables, float]:
    """A collection of so many regions, and the seconds that writing took."""
    vectors, quality, manifest = real(source)
    tables = Tables.create(where, manifest.model_copy(update={"tuned": None}))
    pa, schema, rng = arrow(), region_schema(manifest.dimension), np.random.default_rng(size)
    watch = Stopwatch()
    for start in range(0, size, CHUNK):
        count = min(CHUNK, size - start)
        rows = rng.integers(len(vectors), size=count)
        points = manifest.space.place(moved(vectors[rows], rng), quality[rows])
        keys = (start + np.arange(count)) // A_PICTURE
        columns = {
            "key": pa.array(keys),
            "path": pa.array([f"/pictures/{key // 1000:06d}/{key:09d}.jpg" for key in keys.tolist()]),
            "bytes": pa.array(np.full(count, 200_000)),
            "modified": pa.array([datetime(2024, 1, 1)] * count, pa.timestamp("us")),
            "height": pa.array(np.full(count, 480, np.int32)),
            "width": pa.array(np.full(count, 640, np.int32)),
            "number": pa.array((np.arange(count) % A_PICTURE).astype(np.int16)),
            "box": pa.FixedSizeListArray.from_arrays(pa.array(rng.random(count * 4, dtype=np.float32)), 4),
            "quality": pa.array(quality[rows]),
            "vector": pa.FixedSizeListArray.from_arrays(pa.array(points.ravel()), points.shape[1]),
        }
        table = pa.table([columns[each.name] for each in schema], schema=schema)
        with watch:
            tables.regions.add(table)
    return tables, seconds(watch.clock)


def grown(source: str, where: str, size: int, rounds: int) -> dict[str, Any]:
    """All figures of one size."""
    shutil.rmtree(where, ignore_errors=True)
    tables, writing = filled(source, where, size)
    vectors, _, manifest = real(source)
    rng = np.random.default_rng(1)
    points = manifest.space.ask(moved(vectors[rng.integers(len(vectors), size=rounds)], rng))
    figures: dict[str, Any] = {"regions": size, "seconds to write": writing}
    exact, truth = asked(tables, points[: max(rounds // 4, 10)], exact=True)
    figures["exact milliseconds"] = exact
    if tuning.due(tables):
        with Stopwatch() as watch:
            tuned = tuning.build(tables)
        figures["processor seconds to build and tune"] = seconds(watch.processor)
        figures["seconds to build and tune"] = seconds(watch.clock)
        figures["index"] = tuned.model_dump()
        quick, found = asked(tables, points, exact=False)
        figures["index"]["milliseconds"] = quick
        shares = [len(a & b) / len(a) for a, b in zip(truth, found, strict=False)]
        figures["index"]["recall@10"] = round(float(np.mean(shares)), 4)
    figures["bytes a region"] = round(
        sum(each.stat().st_size for each in Path(where).rglob("*") if each.is_file()) / size
    )
    figures["peak memory MiB"] = peak_mib()
    shutil.rmtree(where)
    return figures


def asked(tables: Tables, points: Any, exact: bool) -> tuple[dict[str, float], list[set[int]]]:
    """Milliseconds of a question, by the clock and of the processor, and the ten nearest by their own vectors."""
    watch, found = Stopwatch(), []
    nearest(tables, points[0], POOL, exact=exact)  # opens files
    for point in points:
        with watch:
            table = nearest(tables, point, POOL, exact=exact)
            values = table["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
            likeness = values.reshape(table.num_rows, -1).astype(np.float32) @ point
        keys = [(key, *box) for key, box in zip(table["key"].to_pylist(), table["box"].to_pylist(), strict=True)]
        found.append({hash(keys[row]) for row in np.argsort(-likeness)[:10].tolist()})
    return {
        "p50": milliseconds(watch.clock),
        "p99": milliseconds(watch.clock, 99),
        PROCESSOR: milliseconds(watch.processor),
    }, found


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("--from", dest="source", required=True, help="a collection of real pictures")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--at", default="scale.index", help="where to make them; about 750 bytes a region")
    parser.add_argument("--rounds", type=int, default=100)
    chosen = parser.parse_args()
    sizes: list[dict[str, Any]] = []
    for size in chosen.sizes:
        sizes.append(apart(grown, chosen.source, chosen.at, size, chosen.rounds))
        built = [each for each in sizes if "index" in each]
        figures = {
            "sizes": sizes,
            "growth": {
                "exact": exponent([(each["regions"], each["exact milliseconds"][PROCESSOR]) for each in sizes]),
                "index": exponent([(each["regions"], each["index"]["milliseconds"][PROCESSOR]) for each in built]),
                "build": exponent([(each["regions"], each["processor seconds to build and tune"]) for each in built]),
            },
            "noise": NOISE,
        }
        report.write(figures, chosen)


def exponent(pairs: list[tuple[int, float]]) -> float | None:
    """The power of the number of regions that fits best; None of fewer than two sizes."""
    if len(pairs) < 2:
        return None
    x, y = (np.array([math.log(value) for value in each]) for each in zip(*pairs, strict=True))
    return round(float(np.polyfit(x, y, 1)[0]), 3)


if __name__ == "__main__":
    main()
