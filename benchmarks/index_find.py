"""Does the index give the pictures that looking at everything gives? Questions of a COCO dataset among distractors.

    python benchmarks/index_find.py INSTANCES.json PICTURES/ --distractors duts.index --at find.index --questions 100 \\
        --out results/index/find.json

The collection is a copy of DISTRACTORS with the dataset's pictures added. For each question, a category and one
reference of it, all pictures of the dataset that show the category, but for the reference's own, are right; distractors
that show it too, unlabelled, count as wrong, for either way of asking alike. Scanning looks at every picture of the
collection with the whole network, once for all questions. What looking again at a picture says is therefore known for
all of them; it is looked again in earnest for the first questions, for the time that it takes and as a check.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import report
from examples import in_turn
from stopwatch import Stopwatch, milliseconds

from seesame import Finder
from seesame.data.records import Dataset
from seesame.descriptor import Descriptor
from seesame.errors import PictureError
from seesame.index import Collection
from seesame.index.search import POOL, look_up, verified
from seesame.inference import assemble

AGAIN = 50  # hits that are looked at again


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__, dataset=True)
    parser.add_argument("--distractors", type=Path, required=True, help="a collection")
    parser.add_argument("--at", type=Path, required=True, help="the collection to make")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--looks", type=int, default=3, help="questions for which it is looked again in earnest")
    parser.add_argument("--scan", type=int, help="scan only so many of the distractors, evenly chosen")
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    dataset = report.read_dataset(chosen)
    shutil.rmtree(chosen.at, ignore_errors=True)
    shutil.copytree(chosen.distractors, chosen.at)
    collection, _ = Collection.add(chosen.at, [record.path for record in dataset.records], finder)
    tables = collection.tables
    names = [path for b in tables.each(tables.pictures, ("path",), "failed IS NULL") for path in b["path"].to_pylist()]
    asked = []
    for example in in_turn(dataset, chosen.questions):
        own = str(example.record.path.resolve())
        right = {
            str(other.path.resolve())
            for other in dataset.records
            if other.id != example.record.id
            and any(each.category == example.category and not each.crowd for each in other.objects)
        }
        asked.append((finder.describe(example.reference()), own, right))
    scan, encoding, worked = scanned(finder, names, [descriptor for descriptor, _, _ in asked], dataset, chosen.scan)
    figures = {
        "pictures": len(names),
        "scanned": len(scan),
        "questions": len(asked),
        "pool": POOL,
        **compared(finder, collection, asked, scan, chosen.looks),
        "seconds to scan all pictures for one question": round(encoding * len(names), 1),
        "processor seconds to scan all pictures for one question": round(worked * len(names), 1),
    }
    report.write(figures, chosen, finder)


def scanned(
    finder: Finder, names: list[str], descriptors: list[Any], dataset: Dataset, limit: int | None
) -> tuple[dict[str, Any], float, float]:
    """The best score of each question in each picture; seconds, by the clock and of processors, of one for one."""
    ours = {str(record.path.resolve()) for record in dataset.records}
    others = sorted(set(names) - ours)
    step = max(len(others) // limit, 1) if limit else 1
    best, watch, together = {}, Stopwatch(), Descriptor.concatenate(descriptors)
    for name in [*sorted(ours & set(names)), *others[::step]]:
        try:
            with watch:
                scene = finder.encode(name)
                finder.scores(scene, descriptors[0])
        except PictureError:
            continue
        quality, calibration = scene.regions.quality, finder.card.calibration
        logits = finder.compared(scene.regions, together)
        best[name] = [float(assemble.scores(each, quality, calibration).max(initial=0.0)) for each in logits.T]
    return best, float(np.mean(watch.clock)), float(np.mean(watch.processor))


def compared(
    finder: Finder, collection: Collection, asked: list[Any], scan: dict[str, Any], looks: int
) -> dict[str, Any]:
    """Recall at 10 and 50 pictures of both, their agreement, and the times of the index."""
    rows: dict[str, list[float]] = {}
    differences = [0.0]
    looking, seeing = Stopwatch(), Stopwatch()
    for number, (descriptor, own, right) in enumerate(asked):
        with looking:
            all_hits = look_up(collection.tables, finder, descriptor)
        hits = [hit for hit in all_hits if hit.path != own and hit.path in scan]
        again = sorted(hits[:AGAIN], key=lambda hit: -scan[hit.path][number])
        if number < looks:
            with seeing:
                seen = verified(finder, descriptor, hits[:AGAIN], 0.0)
            differences += [abs(hit.score - scan[hit.path][number]) for hit in seen]
        full = sorted((name for name in scan if name != own), key=lambda name: -scan[name][number])
        ways = {
            "scan": full,
            "index, not looked again": [hit.path for hit in hits],
            "index, first 50 looked again": [hit.path for hit in again] + [hit.path for hit in hits[AGAIN:]],
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
    return {
        **{name: round(float(np.mean(each)), 3) for name, each in rows.items()},
        "milliseconds to look up": milliseconds(looking.clock, digits=3),
        "seconds to look again at 50": round(float(np.median(seeing.clock)), 3),
        "processor seconds to look again at 50": round(float(np.median(seeing.processor)), 3),
        "processor milliseconds to look up": milliseconds(looking.processor, digits=3),
        "largest difference of a score looked at again from that of the scan": max(differences),
    }


if __name__ == "__main__":
    main()
