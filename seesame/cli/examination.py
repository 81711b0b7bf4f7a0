"""What `seesame evaluate` does with its settings: open, ask, count, write."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from seesame.cli.command import command
from seesame.cli.screen import complain, progress
from seesame.data.coco_folders import PARTS, read_coco_folders
from seesame.data.opening import called, join, open_dataset, read_layout
from seesame.data.recognise import Layout, recognise
from seesame.data.records import Dataset
from seesame.errors import ConfigError
from seesame.evaluate import Exam, Report, count_results, draw, examine, open_system, table
from seesame.evaluate.external import run_command
from seesame.evaluate.gallery import Shown, gallery
from seesame.evaluate.journal import read_answers
from seesame.evaluate.page import page
from seesame.evaluate.plan import Plan, Planned
from seesame.evaluate.prose import markdown
from seesame.evaluate.provenance import provenance
from seesame.evaluate.questions import question_file, read_questions
from seesame.files import folder, write


@dataclass(frozen=True)
class Where:
    """The dataset: a file or folder of annotations in any known format, perhaps the folder of its pictures; or COCO's
    official folders. And a file of questions about it, if they are not to be drawn."""

    annotations: Path | None
    pictures: Path | None
    coco: Path | None
    questions: Path | None
    format: str | None = None

    def __post_init__(self) -> None:
        alone = self.annotations is None and self.pictures is not None
        if alone or (self.annotations is None) == (self.coco is None):
            raise ConfigError(
                "expected either annotations, and perhaps the folder of their pictures, or --coco with COCO's folders; "
                "as in: seesame evaluate instances.json pictures/"
            )

    def exam(self, planned: Planned) -> Exam:
        """Read the annotations, and read or draw the questions."""
        dataset = self._dataset(planned)
        return read_questions(self.questions, dataset) if self.questions else draw(dataset, planned.protocol)

    def folder(self, planned: Planned) -> Path:
        """The folder that file names are relative to."""
        if self.coco is not None:
            return self.coco / PARTS[planned.part]
        return self._path(planned) if planned.joined else self._layout(planned).pictures

    def told(self, planned: Planned) -> str | None:
        """What the dataset was recognised as; nothing where it was named."""
        return None if self.coco is not None or self.format or planned.joined else str(self._layout(planned))

    def _dataset(self, planned: Planned) -> Dataset:
        if self.coco is not None:
            return read_coco_folders(self.coco, planned.part)
        if planned.joined:
            parts = ((self._path(planned) / each.dataset, each.category) for each in planned.joined)
            return join([open_dataset(path, category=category) for path, category in parts], planned.name)
        return read_layout(self._layout(planned), called(self._path(planned)), planned.category)

    def _path(self, planned: Planned) -> Path:
        assert self.annotations is not None
        return self.annotations / planned.dataset if planned.dataset is not None else self.annotations

    def _layout(self, planned: Planned) -> Layout:
        return recognise(self._path(planned), self.pictures, self.format)


@dataclass(frozen=True)
class Output:
    """Where reports go: `out` is a file for one examination, a folder for a plan of several."""

    out: Path | None
    answers: Path | None
    markdown: Path | None
    html: Path | None
    quiet: bool

    def report(self, planned: Planned, system: str, several: bool) -> Path | None:
        """The file of one report."""
        if self.out is None:
            return None
        beside = "" if system == planned.systems[0] else f"-{system}"
        return self.out / f"{planned.name}{beside}.json" if several else self.out.with_stem(f"{self.out.stem}{beside}")

    def journal(self, planned: Planned, system: str, several: bool, spare: Path) -> Path:
        """The file of the answers while they are collected."""
        if self.answers is not None:
            return self.answers.with_stem(f"{self.answers.stem}-{planned.name}-{system}") if several else self.answers
        report = self.report(planned, system, several)
        return report.with_suffix(".answers") if report else spare / f"{planned.name}-{system}.answers"


@dataclass(frozen=True)
class Effort:
    """How many processes with how many threads each."""

    workers: int
    threads: int | None

    @property
    def threads_each(self) -> int | None:
        """All for one process, one for each of several, unless told."""
        return self.threads if self.threads is not None or self.workers == 1 else 1


def run(plan: Plan, where: Where, effort: Effort, output: Output) -> int:
    """Carry out a plan; returns how many pictures or references could not be used."""
    several, failed = len(plan.examinations) > 1, 0
    if several and output.out:
        folder(output.out)
    reports: list[Report] = []
    shown: list[Shown] = []
    with tempfile.TemporaryDirectory() as spare:
        for planned in plan.examinations:
            exam = where.exam(planned)
            taken = where.told(planned)
            if taken and not output.quiet:
                complain(f"{exam.dataset.name} is {taken}")
            told = []
            for name in planned.systems:
                journal = output.journal(planned, name, several, Path(spare))
                told.append(_examined(planned, name, exam, effort, output, several, journal))
                if output.html and not shown:
                    shown += gallery(read_answers(journal), exam)
                if output.answers is None:
                    journal.unlink()
            failed += len(told[0].failed)
            reports += told
            if not output.quiet:
                print(table(*told), end="")
    _pages(plan.title, reports, shown, output)
    return failed


def run_results(planned: Planned, where: Where, program: str | None, results: Path | None, output: Output) -> int:
    """Count a file of results, once a program has written it if there is one."""
    exam, pictures = where.exam(planned), where.folder(planned)
    with tempfile.TemporaryDirectory() as spare:
        written = results or Path(spare) / "results.json"
        if program is not None:
            asked = Path(spare) / "questions.json"
            asked.write_text(question_file(exam, pictures).model_dump_json(), encoding="utf-8")
            run_command(program, asked, pictures, written)
        report = count_results(written, program or written.name, exam)
    report = replace(report, provenance=provenance(command(), None))
    if output.out:
        write(output.out, report.to_json().encode("utf-8"))
    if not output.quiet:
        print(table(report), end="")
    _pages(planned.name, [report], (), output)
    return len(report.failed)


def write_questions(planned: Planned, where: Where, path: Path) -> None:
    """Write what an examination asks, and ask nothing."""
    asked = question_file(where.exam(planned), where.folder(planned))
    write(path, asked.model_dump_json().encode("utf-8"))


def _examined(
    planned: Planned, name: str, exam: Exam, effort: Effort, output: Output, several: bool, journal: Path
) -> Report:
    opener = partial(open_system, name, planned.weights, effort.threads_each)
    try:
        with progress(f"evaluating {name}", output.quiet) as advance:
            report = examine(opener, exam, journal, effort.workers, advance)
    except KeyboardInterrupt:
        if output.out or output.answers:
            complain(f"interrupted; {journal} keeps what was answered: the same command goes on from there")
        raise
    report = replace(report, provenance=provenance(command(), opener()))
    path = output.report(planned, name, several)
    if path:
        write(path, report.to_json().encode("utf-8"))
    return report


def _pages(title: str, reports: Sequence[Report], shown: Sequence[Shown], output: Output) -> None:
    if output.markdown:
        write(output.markdown, markdown(title, reports).encode("utf-8"))
    if output.html:
        write(output.html, page(title, reports, shown).encode("utf-8"))
