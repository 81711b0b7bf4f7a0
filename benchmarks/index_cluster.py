"""Add pictures by a Ray cluster, kill a worker in the middle and then a whole machine, and compare with one machine.

    ray start --head --num-cpus=1 --port=6399 && ray start --address=127.0.0.1:6399 --num-cpus=1 --block &
    python benchmarks/index_cluster.py PICTURES --limit 300 --ray 127.0.0.1:6399 --machine $! \\
        --out results/index/cluster.json

The worker that dies is the process of Ray's that sees pictures; the machine, the process that joined the cluster with
all that belongs to it. Rows are compared by what they hold, vectors and thumbnails too; only keys may differ.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import report

from seesame.errors import require
from seesame.images import expand
from seesame.index import Cluster, Collection

WORKER = "ray::MapWorker"  # what Ray calls a process with a `seesame.index.cluster.Worker`


def content(where: str) -> dict[Any, Any]:
    """All that a collection holds, but keys."""
    tables = Collection.open(where).tables
    rows: dict[Any, Any] = {}
    for batch in tables.each(tables.pictures, [name for name in tables.pictures.schema.names if name != "key"]):
        rows.update({row["path"]: repr(row) for row in batch.to_pylist()})
    for batch in tables.each(tables.regions, ("path", "number", "box", "quality", "vector")):
        for row in batch.to_pylist():
            mark = (row["path"], row["number"])
            told = np.array([*row["box"], row["quality"], *row["vector"]], np.float32).tobytes()
            rows[mark] = rows.get(mark, b"") + told
    return rows


class Killer:
    """Progress that kills, once so many pictures are done: a worker, or a machine."""

    def __init__(self, at: int, machine: int | None) -> None:
        self.at, self.machine = at, machine
        self.killed: list[str] = []
        self.workers: set[int] = set()

    def __call__(self, done: int, total: int, text: str) -> None:
        """Told after every portion."""
        report.tell(done, total, text, *self.killed)
        self.workers |= set(workers())
        if done < self.at or self.killed or not self.workers:
            return
        if self.machine is None:
            victim = max(workers())
            os.kill(victim, signal.SIGKILL)
            self.killed.append(f"worker process after {done} pictures")
        else:
            os.killpg(os.getpgid(self.machine), signal.SIGKILL)
            self.killed.append(f"machine after {done} pictures")


def workers() -> list[int]:
    """The processes that see pictures, of all of Ray's on this machine."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = each.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if told.startswith(WORKER):
            found.append(int(each.parent.name))
    return found


def added(home: str, name: str, sources: list[str], chosen: Any, killer: Killer | None) -> dict[str, Any]:
    """One run, and what it took."""
    finder = report.open_finder(chosen)
    cluster = Cluster(chosen.ray, chosen.weights, chosen.threads, chosen.portion)
    began = time.monotonic()
    collection, done = Collection.add(f"{home}/{name}", sources, finder, cluster=cluster, progress=killer)
    return {
        "pictures": done.pictures,
        "regions": done.regions,
        "failed": len(done.failed),
        "seconds": round(time.monotonic() - began, 1),
        "worker processes seen": len(killer.workers) if killer else None,
        "killed": killer.killed if killer else [],
        "told by verify": list(collection.verify()),
    }


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__)
    parser.add_argument("pictures", nargs="+")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--portion", type=int, default=8)
    parser.add_argument("--ray", required=True, help="the cluster's address")
    parser.add_argument("--machine", type=int, help="the process of `ray start --block` that is killed in the last run")
    chosen = parser.parse_args()
    require("ray", "cluster")
    sources = expand(chosen.pictures)[: chosen.limit]
    kills = {"undisturbed": (len(sources) + 1, None), "a worker killed": (len(sources) // 2, None)}
    if chosen.machine:
        kills["a machine killed"] = (len(sources) // 2, chosen.machine)
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        Collection.add(f"{home}/one", sources, report.open_finder(chosen))
        figures: dict[str, Any] = {"pictures": len(sources), "one machine, seconds": round(time.monotonic() - began, 1)}
        truth = content(f"{home}/one")
        for number, (way, (at, machine)) in enumerate(kills.items()):
            figures[way] = added(home, str(number), sources, chosen, Killer(at, machine))
            found = content(f"{home}/{number}")
            figures[way]["rows lost"] = len(truth.keys() - found.keys())
            figures[way]["rows too many"] = len(found.keys() - truth.keys())
            figures[way]["rows different"] = sum(found[mark] != told for mark, told in truth.items() if mark in found)
    report.write({**figures, "rows": len(truth)}, chosen)


if __name__ == "__main__":
    main()
