"""Where objects are lost: the step that each missed object of a dataset falls to.

    python benchmarks/misses.py instances_val2017dev.json val2017dev/ --out results/misses/1-shot.json

Questions are drawn as `seesame evaluate` draws them (references from other pictures, as boxes) and asked in a random
order until enough objects were missed. An object counts as found if an instance overlaps its box by half or more;
several objects may share one. Each object is asked for twice: at a threshold, and at 0 with the 100 best instances.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import report

from seesame import Finder, Reference
from seesame.data.records import Dataset, Object, Record
from seesame.evaluate.protocol import Protocol, questions
from seesame.inspect import COVERS, Cause, Why, why

SIZES = (("small", 32.0**2), ("medium", 96.0**2), ("large", float("inf")))
"""Of objects by their area in pixels, as COCO has them."""


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__, dataset=True)
    parser.add_argument("--misses", type=int, default=300, help="stop after so many missed objects")
    parser.add_argument("--shots", type=int, default=1, help="references of one question")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threshold", type=float, help="least score; what the weights advise if absent")
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    threshold = finder.threshold if chosen.threshold is None else chosen.threshold
    dataset = report.read_dataset(chosen)
    asked = answers(finder, dataset, Protocol(shots=chosen.shots, runs=1, seed=chosen.seed), threshold)
    figures = {
        "dataset": dataset.name,
        "pictures": len(dataset),
        "shots": chosen.shots,
        "seed": chosen.seed,
        "overlap": COVERS,
        **tally(asked, chosen.misses, threshold),
    }
    report.write(figures, chosen, finder)


def answers(
    finder: Finder, dataset: Dataset, protocol: Protocol, threshold: float
) -> Iterator[tuple[Object, Why, Why]]:
    """Each object of the questions' categories, and what became of it at the threshold and at 0."""
    records = {record.id: record for record in dataset.records}
    asked = [each for each in questions(dataset, protocol, run=0) if each.present]
    for place in np.random.default_rng(protocol.seed).permutation(len(asked)):
        question = asked[place]
        record = records[question.scene]
        references = [_reference(records[picture], number) for picture, number in question.references]
        descriptor, scene = finder.describe(references), finder.encode(record.read())
        for each in record.objects:
            if each.category == question.category and not each.crowd and _inside(each, record):
                told, lowest = (why(finder, scene, descriptor, each.box, threshold=least) for least in (threshold, 0.0))
                yield each, told, lowest


def tally(asked: Iterator[tuple[Object, Why, Why]], misses: int, threshold: float) -> dict[str, Any]:
    """Counts until so many objects were missed at the threshold."""
    at, lowest, blamed = _Tally(threshold), _Tally(0.0), Counter[str]()
    overlaps: list[float] = []
    for each, told, free in asked:
        at.add(each, told)
        lowest.add(each, free)
        if told.blame is not None:
            blamed[told.blame.value] += 1
        if told.cause is Cause.no_candidate and told.looked is not None and told.looked.candidate is not None:
            overlaps.append(told.looked.candidate.overlap)
        if at.missed >= misses:
            break
    shares, _ = np.histogram(overlaps, np.arange(0, 0.51, 0.1))
    return {
        "objects": at.content(),
        "at threshold 0, the 100 best": lowest.content(),
        "blamed under the threshold": dict(blamed.most_common()),
        "best overlap where no candidate is, by tenths": shares.tolist(),
    }


class _Tally:
    """How many objects of each size fell to each cause."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self.causes: dict[str, Counter[str]] = {name: Counter() for name, _ in SIZES}

    def add(self, each: Object, told: Why) -> None:
        x1, y1, x2, y2 = each.box
        area = (x2 - x1) * (y2 - y1) if each.area is None else each.area
        size = next(name for name, most in SIZES if area < most)
        self.causes[size][told.cause.value] += 1

    @property
    def missed(self) -> int:
        return sum(sum(each.values()) - each[Cause.found.value] for each in self.causes.values())

    def content(self) -> dict[str, Any]:
        every = sum(self.causes.values(), Counter[str]())
        found = every.pop(Cause.found.value, 0)
        return {
            "threshold": round(self.threshold, 4),
            "asked": found + self.missed,
            "found": found,
            "missed": self.missed,
            "causes": dict(every.most_common()),
            "by size": {name: dict(each.most_common()) for name, each in self.causes.items()},
        }


def _reference(record: Record, number: int) -> Reference:
    box = next(each.box for each in record.objects if each.id == number)
    return Reference.from_box(record.read(), box, f"{record.path.name}, object {number}")


def _inside(each: Object, record: Record) -> bool:
    x1, y1, x2, y2 = each.box
    return min(x2, record.width) > max(x1, 0) and min(y2, record.height) > max(y1, 0)


if __name__ == "__main__":
    main()
