"""Does the index give the pictures that looking at everything gives? Questions of a COCO dataset among distractors.

    python benchmarks/index_find.py INSTANCES.json PICTURES/ --distractors duts.index --at find.index --questions 40 \\
        --out results/index/find.json

The collection is a copy of DISTRACTORS with the dataset's pictures added. For each question, a category and one
reference of it, all pictures of the dataset that show the category, but for the reference's own, are right; distractors
that show it too, unlabelled, count as wrong, for either way of asking alike. Scanning looks at every picture of the
collection with the whole network.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np

from seesame import Finder, Reference, read
from seesame.data.coco import read_coco
from seesame.errors import PictureError
from seesame.evaluate.machine import machine, revision, versions
from seesame.index import Collection
from seesame.index.search import POOL, look_up, verified

SMALLEST = 48.0  # pixels; the short side of a reference


def questions(dataset: Any, count: int) -> list[tuple[str, Any, Any]]:
    """(category, record, object), categories in turn."""
    rng, by_category = np.random.default_rng(0), {}
    for record in dataset.records:
        for each in record.objects:
            x1, y1, x2, y2 = each.box
            if not each.crowd and min(x2 - x1, y2 - y1) >= SMALLEST:
                by_category.setdefault(each.category, []).append((record, each))
    usable = {name: pairs for name, pairs in by_category.items() if len({record.id for record, _ in pairs}) > 1}
    names = sorted(usable)
    chosen = [names[row] for row in rng.permutation(len(names))]
    return [
        (name, *usable[name][int(rng.integers(len(usable[name])))])
        for name in (chosen * (count // len(chosen) + 1))[:count]
    ]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("annotations", type=Path)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--distractors", type=Path, required=True, help="a collection")
    parser.add_argument("--at", type=Path, required=True, help="the collection to make")
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--scan", type=int, help="scan only so many of the distractors, evenly chosen")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--weights", default="default")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    finder = Finder(chosen.weights, threads=chosen.threads)
    dataset = read_coco(chosen.annotations, chosen.pictures)
    shutil.rmtree(chosen.at, ignore_errors=True)
    shutil.copytree(chosen.distractors, chosen.at)
    collection, _ = Collection.add(chosen.at, [record.path for record in dataset.records], finder)
    tables = collection.tables
    names = [path for b in tables.each(tables.pictures, ("path",), "failed IS NULL") for path in b["path"].to_pylist()]
    asked = []
    for name, record, example in questions(dataset, chosen.questions):
        reference = Reference.from_box(read(record.path), example.box)
        own = str(record.path.resolve())
        right = {
            str(other.path.resolve())
            for other in dataset.records
            if other.id != record.id and any(each.category == name and not each.crowd for each in other.objects)
        }
        asked.append((finder.describe(reference), own, right))
    scan, encoding = scanned(finder, names, [descriptor for descriptor, _, _ in asked], dataset, chosen.scan)
    figures = {
        "pictures": len(names),
        "scanned": len(scan),
        "questions": len(asked),
        "pool": POOL,
        **compared(finder, collection, asked, scan),
        "seconds to scan all pictures for one question": round(encoding * len(names), 1),
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


def scanned(
    finder: Finder, names: list[str], descriptors: list[Any], dataset: Any, limit: int | None
) -> tuple[dict[str, Any], float]:
    """The best score of each question in each picture, and the seconds that one picture takes for one question."""
    ours = {str(record.path.resolve()) for record in dataset.records}
    others = sorted(set(names) - ours)
    step = max(len(others) // limit, 1) if limit else 1
    best, spent = {}, []
    for name in [*sorted(ours & set(names)), *others[::step]]:
        try:
            began = time.perf_counter()
            scene = finder.encode(name)
            first = finder.scores(scene, descriptors[0]).max(initial=0.0)
            spent.append(time.perf_counter() - began)
        except PictureError:
            continue
        best[name] = [first, *(finder.scores(scene, each).max(initial=0.0) for each in descriptors[1:])]
    return best, float(np.mean(spent))


def compared(finder: Finder, collection: Collection, asked: list[Any], scan: dict[str, Any]) -> dict[str, Any]:
    """Recall at 10 and 50 pictures of both, their agreement, and the times of the index."""
    rows: dict[str, list[float]] = {}
    for number, (descriptor, own, right) in enumerate(asked):
        began = time.perf_counter()
        hits = [hit for hit in look_up(collection.tables, finder, descriptor) if hit.path != own and hit.path in scan]
        looked = time.perf_counter() - began
        began = time.perf_counter()
        again = verified(finder, descriptor, hits[:50], 0.0)
        seen = time.perf_counter() - began
        full = sorted((name for name in scan if name != own), key=lambda name: -scan[name][number])
        ways = {
            "scan": full,
            "index, not looked again": [hit.path for hit in hits],
            "index, first 50 looked again": [hit.path for hit in again] + [hit.path for hit in hits[50:]],
        }
        for way, order in ways.items():
            for first in (10, 50):
                found = len(right & set(order[:first])) / min(len(right), first)
                rows.setdefault(f"{way}: recall at {first}", []).append(found)
        for first in (10, 50):
            agreed = len(set(full[:first]) & {hit.path for hit in hits[:first]}) / first
            rows.setdefault(f"agreement of the first {first}, not looked again", []).append(agreed)
            inside = len(set(full[:first]) & {hit.path for hit in hits[:50]}) / first
            rows.setdefault(f"of the scan's first {first}, among the index's first 50", []).append(inside)
        rows.setdefault("milliseconds to look up", []).append(1000 * looked)
        rows.setdefault("seconds to look again at 50", []).append(seen)
    medians = ("milliseconds to look up", "seconds to look again at 50")
    return {name: round(float((np.median if name in medians else np.mean)(each)), 3) for name, each in rows.items()}


if __name__ == "__main__":
    main()
