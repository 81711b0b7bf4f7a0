"""False alarms that were asked for against those seen, on pictures that nothing was fitted on.

    python benchmarks/false_alarms.py ANNOTATIONS PICTURES --out results/false-alarms/NAME.json

Every category that `--least` pictures have is a question of one reference. The table on the weights card is asked for
the threshold of each rate, and `seesame card calibrate` fits one to the pictures without the thing of all parts of the
dataset but one; false alarms are counted in the pictures without the thing of that one, the objects found in all
pictures but the reference's. Few parts leave more pictures to count in, many leave enough to promise low rates.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import report
from encoded_dataset import EncodedDataset, Floats, Truth, ask_for_categories

from seesame import Finder
from seesame.errors import ConfigError
from seesame.inference import alarms
from seesame.weights import Presence

RATES = (0.01, 0.05, 0.1)


@dataclass(frozen=True)
class Counted:
    """What one threshold came to: false alarms among `pictures` without the thing, objects found and told to be."""

    alarms: int
    pictures: int
    found: float
    told: float
    objects: int


@dataclass(frozen=True, eq=False)
class Asked:
    """One question: the scores (N,) of all regions, the pictures without the thing and their best scores, the rest."""

    scores: Floats
    truth: Truth
    absent: list[int]
    best: Floats
    others: list[int]


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__, dataset=True)
    ask_for_categories(parser, least=3)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--parts", type=int, nargs="+", default=[2, 4])
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    report.write(measure(finder, chosen), chosen, finder)


def measure(finder: Finder, chosen: argparse.Namespace) -> dict[str, Any]:
    """Every category with every seed, by the table and by each number of parts."""
    known = EncodedDataset.asked(finder, chosen)
    names = known.categories(chosen.least, chosen.leave_out)
    presence = finder.measured()
    if presence is None:
        raise SystemExit(f"{finder.weights_id} was not measured for false alarms")
    rows: dict[str, dict[float, list[Counted]]] = {}
    asked = 0
    for name in names:
        for seed in range(chosen.seeds):
            generator = np.random.default_rng((seed, len(name)))
            question = ask(known, name, generator)
            asked += 1
            ways = {"the table of the weights": by_table(known, question, presence)}
            for parts in chosen.parts:
                ways[f"calibrated, {parts} parts"] = by_parts(known, question, presence, parts, generator)
            for way, counted in ways.items():
                for rate, each in counted.items():
                    rows.setdefault(way, {}).setdefault(rate, []).extend(each)
        report.tell(name)
    return {
        "dataset": chosen.annotations.name,
        "pictures": len(known.records),
        "categories": len(names),
        "questions": asked,
        "ways": {
            way: {f"{100 * rate:g} %": summary(each) for rate, each in counted.items()} for way, counted in rows.items()
        },
    }


def ask(known: EncodedDataset, name: str, generator: np.random.Generator) -> Asked:
    """A question of one reference, asked of all pictures."""
    truth = known.truth(name)
    own = int(generator.permutation(truth.having())[0])
    boxes = truth.objects[own]
    box = boxes[int((boxes[:, 2:] - boxes[:, :2]).prod(1).argmax())]
    scores = known.scores(known.compared(known.reference(own, box)))
    shown = [any(each.category == name for each in record.objects) for record in known.records]
    absent = [number for number, there in enumerate(shown) if not there]
    best = np.array([scores[known.of == number].max(initial=0.0) for number in absent], np.float32)
    return Asked(scores, truth, absent, best, [number for number in truth.objects if number != own])


def by_table(known: EncodedDataset, question: Asked, presence: Presence) -> dict[float, list[Counted]]:
    """What the weights promise."""
    levels = {rate: alarms.promised(presence, rate) for rate in RATES}
    return {
        rate: [count(known, question, question.best, level.threshold, level.recall)] for rate, level in levels.items()
    }


def by_parts(
    known: EncodedDataset, question: Asked, presence: Presence, parts: int, generator: np.random.Generator
) -> dict[float, list[Counted]]:
    """What `card calibrate` promises, each part once the pictures that it is counted in; nothing where it refuses."""
    part = generator.permutation(len(question.best)) % parts
    counted: dict[float, list[Counted]] = {}
    for rate in RATES:
        for number in range(parts):
            try:
                threshold = alarms.conformal(question.best[part != number], rate)
            except ConfigError:
                continue
            told = alarms.recall_at(presence, threshold)
            row = count(known, question, question.best[part == number], threshold, told)
            counted.setdefault(rate, []).append(row)
    return counted


def count(known: EncodedDataset, question: Asked, best: Floats, threshold: float, told: float) -> Counted:
    """False alarms among best scores (N,), and the share of all objects that is found."""
    figures = known.measure(question.scores, question.truth, question.others, threshold)
    objects = sum(len(question.truth.objects[number]) for number in question.others)
    return Counted(int((best >= threshold).sum()), len(best), figures["recall"] * objects, told * objects, objects)


def summary(rows: Sequence[Counted]) -> Mapping[str, float]:
    """In percent; of every question and part together, and how far they lie from each other."""
    shares = np.array([each.alarms / each.pictures for each in rows])
    objects = sum(each.objects for each in rows)
    figures = {
        "false alarms seen": sum(each.alarms for each in rows) / sum(each.pictures for each in rows),
        "of single questions, a tenth had more than": float(np.quantile(shares, 0.9)),
        "objects found": sum(each.found for each in rows) / max(objects, 1),
        "objects told to be found": sum(each.told for each in rows) / max(objects, 1),
    }
    return {name: round(100 * value, 2) for name, value in figures.items()} | {"thresholds": len(rows)}


if __name__ == "__main__":
    main()
