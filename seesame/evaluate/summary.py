"""From what each picture gave to the figures of a report; pictures are independent, so workers may share them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np

from seesame.data.records import Dataset
from seesame.evaluate.detection import ANYTHING, KINDS, Figures, Matched, figures, recall
from seesame.evaluate.presence import Answer, curve, presence
from seesame.evaluate.protocol import Protocol, category_ids, left_out, questions, searched
from seesame.evaluate.report import Report, spread
from seesame.evaluate.system import System

_PACKAGES = ("seesame", "numpy", "pycocotools")


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
    system: System,
    dataset: Dataset,
    protocol: Protocol,
    pictures: Sequence[Searched],
    times: Mapping[str, Sequence[float]],
) -> Report:
    """The report of all pictures; times in seconds."""
    asked = _identity(system)
    names = {number: name for name, number in category_ids(dataset, protocol).items()}
    return Report(
        dataset=dataset.name,
        sizes=_sizes(dataset, protocol),
        protocol=protocol,
        system=asked,
        versions={name: _version(name) for name in _PACKAGES},
        detection={f"{floor:g}": _detection(pictures, protocol, names, floor) for floor in protocol.floors},
        presence=_presence(pictures, protocol, asked["threshold"]),
        regions=_regions(pictures),
        left_out=left_out(dataset, protocol),
        failed=dict(sum((Counter(each.failed) for each in pictures), Counter())),
        timing={name: _milliseconds(seconds) for name, seconds in times.items()},
    )


def _detection(
    pictures: Sequence[Searched], protocol: Protocol, names: Mapping[int, str], floor: float
) -> dict[str, Any]:
    """Figures of boxes and masks over the runs, and of each category."""
    runs = []
    for run in range(protocol.runs):
        matched = {
            (category, each.picture): found
            for each in pictures
            for category, found in each.matched.get(run, {}).items()
        }
        overall, by_category = {}, {}
        for kind in KINDS:
            overall[kind], by_category[kind] = figures(matched, kind, floor)
        categories = {names[each]: {kind: by_category[kind][each] for kind in KINDS} for each in by_category["box"]}
        runs.append({**overall, "categories": categories})
    return dict(spread(runs))


def _presence(pictures: Sequence[Searched], protocol: Protocol, threshold: float | None) -> dict[str, Any]:
    runs = [[answer for each in pictures for answer in each.answers.get(run, ())] for run in range(protocol.runs)]
    figures = spread([presence(answers, threshold) for answers in runs])
    return {**figures, "curve": curve([answer for answers in runs for answer in answers])}


def _regions(pictures: Sequence[Searched]) -> Figures | None:
    matched = {(ANYTHING, each.picture): each.regions for each in pictures if each.regions is not None}
    return recall(matched) if matched else None


def _identity(system: System) -> dict[str, Any]:
    kind = type(system).__name__
    weights, threshold = getattr(system, "weights_id", kind), getattr(system, "threshold", None)
    return {"type": kind, "weights": weights, "threshold": threshold}


def _sizes(dataset: Dataset, protocol: Protocol) -> dict[str, int]:
    records, asked = searched(dataset, protocol), questions(dataset, protocol, run=0)
    return {
        "pictures": len(records),
        "objects": sum(not each.crowd for record in records for each in record.objects),
        "categories": len({question.category for question in asked if question.present}),
        "present": sum(question.present for question in asked),
        "absent": sum(not question.present for question in asked),
    }


def _milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    if not seconds:
        return {}
    values = 1000 * np.asarray(seconds)
    median, high = np.percentile(values, (50, 90))
    return {"count": len(values), "mean": float(values.mean()), "median": float(median), "p90": float(high)}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
