"""Examine a system: ask, keep what it says, count."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from seesame.data.records import Dataset
from seesame.errors import DataError
from seesame.evaluate.ask import Opener, ask_all, identity
from seesame.evaluate.count import count
from seesame.evaluate.external import read_results
from seesame.evaluate.journal import Journal, Said
from seesame.evaluate.protocol import Protocol, Question, left_out, searched
from seesame.evaluate.questions import fingerprint, numbered
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
    protocol = protocol or Protocol()
    asked = drawn(dataset, protocol)
    pictures = [record.id for record in searched(dataset, protocol)]
    said = _reported(ask_all(lambda: system, dataset, asked, pictures), dataset, len(pictures), 0, progress)
    return count(said, dataset, protocol, asked, identity(system))


def examine(
    opener: Opener,
    dataset: Dataset,
    protocol: Protocol,
    journal: Path,
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Examine a system with several processes, so that it can be interrupted: what was said is kept in `journal`.

    Called again with the same journal it goes on; the report is that of an examination in one go, whatever the number
    of workers.

    Args:
        opener: opens the system; called once here and once in every worker.

    Raises:
        DataError, InstallationError: as `evaluate`. InputError: the journal belongs to another examination.
    """
    asked = drawn(dataset, protocol)
    who = identity(opener())
    kept = Journal(journal, drawn_id(dataset, asked), who)
    pictures = [record.id for record in searched(dataset, protocol)]
    waiting = [picture for picture in pictures if picture not in kept.done]
    answers = ask_all(opener, dataset, asked, waiting, workers)
    for said in _reported(answers, dataset, len(pictures), len(pictures) - len(waiting), progress):
        kept.append(said)
    return count(kept, dataset, protocol, asked, who, progress)


def count_results(results: Path, name: str, dataset: Dataset, protocol: Protocol) -> Report:
    """The report of a system of which only its COCO results are known; `name` is what to call it.

    Raises: DataError: the results are malformed.
    """
    asked = drawn(dataset, protocol)
    said = read_results(results, dataset, protocol, asked)
    return count(said, dataset, protocol, asked, {"type": "results", "weights": name, "threshold": None})


def drawn(dataset: Dataset, protocol: Protocol) -> tuple[Question, ...]:
    """The numbered questions of a protocol.

    Raises: DataError: there are none.
    """
    asked = numbered(dataset, protocol)
    if not asked:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in list(left_out(dataset, protocol).items())[:3])
        raise DataError(f"{dataset.name}: nothing can be asked of it, expected a category in two pictures ({reasons})")
    return asked


def drawn_id(dataset: Dataset, asked: Sequence[Question]) -> str:
    """A sha256 of a dataset's annotations and the questions asked of it."""
    return hashlib.sha256(f"{fingerprint(dataset)} {asked!r}".encode()).hexdigest()


def _reported(
    answers: Iterator[Said], dataset: Dataset, total: int, before: int, progress: Progress | None
) -> Iterator[Said]:
    names = {record.id: record.path.name for record in dataset.records}
    for done, said in enumerate(answers, before + 1):
        yield said
        if progress is not None:
            progress(done, total, names[said.picture])
