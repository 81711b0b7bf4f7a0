"""Kill `add` at random moments, run it again to its end, and compare with a collection that was never disturbed.

    python benchmarks/index_kills.py PICTURES --kills 50 --out results/index/kills.json

A stand-in for the network, which makes regions from the picture's pixels at once, leaves most of the time to writing,
so most kills fall into it. Everything else is the real thing: processes, SIGKILL, tables on disk.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import report

from seesame.errors import require
from seesame.images import expand, frame
from seesame.index import Collection
from seesame.index import add as adding
from seesame.inference.engine import Regions
from seesame.inference.finder import Finder, Scene
from seesame.weights import Calibration

DIMENSION, REGIONS = 32, 12


class Quick:
    """Regions from pixels, the same for the same picture."""

    weights_id = "quick-1"
    card = SimpleNamespace(calibration=Calibration())

    def encode(self, picture: Any) -> Scene:
        """A scene whose regions follow from the picture."""
        framed = frame(picture, 64)
        rng = np.random.default_rng(int(picture.astype(np.uint64).sum()))
        vectors = rng.standard_normal((REGIONS, DIMENSION)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        corners = rng.uniform(0, 30, (REGIONS, 2))
        boxes = np.concatenate([corners, corners + rng.uniform(2, 30, (REGIONS, 2))], 1).astype(np.float32)
        maps = np.zeros((REGIONS, 1, 1, 1), np.float32)
        regions = Regions(boxes, rng.standard_normal(REGIONS).astype(np.float32), vectors, maps)
        return Scene(framed, None, regions, self.weights_id)  # type: ignore[arg-type]

    def compared(self, regions: Regions, descriptor: Any) -> Any:
        """Six times the cosine."""
        return 6.0 * regions.vectors @ descriptor.vectors.T - 3.5


def add(where: str, sources: list[str], batch: int, begun: Any) -> None:
    """What runs in the process that is killed; `begun` is told when the work begins."""
    adding.BATCH = batch
    require("lancedb", "index")
    begun.set()
    finder: Finder = Quick()  # type: ignore[assignment]
    Collection.add(where, sources, finder)


def content(where: str) -> dict[tuple[str, int], bytes]:
    """Every region that a picture names, and every picture; twice the same is told by its count."""
    tables = Collection.open(where).tables
    names = {row["key"]: row["path"] for b in tables.each(tables.pictures, ("key", "path")) for row in b.to_pylist()}
    rows: dict[tuple[str, int], bytes] = {}
    for batch in tables.each(tables.regions, ("key", "number", "box", "quality", "vector")):
        for row in batch.to_pylist():
            if row["key"] in names:
                mark = (names[row["key"]], row["number"])
                told = np.array([*row["box"], row["quality"], *row["vector"]], np.float32).tobytes()
                rows[mark] = rows.get(mark, b"") + told
    return rows


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__, finder=False)
    parser.add_argument("pictures", nargs="+")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--batch", type=int, default=4)
    chosen = parser.parse_args()
    sources = expand(chosen.pictures)[: chosen.limit]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "lance_namespace", "pyarrow"])  # LanceDB itself starts anew
    rng = random.Random(0)
    with tempfile.TemporaryDirectory() as home:
        whole, broken = f"{home}/whole", f"{home}/broken"
        usual = _finished(context, (whole, sources, chosen.batch))
        truth = content(whole)
        kills, restarts, early, wrong, started = 0, 0, 0, 0, time.monotonic()
        while kills < chosen.kills:
            process = _started(context, (broken, sources, chosen.batch))
            process.join(rng.uniform(0.0, usual / 3))
            if process.is_alive() and process.pid:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
            process.join()
            reported = content(broken) if Path(broken, "manifest.lance").is_dir() else {}
            early += not reported
            wrong += sum(truth.get(mark) != told for mark, told in reported.items())
            if len(reported) == len(truth):  # all done: begin again, so that kills go on falling into work
                shutil.rmtree(broken)
                restarts += 1
        _finished(context, (broken, sources, chosen.batch))
        final, made = content(broken), Collection.open(broken)
        before, swept = made.verify(), made.compact(0.0)
        figures = {
            "kills": kills,
            "of which before anything was written": early,
            "finished in between and begun anew": restarts,
            "pictures": len(sources),
            "regions": len(truth),
            "wrong after a kill": wrong,
            "lost": len(truth.keys() - final.keys()),
            "doubled": sum(len(told) > len(truth[mark]) for mark, told in final.items() if mark in truth),
            "different": sum(truth.get(mark) != told for mark, told in final.items()),
            "told by verify": list(before),
            "swept by compact": swept,
            "told by verify after compact": list(made.verify()),
            "seconds of an undisturbed run": round(usual, 2),
            "seconds in all": round(time.monotonic() - started, 1),
        }
    report.write(figures, chosen)


def _started(context: Any, arguments: tuple[str, list[str], int]) -> Any:
    """A process that has everything imported and begins to add."""
    begun = context.Event()
    process = context.Process(target=add, args=(*arguments, begun))
    process.start()
    begun.wait()
    return process


def _finished(context: Any, arguments: tuple[str, list[str], int]) -> float:
    """Add to the end. Returns: seconds."""
    process = _started(context, arguments)
    began = time.monotonic()
    process.join()
    if process.exitcode:
        raise SystemExit(f"adding ended with {process.exitcode}")
    return time.monotonic() - began


if __name__ == "__main__":
    main()
