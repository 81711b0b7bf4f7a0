"""Put the questions to a system: pictures outermost, so that each is encoded once for the questions of all runs."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np

from seesame.data.records import Record
from seesame.errors import InputError, SeesameError
from seesame.evaluate.exam import Exam
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

    def __init__(self, system: System, exam: Exam) -> None:
        self.system = system
        self.records = {record.id: record for record in exam.dataset.records}
        self.asked: dict[int, list[tuple[int, Question]]] = defaultdict(list)
        for number, question in enumerate(exam.questions):
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
        found, there = {}, {}
        for number, question in asked:
            try:
                descriptor = self._descriptor(question.references)
            except InputError as error:
                failed[str(error)] += 1
                continue
            with self._timed("question"):
                instances = self.system.find(scene, descriptor, threshold=0.0, top=TOP)
            told = self._presence(scene, descriptor, instances.scores)
            if told is not None:
                there[number] = told
            rows = instances.to_coco(picture, 0)
            found[number] = [{name: row[name] for name in ("bbox", "score", "segmentation")} for row in rows]
        return Said(picture, found, self._regions(scene), dict(failed), self._times, peak_memory(), there)

    def _describe(self, references: tuple[tuple[int, int], ...]) -> Any:
        examples = [asked_reference(self.records[picture], number) for picture, number in references]
        with self._timed("describe"):
            return self.system.describe(examples)

    def _presence(self, scene: Any, descriptor: Any, scores: Any) -> float | None:
        tell: Callable[[Any, Any, Any], float | None] | None = getattr(self.system, "presence", None)
        return None if tell is None else tell(scene, descriptor, scores)

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


def asked_reference(record: Record, number: int) -> Reference:
    """The object of that number as a reference, by its box alone.

    Raises: PictureError: the picture cannot be read. QuestionError: the box is too small.
    """
    box = next(each.box for each in record.objects if each.id == number)
    return Reference.from_box(record.read(), box, f"{record.path.name}, object {number}")


def ask_here(system: System, exam: Exam, pictures: Sequence[int]) -> Iterator[Said]:
    """Ask everything about the pictures, one after the other, in this process."""
    yield from map(Asker(system, exam).ask, pictures)


def ask_apart(opener: Opener, exam: Exam, pictures: Sequence[int], workers: int) -> Iterator[Said]:
    """Ask everything about the pictures in other processes, each with a system of its own; in the order of being done.

    Raises: SeesameError: a process was ended from outside.
    """
    context = multiprocessing.get_context("spawn")
    begin = (opener, exam)
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=begin) as processes:
        try:
            yield from _as_done(processes, pictures, 2 * workers)
        except BrokenProcessPool as error:
            raise SeesameError(
                "a process that asked has ended without a word, most likely for want of memory; ask with fewer workers"
            ) from error
        finally:
            processes.shutdown(wait=True, cancel_futures=True)


def _as_done(processes: ProcessPoolExecutor, pictures: Sequence[int], ahead: int) -> Iterator[Said]:
    """Few are given out at a time, for answers that wait here take memory."""
    left = iter(pictures)
    waiting = {processes.submit(_ask, picture) for picture in islice(left, ahead)}
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        waiting |= {processes.submit(_ask, picture) for picture in islice(left, len(done))}
        yield from (each.result() for each in done)


_asker: Asker | None = None
"""Of a worker process, which has nothing else."""


def _begin(opener: Opener, exam: Exam) -> None:
    global _asker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that gives out work decides
    _asker = Asker(opener(), exam)


def _ask(picture: int) -> Said:
    assert _asker is not None
    return _asker.ask(picture)


def identity(system: System) -> Mapping[str, Any]:
    """What a report says of a system: type, weights, engine, and the score from which it believes an instance."""
    kind = type(system).__name__
    return {
        "type": kind,
        "weights": getattr(system, "weights_id", kind),
        "engine": getattr(system, "engine", None),
        "threshold": getattr(system, "threshold", None),
    }
