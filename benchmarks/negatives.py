"""What one negative does: whether it removes what it shows, and what it costs.

    python benchmarks/negatives.py ANNOTATIONS PICTURES --least 4 --out results/feedback/NAME.json

Every category that `--least` pictures have is a question of one reference. Its negative is the false find that scores
highest in the other pictures, or the object of another category that scores highest. Counted are the pictures that
neither reference nor negative is of: AP50, whether the thing is there (AUROC of the best scores), and the shares of
regions that reach the advised threshold: on objects of the question, and on objects of the negative's category.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import mean
from typing import Any

import numpy as np
import report
from encoded_dataset import Bools, EncodedDataset, Floats, Truth, ask_for_categories

from seesame import Finder
from seesame.geometry import boxes as box_geometry

STRENGTHS = (0.0, 0.5, 1.0, 2.0)
"""What a negative counts; 0 is no negative, 0.5 what `assemble.UNWANTED` says."""


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__, dataset=True)
    ask_for_categories(parser, least=4)
    parser.add_argument("--seeds", type=int, default=1)
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    report.write(measure(finder, chosen), chosen, finder)


def measure(finder: Finder, chosen: argparse.Namespace) -> dict[str, Any]:
    """Every category with every seed, with both kinds of negatives."""
    known = EncodedDataset.asked(finder, chosen)
    names = known.categories(chosen.least, chosen.leave_out)
    kinds = categories_of(known)
    rows: dict[str, list[dict[float, dict[str, float]]]] = {"false find": [], "other category": []}
    for name in names:
        for seed in range(chosen.seeds):
            for kind, answer in asked(known, kinds, name, seed).items():
                rows[kind].append(answer)
    return {
        "dataset": chosen.annotations.name,
        "pictures": len(known.records),
        "questions": {kind: len(part) for kind, part in rows.items()},
        "negatives": {kind: summary(part) for kind, part in rows.items()},
    }


def categories_of(known: EncodedDataset) -> list[str | None]:
    """The category of the object that each region is on by half or more; None for none."""
    kinds: list[str | None] = [None] * len(known.of)
    for number, record in enumerate(known.records):
        objects = [each for each in record.objects if not each.crowd]
        boxes = np.array([each.box for each in objects], np.float32).reshape(-1, 4)
        for row in range(known.starts[number], known.starts[number + 1]):
            overlap = box_geometry.iou(known.boxes[row][None], boxes)[0]
            if overlap.max(initial=0.0) >= 0.5:
                kinds[row] = objects[int(overlap.argmax())].category
    return kinds


def asked(known: EncodedDataset, kinds: Sequence[str | None], name: str, seed: int) -> dict[str, Any]:
    """One question without and with each negative: figures by strength."""
    truth, generator = known.truth(name), np.random.default_rng((seed, len(name)))
    own = int(generator.permutation(truth.having())[0])
    boxes = truth.objects[own]
    logits = known.compared(known.reference(own, boxes[int(generator.integers(len(boxes)))]))
    scores = known.scores(logits)
    others = [number for number in truth.objects if number != own]
    found = known.found(scores, others)
    wrong = found[~truth.right[found] & ~truth.ignored[found]]
    elsewhere = np.array([kind not in (None, name) for kind in kinds]) & ~truth.ignored & (known.of != own)
    negatives = {"false find": wrong[:1], "other category": np.flatnonzero(elsewhere)[scores[elsewhere].argsort()[-1:]]}
    answers = {}
    for kind, rows in negatives.items():
        if len(rows):
            row = int(rows[0])
            alike = np.array([each is not None and each == kinds[row] for each in kinds])
            against = known.compared(known.reference(int(known.of[row]), known.boxes[row]))
            more = np.maximum(against - logits, 0.0)
            pictures = [number for number in others if number != known.of[row]]
            answers[kind] = {
                strength: figures(known, truth, logits - strength * more, row, alike, pictures)
                for strength in STRENGTHS
            }
    return answers


def figures(
    known: EncodedDataset, truth: Truth, logits: Floats, row: int, alike: Bools, pictures: Sequence[int]
) -> dict[str, float]:
    """What is counted of one question's match logits (N,)."""
    scores, level = known.scores(logits.astype(np.float32)), known.finder.threshold
    counted = np.isin(known.of, pictures)
    told = {
        "ap50": known.measure(scores, truth, pictures, level)["ap50"],
        "auroc": presence(known, scores, truth, pictures),
        "shown is found": float(scores[row] >= level),
        "score of what is shown": float(scores[row]),
    }
    for label, part in (("right regions found", truth.right & counted), ("alike regions found", alike & counted)):
        if part.any():
            told[label] = float((scores[part] >= level).mean())
    return told


def presence(known: EncodedDataset, scores: Floats, truth: Truth, pictures: Sequence[int]) -> float:
    """How often a picture with the thing has a higher best score than one without it."""
    best = {number: float(scores[known.of == number].max(initial=0.0)) for number in pictures}
    there = np.array([best[number] for number in pictures if len(truth.objects[number])])
    absent = np.array([best[number] for number in pictures if not len(truth.objects[number])])
    return float((there[:, None] > absent).mean() + 0.5 * (there[:, None] == absent).mean())


def summary(rows: Sequence[dict[float, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Means over the questions in percent, by strength."""
    names = dict.fromkeys(name for row in rows for name in row[0.0])
    return {
        f"{strength:g}": {
            name: round(100 * mean(row[strength][name] for row in rows if name in row[strength]), 1) for name in names
        }
        for strength in STRENGTHS
    }


if __name__ == "__main__":
    main()
