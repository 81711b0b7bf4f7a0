"""Ask a system everything a protocol asks. Pictures outermost: each is encoded once for the questions of all runs."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from seesame.data.records import Dataset, Record
from seesame.errors import DataError, InputError
from seesame.evaluate.detection import ANYTHING, Matched, Truth, match, truth
from seesame.evaluate.presence import Answer
from seesame.evaluate.protocol import Protocol, Question, category_ids, left_out, questions, searched
from seesame.evaluate.report import Report
from seesame.evaluate.summary import Searched, summarise
from seesame.evaluate.system import System
from seesame.instances import Instances
from seesame.reference import Reference

_TOP = 100  # instances of one question that count, as in COCO
_KEPT = 4096  # descriptors, tens of kilobytes each

Progress = Callable[[int, int, str], None]  # done, total, text
Answered = Sequence[tuple[Question, Instances]]


def evaluate(
    system: System, dataset: Dataset, protocol: Protocol | None = None, progress: Progress | None = None
) -> Report:
    """Examine a system on a dataset, by default with `Protocol()`.

    Pictures and references that cannot be read are named in the report; their questions count for nothing.

    Raises:
        DataError: nothing can be asked of the dataset, or its ids are not unique.
        InstallationError: pycocotools is missing.
    """
    protocol = protocol or Protocol()
    asked = _by_scene(dataset, protocol)
    examiner = _Examiner(system, dataset, protocol)
    records = searched(dataset, protocol)
    pictures: list[Searched] = []
    for record in records:
        pictures.append(examiner.search(record, asked.get(record.id, ())))
        if progress is not None:
            progress(len(pictures), len(records), record.path.name)
    return summarise(system, dataset, protocol, pictures, examiner.times)


def _by_scene(dataset: Dataset, protocol: Protocol) -> Mapping[int, list[Question]]:
    """The questions of all runs by picture."""
    asked: dict[int, list[Question]] = defaultdict(list)
    for run in range(protocol.runs):
        for question in questions(dataset, protocol, run):
            asked[question.scene].append(question)
    if not asked:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in list(left_out(dataset, protocol).items())[:3])
        raise DataError(f"{dataset.name}: nothing can be asked of it, expected a category in two pictures ({reasons})")
    return asked


class _Examiner:
    """A system and what it is asked about; keeps descriptors, for references come again."""

    def __init__(self, system: System, dataset: Dataset, protocol: Protocol) -> None:
        self.system = system
        self.show: Callable[[Any], Any] | None = getattr(system, "region_boxes", None)
        self.ids = category_ids(dataset, protocol)
        self.records = {record.id: record for record in dataset.records}
        self.times: dict[str, list[float]] = {"encode": [], "describe": [], "question": []}
        self._descriptor = lru_cache(_KEPT)(self._describe)

    def search(self, record: Record, asked: Sequence[Question]) -> Searched:
        """Ask all questions about one picture."""
        failed: Counter[str] = Counter()
        try:
            picture, known = record.read(), truth(record, self.ids)
            anything = truth(record, None) if self.show else None
        except InputError as error:
            return Searched(record.id, {}, {}, None, {str(error): len(asked)})
        with self._timed("encode"):
            scene = self.system.encode(picture)
        answered: list[tuple[Question, Instances]] = []
        for question in asked:
            try:
                descriptor = self._descriptor(question.references)
            except InputError as error:
                failed[str(error)] += 1
                continue
            with self._timed("question"):
                answered.append((question, self.system.find(scene, descriptor, threshold=0.0, top=_TOP)))
        matched = _matched(known, answered, self.ids)
        return Searched(record.id, matched, _answers(matched, answered), self._regions(scene, anything), failed)

    def _describe(self, references: tuple[tuple[int, int], ...]) -> Any:
        examples = [self._reference(*each) for each in references]
        with self._timed("describe"):
            return self.system.describe(examples)

    def _reference(self, picture: int, number: int) -> Reference:
        record = self.records[picture]
        box = next(each.box for each in record.objects if each.id == number)
        return Reference.from_box(record.read(), box, f"{record.path.name}, object {number}")

    def _regions(self, scene: Any, anything: Truth | None) -> Matched | None:
        """The scene's candidates before any question matched with all objects, where the system shows them."""
        if self.show is None or anything is None:
            return None
        boxes = np.asarray(self.show(scene), dtype=np.float64).reshape(-1, 4)[:_TOP]
        sides = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], axis=1).tolist()
        rows = [
            {"image_id": anything.picture["id"], "category_id": ANYTHING, "bbox": box, "score": 1 - rank / len(boxes)}
            for rank, box in enumerate(sides)
        ]
        return match(anything, {ANYTHING: rows}, kinds=("box",))[ANYTHING]

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.times[name].append(time.perf_counter() - started)


def _matched(known: Truth, answered: Answered, ids: Mapping[str, int]) -> dict[int, dict[int, Matched]]:
    """What present questions found, matched with the objects: by run, by category id."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for question, instances in answered:
        if question.present:
            category = ids[question.category]
            found[question.run][category] = instances.to_coco(known.picture["id"], category)
    return {run: match(known, by_category) for run, by_category in found.items()}


def _answers(matched: Mapping[int, Mapping[int, Matched]], answered: Answered) -> dict[int, tuple[Answer, ...]]:
    """Every question's answer by run, those about present things first."""
    answers: dict[int, list[Answer]] = defaultdict(list)
    for run, by_category in matched.items():
        answers[run] += [Answer(True, *each.hits()) for each in by_category.values()]
    for question, instances in answered:
        if not question.present:
            scores = instances.scores.astype(np.float64)
            answers[question.run].append(Answer(False, scores, np.zeros(len(scores), np.bool_), 0))
    return {run: tuple(each) for run, each in answers.items()}
