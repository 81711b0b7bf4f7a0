"""How fast pictures are added to a collection, what they take, and what a second run over them takes.

    python benchmarks/index_add.py PICTURES --at duts.index --limit 3000 --threads 1 --out results/index/add.json

The collection is kept: `benchmarks/index_scale.py` and `benchmarks/index_find.py` go on with it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import report
from apart import peak_mib
from stopwatch import Stopwatch

from seesame.images import expand
from seesame.index import Collection


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__)
    parser.add_argument("pictures", nargs="+")
    parser.add_argument("--at", type=Path, required=True, help="the collection to make; one that is there is deleted")
    parser.add_argument("--limit", type=int, help="only so many pictures, evenly chosen")
    chosen = parser.parse_args()
    shutil.rmtree(chosen.at, ignore_errors=True)
    paths = expand(chosen.pictures)
    step = max(len(paths) // chosen.limit, 1) if chosen.limit else 1
    paths = paths[::step][: chosen.limit]
    listed = chosen.at.with_suffix(".txt")
    listed.write_text("".join(f"{Path(path).resolve()}\n" for path in paths), encoding="utf-8")
    finder = report.open_finder(chosen)
    before = peak_mib()
    memory: list[tuple[int, int]] = []

    def advance(done: int, total: int, text: str) -> None:
        if text == "pictures" and done % 200 == 0:
            memory.append((done, peak_mib()))
            report.tell(done, total, peak_mib())

    with Stopwatch() as watch:
        collection, added = Collection.add(chosen.at, [listed], finder, progress=advance)
    worked = sum(watch.processor)
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
    }
    report.write(figures, chosen, finder)


if __name__ == "__main__":
    main()
