"""What yes and no teach: rounds of judged finds, and what is found afterwards in pictures that nobody judged.

    python benchmarks/feedback.py ANNOTATIONS PICTURES --least 8 --leave-out person --out results/feedback/NAME.json

Every category that `--least` pictures have is a question of `--shots` references. Half of the pictures are searched and
judged by the annotations, five finds a round, the best that were not judged yet: right is an overlap of .5 with an
object. The other half stays unseen. Compared are what `teach` makes of it, and right finds as further references.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import report
from encoded_dataset import Bools, EncodedDataset, Floats, Rows, Truth, ask_for_categories, halves
from stopwatch import Stopwatch

from seesame import Finder, Reference
from seesame.card import Card, Judgement
from seesame.geometry import boxes as box_geometry
from seesame.inference import assemble
from seesame.inference.feedback import teach

FIGURES = ("ap50", "precision", "recall", "f1", "best_f1")


@dataclass
class Student:
    """One question that is taught: its scores (N,) and threshold after what was judged so far."""

    known: EncodedDataset
    card: Card
    logits: list[Floats]
    threshold: float
    watch: Stopwatch = field(default_factory=Stopwatch)
    lessons: int = 0

    @property
    def plain(self) -> Floats:
        """Its scores before anything was judged."""
        return self.known.scores(assemble.fuse(np.stack(self.logits, 1), [1.0] * len(self.logits)))

    def taught(self, rows: Rows, right: Bools) -> Floats:
        """Its scores after one more round by `teach`."""
        known = self.known
        said = [
            Judgement(known.reference(known.of[row], known.boxes[row]), bool(yes))
            for row, yes in zip(rows, right, strict=True)
        ]
        with self.watch:
            self.card = teach(known.finder, self.card, said, [known.scenes[known.of[row]] for row in rows])
        self.threshold = known.finder.threshold_of(self.card)
        lesson = self.card.descriptor.lesson if self.card.descriptor else None
        self.lessons += lesson is not None
        if lesson is None:
            return self.plain
        return assemble.heed(self.plain, lesson, known.regions.vectors, known.regions.quality)

    def referred(self, rows: Rows, right: Bools) -> Floats:
        """Its scores with the right finds as further references."""
        for row in rows[right]:
            known = self.known
            self.logits.append(known.compared(known.reference(known.of[row], known.boxes[row])))
        return self.plain


WAYS: dict[str, Callable[[Student, Rows, Bools], Floats]] = {"teach": Student.taught, "references": Student.referred}


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__, dataset=True)
    ask_for_categories(parser, least=8)
    parser.add_argument("--categories", type=int, help="at most so many")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--shots", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--each", type=int, default=5, help="finds judged in a round")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=["teach"])
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    report.write(measure(finder, chosen), chosen, finder)


def measure(finder: Finder, chosen: argparse.Namespace) -> dict[str, Any]:
    """Every category with every seed, by every way."""
    known = EncodedDataset.asked(finder, chosen)
    names = known.categories(chosen.least, chosen.leave_out)[: chosen.categories]
    told: dict[str, Any] = {}
    for way in chosen.ways:
        runs = [episode(known, name, seed, way, chosen) for name in names for seed in range(chosen.seeds)]
        told[way] = summary(runs, names, chosen.seeds)
        report.tell(f"{way}: AP50 of unseen pictures", told[way]["unseen"]["ap50"])
    return {
        "dataset": chosen.annotations.name,
        "pictures": len(known.records),
        "questions": len(names) * chosen.seeds,
        "settings": {name: getattr(chosen, name) for name in ("shots", "rounds", "each", "seeds", "least")},
        "ways": told,
    }


def episode(known: EncodedDataset, name: str, seed: int, way: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """One question, taught for all rounds; figures after each."""
    truth, generator = known.truth(name), np.random.default_rng((seed, len(name)))
    judged_with, unseen_with, judged_without, unseen_without = halves(truth, generator)
    drawn, judged_with = judged_with[: chosen.shots], judged_with[chosen.shots :]
    references = [_drawn(known, truth, number, generator) for number in drawn]
    searched, unseen = [*judged_with, *judged_without], [*unseen_with, *unseen_without]
    logits = [known.compared(each) for each in references]
    student = Student(known, Card.of(references, name), logits, known.finder.threshold)
    scores, done, rounds = student.plain, np.zeros(0, np.int64), []
    yes = 0
    for number in range(chosen.rounds + 1):
        rounds.append(
            {
                "unseen": known.measure(scores, truth, unseen, student.threshold),
                "all": known.measure(scores, truth, [*searched, *unseen], student.threshold),
            }
        )
        fresh = best_unjudged(known, scores, truth, searched, done, chosen.each)
        if number == chosen.rounds or not len(fresh):
            break
        done, yes = np.concatenate([done, fresh]), yes + int(truth.right[fresh].sum())
        scores = WAYS[way](student, fresh, truth.right[fresh])
    rounds += [rounds[-1]] * (chosen.rounds + 1 - len(rounds))
    no, spent = len(done) - yes, student.watch.clock
    return {"rounds": rounds, "yes": yes, "no": no, "seconds": spent, "lessons": student.lessons}


def best_unjudged(
    known: EncodedDataset, scores: Floats, truth: Truth, pictures: Sequence[int], done: Rows, count: int
) -> Rows:
    """Rows of the best finds that overlap none which was judged, and that the annotations can judge."""
    rows = known.found(scores, pictures, 5)
    fresh: list[int] = []
    for row in rows[~truth.ignored[rows]]:
        there = done[known.of[done] == known.of[row]]
        if box_geometry.iou(known.boxes[row][None], known.boxes[there]).max(initial=0.0) < 0.5:
            fresh.append(int(row))
        if len(fresh) == count:
            break
    return np.array(fresh, np.int64)


def summary(runs: Sequence[dict[str, Any]], names: Sequence[str], seeds: int) -> dict[str, Any]:
    """Means over the questions after each round, in percent; AP50 of each category; seconds of a round."""
    seconds = [each for run in runs for each in run["seconds"]]
    told: dict[str, Any] = {
        part: {
            figure: [
                round(100 * statistics.mean(run["rounds"][number][part][figure] for run in runs), 1)
                for number in range(len(runs[0]["rounds"]))
            ]
            for figure in FIGURES
        }
        for part in ("unseen", "all")
    }
    own = [runs[place * seeds : (place + 1) * seeds] for place in range(len(names))]
    told["categories"] = {
        name: [round(100 * statistics.mean(run["rounds"][at]["unseen"]["ap50"] for run in part), 1) for at in (0, -1)]
        for name, part in zip(names, own, strict=True)
    }
    told["yes"] = round(statistics.mean(run["yes"] for run in runs), 1)
    told["no"] = round(statistics.mean(run["no"] for run in runs), 1)
    if seconds:
        told["rounds with a lesson"] = round(sum(run["lessons"] for run in runs) / len(seconds), 2)
        told["seconds a round"] = {"median": round(statistics.median(seconds), 3), "most": round(max(seconds), 3)}
    return told


def _drawn(known: EncodedDataset, truth: Truth, number: int, generator: np.random.Generator) -> Reference:
    boxes = truth.objects[number]
    return known.reference(number, boxes[int(generator.integers(len(boxes)))])


if __name__ == "__main__":
    main()
