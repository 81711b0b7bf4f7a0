"""From what a system said to the figures of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from seesame.data.records import Record
from seesame.errors import InputError
from seesame.evaluate.ask import TOP
from seesame.evaluate.detection import ANYTHING, Matched, Truth, match, truth
from seesame.evaluate.exam import Exam
from seesame.evaluate.journal import Row, Said
from seesame.evaluate.presence import Answer
from seesame.evaluate.protocol import Question
from seesame.evaluate.report import Report
from seesame.evaluate.summary import Searched, summarise

Progress = Callable[[int, int, str], None]


def count(
    said: Iterable[Said], exam: Exam, system: Mapping[str, Any], progress: Progress | None = None
) -> Report:
    """The report of what a system (see `identity`) said of the pictures, in any order.

    Raises: InstallationError: pycocotools is missing.
    """
    records = {record.id: record for record in exam.pictures}
    searched: list[Searched] = []
    costs: list[Said] = []
    for each in said:
        searched.append(_searched(each, records[each.picture], exam))
        costs.append(Said(each.picture, {}, None, {}, each.times, each.memory))
        if progress is not None:
            progress(len(searched), len(records), f"counting {records[each.picture].path.name}")
    searched.sort(key=lambda each: each.picture)
    return summarise(system, exam, searched, costs)


def _searched(said: Said, record: Record, exam: Exam) -> Searched:
    """One picture's answers held against its objects; an annotation that is malformed costs all its questions."""
    answered = [(exam.questions[number], rows[:TOP]) for number, rows in sorted(said.found.items())]
    try:
        known = truth(record, exam.categories)
        anything = None if said.regions is None else truth(record, None)
    except InputError as error:
        return Searched(record.id, {}, {}, None, {**said.failed, str(error): len(answered)})
    matched = _matched(known, answered, exam.categories)
    asked = {number: exam.questions[number] for number in said.presence}
    told = {(each.run, exam.categories[each.category]): said.presence[number] for number, each in asked.items()}
    answers = _answers(matched, answered, exam.categories, told)
    return Searched(record.id, matched, answers, _regions(said, anything), said.failed)


def _matched(
    known: Truth, answered: Sequence[tuple[Question, Sequence[Row]]], ids: Mapping[str, int]
) -> dict[int, dict[int, Matched]]:
    """What present questions found, matched with the objects: by run, by category id."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for question, rows in answered:
        if question.present:
            category, picture = ids[question.category], known.picture["id"]
            found[question.run][category] = [{**row, "image_id": picture, "category_id": category} for row in rows]
    return {run: match(known, by_category) for run, by_category in sorted(found.items())}


def _answers(
    matched: Mapping[int, Mapping[int, Matched]],
    answered: Sequence[tuple[Question, Sequence[Row]]],
    ids: Mapping[str, int],
    told: Mapping[tuple[int, int], float],
) -> dict[int, tuple[Answer, ...]]:
    """Every question's answer by run, those about present things first, with the presence that was told by run and
    category id."""
    answers: dict[int, list[Answer]] = defaultdict(list)
    for run, by_category in matched.items():
        answers[run] += [Answer(True, *each.hits(), told.get((run, n))) for n, each in by_category.items()]
    for question, rows in answered:
        if not question.present:
            scores, wrong = np.array([row["score"] for row in rows], np.float64), np.zeros(len(rows), np.bool_)
            there = told.get((question.run, ids[question.category]))
            answers[question.run].append(Answer(False, scores, wrong, 0, there))
    return {run: tuple(each) for run, each in answers.items()}


def _regions(said: Said, anything: Truth | None) -> Matched | None:
    """The candidates before any question matched with all objects, where the system shows them."""
    if said.regions is None or anything is None:
        return None
    boxes = np.asarray(said.regions, dtype=np.float64).reshape(-1, 4)
    sides = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1).tolist()
    rows = [
        {"image_id": said.picture, "category_id": ANYTHING, "bbox": box, "score": 1 - rank / len(boxes)}
        for rank, box in enumerate(sides)
    ]
    return match(anything, {ANYTHING: rows}, kinds=("box",))[ANYTHING]
