"""Examine a system: ask, keep what it says, count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from seesame.data.records import Dataset
from seesame.evaluate.ask import Opener, ask_apart, ask_here, identity
from seesame.evaluate.count import count
from seesame.evaluate.exam import Exam, draw
from seesame.evaluate.external import read_results
from seesame.evaluate.journal import Journal, Said
from seesame.evaluate.protocol import Protocol
from seesame.evaluate.report import Report
from seesame.evaluate.system import System

Progress = Callable[[int, int, str], None]  # done, total, text


def evaluate(
    system: System, dataset: Dataset, protocol: Protocol | None = None, progress: Progress | None = None
) -> Report:
    """Examine a system on a dataset, by default with `Protocol()`.

    Pictures and references that cannot be read are named in the report; their questions count for nothing.

    Raises:
        DataError: nothing can be asked of the dataset, or its ids are not unique.
        InstallationError: pycocotools is missing.
    """
    exam = draw(dataset, protocol or Protocol())
    said = ask_here(system, exam, [record.id for record in exam.pictures])
    return count(_reported(said, exam, 0, progress), exam, identity(system))


def examine(
    opener: Opener, exam: Exam, journal: Path, workers: int = 1, progress: Progress | None = None
) -> Report:
    """Examine a system so that it can be interrupted, in several processes: what was said is kept in `journal`.

    Called again with the same journal it goes on; the report is that of an examination in one go, whatever the number
    of workers.

    Args:
        opener: opens the system; called once here and, with several workers, once in each.

    Raises:
        InstallationError: as `evaluate`. InputError: the journal belongs to another examination.
        SeesameError: a worker was ended from outside.
    """
    system = opener()
    who = identity(system)
    kept = Journal(journal, exam.id, who)
    waiting = [record.id for record in exam.pictures if record.id not in kept.done]
    answers = ask_here(system, exam, waiting) if workers == 1 else ask_apart(opener, exam, waiting, workers)
    for said in _reported(answers, exam, len(kept.done), progress):
        kept.append(said)
    return count(kept, exam, who, progress)


def count_results(results: Path, name: str, exam: Exam) -> Report:
    """The report of a system of which only its COCO results are known; `name` is what to call it.

    Raises: DataError: the results are malformed.
    """
    who = {"type": "results", "weights": name, "engine": None, "threshold": None}
    return count(read_results(results, exam), exam, who)


def _reported(answers: Iterator[Said], exam: Exam, before: int, progress: Progress | None) -> Iterator[Said]:
    names = {record.id: record.path.name for record in exam.pictures}
    for done, said in enumerate(answers, before + 1):
        yield said
        if progress is not None:
            progress(done, len(names), names[said.picture])
