"""How fast pictures are added to a collection, what they take, and what a second run over them takes.

    python benchmarks/index_add.py PICTURES --at duts.index --limit 3000 --threads 1 --out results/index/add.json

The collection is kept: `benchmarks/index_scale.py` and `benchmarks/index_find.py` go on with it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from pathlib import Path

from seesame import Finder
from seesame.evaluate.machine import machine, peak_memory, revision, versions
from seesame.images import expand
from seesame.index import Collection


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+")
    parser.add_argument("--at", type=Path, required=True, help="the collection to make; one that is there is deleted")
    parser.add_argument("--limit", type=int, help="only so many pictures, evenly chosen")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--weights", default="default")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    shutil.rmtree(chosen.at, ignore_errors=True)
    paths = expand(chosen.pictures)
    step = max(len(paths) // chosen.limit, 1) if chosen.limit else 1
    paths = paths[::step][: chosen.limit]
    listed = chosen.at.with_suffix(".txt")
    listed.write_text("".join(f"{Path(path).resolve()}\n" for path in paths), encoding="utf-8")
    finder = Finder(chosen.weights, threads=chosen.threads)
    before = peak_memory()
    memory: list[tuple[int, float | None]] = []

    def report(done: int, total: int, text: str) -> None:
        if text == "pictures" and done % 200 == 0:
            memory.append((done, peak_memory()))
            print(done, total, peak_memory(), flush=True)

    started = time.process_time()
    collection, added = Collection.add(chosen.at, [listed], finder, progress=report)
    worked = time.process_time() - started
    _, again = Collection.add(chosen.at, [listed], finder)
    collection.compact(0.0)
    info = collection.info()
    figures = {
        "pictures": added.pictures,
        "regions": added.regions,
        "failed": len(added.failed),
        "seconds": round(added.seconds, 1),
        "processor seconds": round(worked, 1),
        "pictures a second": round(added.pictures / added.seconds, 2),
        "pictures a processor second": round(added.pictures / worked, 2),
        "regions a picture": round(added.regions / max(added.pictures, 1), 1),
        "bytes a picture": round((info.bytes_on_disk or 0) / max(info.pictures, 1)),
        "peak memory MiB": {"before": before, "by pictures": memory},
        "second run": {"seconds": round(again.seconds, 2), "unchanged": again.unchanged, "pictures": again.pictures},
        "wrong": list(collection.verify()),
        "space": vars(info.manifest.space),
        "threads": chosen.threads,
        "weights": finder.weights_id,
        "machine": machine(),
        "versions": versions(),
        "revision": revision(),
    }
    text = json.dumps(figures, indent=2)
    print(text)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
