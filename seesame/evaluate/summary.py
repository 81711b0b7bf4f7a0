"""From what each picture gave to the figures of a report; pictures are independent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seesame.evaluate.detection import ANYTHING, KINDS, Counted, Figures, Matched, figures, recall
from seesame.evaluate.exam import Exam
from seesame.evaluate.journal import Said
from seesame.evaluate.presence import Answer, curve, presence
from seesame.evaluate.protocol import Protocol, left_out
from seesame.evaluate.report import Report, spread


@dataclass(frozen=True, eq=False)
class Searched:
    """What one picture gave.

    Attributes:
        picture: the record's id.
        matched: by run, by category id.
        answers: by run.
        regions: the candidates before any question, matched with all objects; None if the system shows none.
        failed: what could not be read, with the number of questions lost by it.
    """

    picture: int
    matched: Mapping[int, Mapping[int, Matched]]
    answers: Mapping[int, Sequence[Answer]]
    regions: Matched | None
    failed: Mapping[str, int]


def summarise(
    system: Mapping[str, Any], exam: Exam, pictures: Sequence[Searched], costs: Sequence[Said]
) -> Report:
    """The report of all pictures, in order of their ids; of `costs` only times and memory count."""
    protocol, names = exam.protocol, {number: name for name, number in exam.categories.items()}
    return Report(
        dataset=exam.dataset.name,
        sizes=_sizes(exam),
        protocol=protocol,
        system=system,
        detection={f"{floor:g}": _detection(pictures, protocol, names, floor) for floor in protocol.floors},
        presence=_presence(pictures, protocol, system["threshold"]),
        references=_references(pictures, protocol),
        regions=_regions(pictures),
        left_out=left_out(exam.dataset, protocol),
        failed=dict(sum((Counter(each.failed) for each in pictures), Counter())),
        timing=_timing(costs),
    )


def _detection(
    pictures: Sequence[Searched], protocol: Protocol, names: Mapping[int, str], floor: float
) -> dict[str, Any]:
    """Figures of boxes and masks over the runs, of each category, and the mean precision at each recall."""
    runs: list[dict[str, Any]] = []
    curves: dict[str, list[list[float]]] = {kind: [] for kind in KINDS}
    for run in range(protocol.runs):
        matched = {
            (category, each.picture): found
            for each in pictures
            for category, found in each.matched.get(run, {}).items()
        }
        counted = {kind: figures(matched, kind, floor) for kind in KINDS}
        runs.append(_of_run(counted, names))
        for kind, each in counted.items():
            curves[kind].append(each.curve)
    mean = {kind: np.mean(each, axis=0).round(4).tolist() if all(each) else [] for kind, each in curves.items()}
    return {**spread(runs), "curve": mean}


def _of_run(counted: Mapping[str, Counted], names: Mapping[int, str]) -> dict[str, Any]:
    kinds = {kind: each.figures for kind, each in counted.items()}
    numbers = counted["box"].categories
    return {**kinds, "categories": {names[n]: {kind: counted[kind].categories[n] for kind in KINDS} for n in numbers}}


def _presence(pictures: Sequence[Searched], protocol: Protocol, threshold: float | None) -> dict[str, Any]:
    runs = [[answer for each in pictures for answer in each.answers.get(run, ())] for run in range(protocol.runs)]
    figures = spread([presence(answers, threshold) for answers in runs])
    return {**figures, "curve": curve([answer for answers in runs for answer in answers])}


def _references(pictures: Sequence[Searched], protocol: Protocol) -> dict[str, float | None]:
    """What another draw of references changes, where there are several runs.

    Returns: the share of questions whose best find is right in every run, in some runs, in no run; the deviation
        between runs of the best score, the mean over the questions.
    """
    right: list[float] = []
    deviations: list[float] = []
    for each in pictures:
        for category in {number for found in each.matched.values() for number in found}:
            hits = [found[category].hits() for found in each.matched.values() if category in found]
            if len(hits) == protocol.runs > 1:
                right.append(float(np.mean([bool(len(hit) and hit[0]) for _, hit, _ in hits])))
                deviations.append(float(np.std([scores[0] if len(scores) else 0.0 for scores, _, _ in hits], ddof=1)))
    if not right:
        return dict.fromkeys(("always", "sometimes", "never", "deviation"))
    shares = np.array(right)
    return {
        "always": float((shares == 1).mean()),
        "sometimes": float(((shares > 0) & (shares < 1)).mean()),
        "never": float((shares == 0).mean()),
        "deviation": float(np.mean(deviations)),
    }


def _regions(pictures: Sequence[Searched]) -> Figures | None:
    matched = {(ANYTHING, each.picture): each.regions for each in pictures if each.regions is not None}
    return recall(matched) if matched else None


def _sizes(exam: Exam) -> dict[str, int]:
    """Pictures, objects and categories; questions of the first run."""
    asked = [question for question in exam.questions if question.run == 0]
    return {
        "pictures": len(exam.pictures),
        "objects": sum(not each.crowd for record in exam.pictures for each in record.objects),
        "categories": len({question.category for question in asked if question.present}),
        "present": sum(question.present for question in asked),
        "absent": sum(not question.present for question in asked),
    }


def _timing(costs: Sequence[Said]) -> dict[str, Any]:
    """Milliseconds by stage, and the most memory of a process, MiB."""
    stages = {name for said in costs for name in said.times}
    times = {name: _milliseconds([ms for said in costs for ms in said.times.get(name, ())]) for name in sorted(stages)}
    memory = [said.memory for said in costs if said.memory is not None]
    return {**times, "memory": max(memory, default=None)}


def _milliseconds(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    median, high = np.percentile(values, (50, 90))
    return {"count": len(values), "mean": float(np.mean(values)), "median": float(median), "p90": float(high)}
