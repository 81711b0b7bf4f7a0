"""The very object again, through an index: photographs of single objects among many other pictures.

    python benchmarks/index_objects.py OBJECTS/ --distractors duts.index --at objects.index \\
        --out results/index/objects.json

OBJECTS has a folder of photographs for each object, as `seesame evaluate-objects` takes it. Each photograph asks with
the network's best region of it; all others of its object are right. The first hits that the index gives are looked at
again, once with the category meant and once with the very object, as `seesame search` does with and without
`--same object`; what comes after them stays in the order of the index. A right one that the index does not give counts
as never found.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import report
from stopwatch import Stopwatch, milliseconds, seconds

from seesame import Finder, read
from seesame.evaluate.retrieval import RANKS, asked_with, read_collection
from seesame.index import Collection
from seesame.index.search import look_up

WAYS = ("category", "object")


def main() -> None:
    """Measure and write."""
    parser = report.options(__doc__)
    parser.add_argument("objects", type=Path)
    parser.add_argument("--distractors", type=Path, required=True, help="a collection")
    parser.add_argument("--at", type=Path, required=True, help="the collection to make")
    parser.add_argument("--first", type=int, default=20, help="hits that are looked at again")
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    owners = {
        str(path.resolve()): name for name, paths in read_collection(chosen.objects).objects.items() for path in paths
    }
    shutil.rmtree(chosen.at, ignore_errors=True)
    shutil.copytree(chosen.distractors, chosen.at)
    collection, _ = Collection.add(chosen.at, list(owners), finder)
    asked, looking = {}, Stopwatch()
    for path in owners:
        picture = read(path)
        reference = asked_with(finder, picture, finder.encode(picture), "object")
        question = {way: finder.describe([reference], same=way) for way in WAYS}
        with looking:
            hits = look_up(collection.tables, finder, question["category"])
        asked[path] = (question, [hit.path for hit in hits if hit.path != path])
        report.tell(len(asked), len(owners), "looked up")
    seen, watch = looked_again(finder, asked, chosen.first)
    figures: dict[str, Any] = {
        "objects": len(set(owners.values())),
        "questions": len(asked),
        "pictures": collection.info().pictures,
        "looked at again": chosen.first,
    }
    for way in ("index alone", *WAYS):
        figures[way] = counted(owners, asked, seen.get(way, {}), chosen.first)
    figures["milliseconds to look up"] = milliseconds(looking.clock)
    figures["processor milliseconds to look up"] = milliseconds(looking.processor)
    figures["processor seconds to look again, all questions"] = {
        way: seconds(each.processor) for way, each in watch.items()
    }
    report.write(figures, chosen, finder)


def looked_again(finder: Finder, asked: dict[str, Any], first: int) -> tuple[dict[str, Any], dict[str, Stopwatch]]:
    """What looking again at the first hits says: way -> (question, picture) -> score; a picture is encoded once."""
    wanted = defaultdict(list)
    for path, (_, hits) in asked.items():
        for hit in hits[:first]:
            wanted[hit].append(path)
    scores: dict[str, Any] = {way: {} for way in WAYS}
    watch = {way: Stopwatch() for way in WAYS}
    for done, (hit, paths) in enumerate(wanted.items(), 1):
        scene = finder.encode(hit)
        for path in paths:
            for way in WAYS:
                with watch[way]:
                    told = finder.scores(scene, asked[path][0][way]).max(initial=0.0)
                scores[way][path, hit] = float(told)
        if done % 50 == 0:
            report.tell(done, len(wanted), "looked again")
    return scores, watch


def counted(owners: dict[str, str], asked: dict[str, Any], seen: dict[Any, float], first: int) -> dict[str, float]:
    """Recall at some ranks and mean average precision."""
    recall: dict[int, list[bool]] = {rank: [] for rank in RANKS}
    precision, there = [], []
    for path, (_, hits) in asked.items():
        order = sorted(hits[:first], key=lambda hit: -seen.get((path, hit), 0.0)) + hits[first:]
        right = np.array([owners.get(hit) == owners[path] for hit in order])
        every = sum(owner == owners[path] for owner in owners.values()) - 1
        places = np.flatnonzero(right)
        precision.append(float((np.arange(1, len(places) + 1) / (places + 1)).sum() / every))
        there.append(float(right[:first].sum() / every))
        for rank, each in recall.items():
            each.append(bool(right[:rank].any()))
    return {
        **{f"recall at {rank}": round(float(np.mean(each)), 3) for rank, each in recall.items()},
        "mean average precision": round(float(np.mean(precision)), 3),
        "of the right ones, among those looked at again": round(float(np.mean(there)), 3),
    }


if __name__ == "__main__":
    main()
