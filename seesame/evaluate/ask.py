"""Put the questions to a system: pictures outermost, so that each is encoded once for the questions of all runs."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from seesame.data.records import Dataset
from seesame.errors import InputError
from seesame.evaluate.journal import Said
from seesame.evaluate.machine import peak_memory
from seesame.evaluate.protocol import Question
from seesame.evaluate.system import System
from seesame.reference import Reference

TOP = 100  # instances of one question that count, as in COCO
_KEPT = 4096  # descriptors, tens of kilobytes each

Opener = Callable[[], System]
"""Opens a system; it is sent to other processes, so it must be picklable."""


class Asker:
    """A system and what it is asked; keeps descriptors, for references come again."""

    def __init__(self, system: System, dataset: Dataset, questions: Sequence[Question]) -> None:
        self.system = system
        self.records = {record.id: record for record in dataset.records}
        self.asked: dict[int, list[tuple[int, Question]]] = defaultdict(list)
        for number, question in enumerate(questions):
            self.asked[question.scene].append((number, question))
        self._descriptor = lru_cache(_KEPT)(self._describe)
        self._times: dict[str, list[float]] = {}

    def ask(self, picture: int) -> Said:
        """Ask everything about one picture."""
        self._times = {"encode": [], "describe": [], "question": []}
        asked, failed = self.asked.get(picture, []), Counter[str]()
        try:
            pixels = self.records[picture].read()
        except InputError as error:
            return Said(picture, {}, None, {str(error): len(asked)}, self._times, peak_memory())
        with self._timed("encode"):
            scene = self.system.encode(pixels)
        found = {}
        for number, question in asked:
            try:
                descriptor = self._descriptor(question.references)
            except InputError as error:
                failed[str(error)] += 1
                continue
            with self._timed("question"):
                instances = self.system.find(scene, descriptor, threshold=0.0, top=TOP)
            rows = instances.to_coco(picture, 0)
            found[number] = [{name: row[name] for name in ("bbox", "score", "segmentation")} for row in rows]
        return Said(picture, found, self._regions(scene), dict(failed), self._times, peak_memory())

    def _describe(self, references: tuple[tuple[int, int], ...]) -> Any:
        examples = [self._reference(*each) for each in references]
        with self._timed("describe"):
            return self.system.describe(examples)

    def _reference(self, picture: int, number: int) -> Reference:
        record = self.records[picture]
        box = next(each.box for each in record.objects if each.id == number)
        return Reference.from_box(record.read(), box, f"{record.path.name}, object {number}")

    def _regions(self, scene: Any) -> list[list[float]] | None:
        show: Callable[[Any], Any] | None = getattr(self.system, "region_boxes", None)
        if show is None:
            return None
        boxes: list[list[float]] = np.asarray(show(scene), dtype=np.float64).reshape(-1, 4)[:TOP].tolist()
        return boxes

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self._times[name].append(1000 * (time.perf_counter() - started))


def ask_all(
    opener: Opener, dataset: Dataset, questions: Sequence[Question], pictures: Sequence[int], workers: int = 1
) -> Iterator[Said]:
    """Ask everything about the pictures, as each is done; with several workers, each opens a system of its own."""
    if workers == 1:
        asker = Asker(opener(), dataset, questions)
        yield from map(asker.ask, pictures)
        return
    context = multiprocessing.get_context("spawn")
    begin = (opener, dataset, questions)
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=begin) as processes:
        waiting = [processes.submit(_ask, picture) for picture in pictures]
        try:
            for each in as_completed(waiting):
                yield each.result()
        finally:
            processes.shutdown(wait=True, cancel_futures=True)


_asker: Asker | None = None
"""Of a worker process, which has nothing else."""


def _begin(opener: Opener, dataset: Dataset, questions: Sequence[Question]) -> None:
    global _asker
    _asker = Asker(opener(), dataset, questions)


def _ask(picture: int) -> Said:
    assert _asker is not None
    return _asker.ask(picture)


def identity(system: System) -> Mapping[str, Any]:
    """What a report says of a system: type, weights, and the score from which it believes an instance."""
    kind = type(system).__name__
    weights, threshold = getattr(system, "weights_id", kind), getattr(system, "threshold", None)
    return {"type": kind, "weights": weights, "threshold": threshold}
