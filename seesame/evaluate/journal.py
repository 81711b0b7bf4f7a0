"""What a system said, picture by picture, in a file that a kill cannot spoil: counted later, by whatever counts.

One JSON object a line: first what was asked of whom, then a line for each picture when all its questions are answered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from seesame.errors import InputError
from seesame.lines import append, from_line, never_begun, to_line

FORMAT = "seesame-answers/1"

Row = Mapping[str, Any]  # of COCO results: bbox [x, y, width, height], score, segmentation (run lengths)


@dataclass(frozen=True)
class Said:
    """What a system said of one picture.

    Attributes:
        picture: the record's id.
        found: by the number of each answered question, the instances, best first.
        regions: its candidates before any question, boxes x1 y1 x2 y2, best first; None if it shows none.
        failed: what could not be read, with the number of questions lost by it.
        times: milliseconds of each encode, describe and question.
        memory: the most that the process had used until then, MiB; None where the system does not tell.
        presence: by the number of each answered question, how probable it is that the thing is there; only of those for
            which the system tells more than scores.
    """

    picture: int
    found: Mapping[int, Sequence[Row]]
    regions: Sequence[Sequence[float]] | None
    failed: Mapping[str, int]
    times: Mapping[str, Sequence[float]]
    memory: float | None
    presence: Mapping[int, float] = field(default_factory=dict)


class Journal:
    """A file of answers that is written to and gone on with.

    A last line that was cut short by a kill is dropped.
    Raises: InputError: the file holds answers to other questions or of another system, is damaged, or is another file.
    """

    def __init__(self, path: Path, questions: str, system: Mapping[str, Any]) -> None:
        self.path = path
        self.done: set[int] = set()
        header = to_line({"format": FORMAT, "questions": questions, "system": dict(system)})
        path.parent.mkdir(parents=True, exist_ok=True)
        if never_begun(path, header):
            path.write_bytes(header)
            return
        kept = scan(path)
        kept.check(questions, system)
        os.truncate(path, kept.whole)
        self.done |= kept.pictures

    def append(self, said: Said) -> None:
        """Keep what was said of one picture; it is on the disk when this returns."""
        append(self.path, asdict(said))
        self.done.add(said.picture)

    def __iter__(self) -> Iterator[Said]:
        """Everything said so far, one picture at a time."""
        return read_answers(self.path)


@dataclass(frozen=True)
class Kept:
    """What a file of answers holds: of what system to what questions, about which pictures, in how many whole bytes."""

    path: Path
    questions: str
    system: Mapping[str, Any]
    pictures: frozenset[int]
    whole: int

    def check(self, questions: str, system: Mapping[str, Any]) -> None:
        """Refuse answers to other questions, or of another system.

        Raises: InputError: they are.
        """
        same = dict(self.system) == json.loads(to_line(system))
        if self.questions != questions or not same:
            other = "of another system" if self.questions == questions else "to other questions"
            raise InputError(f"{self.path}: holds the answers {other}; name another file, or delete it to begin anew")


def scan(path: Path) -> Kept:
    """Look through a file of answers; a last line that was cut short by a kill counts for nothing.

    Raises: InputError: it is no such file, another line is damaged, or a picture comes twice.
    """
    pictures: set[int] = set()
    with path.open("rb") as lines:
        first = lines.readline()
        questions, system = _header(first, path)
        whole = len(first)
        for number, line in enumerate(lines, 2):
            try:
                picture = _said(from_line(line)).picture
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                if not lines.read(1):
                    break
                raise InputError(
                    f"{path}: line {number} is damaged ({error!r}); delete it, and it is asked anew"
                ) from error
            if picture in pictures:
                raise InputError(f"{path}: line {number} is about picture {picture} again; delete it, one is enough")
            pictures.add(picture)
            whole += len(line)
    return Kept(path, questions, system, frozenset(pictures), whole)


def read_answers(path: Path) -> Iterator[Said]:
    """The answers of a finished file, one picture at a time."""
    with path.open("rb") as lines:
        lines.readline()
        yield from (_said(from_line(line)) for line in lines)


def _header(line: bytes, path: Path) -> tuple[str, Mapping[str, Any]]:
    try:
        content = from_line(line)
        if content["format"] == FORMAT:
            return str(content["questions"]), dict(content["system"])
    except (TypeError, ValueError, KeyError):
        pass
    raise InputError(f"{path}: holds no answers of an examination; name another file, or delete it")


def _said(content: Mapping[str, Any]) -> Said:
    found = {int(number): rows for number, rows in content["found"].items()}
    there = {int(number): float(each) for number, each in content.get("presence", {}).items()}
    return Said(**{**content, "found": found, "presence": there, "picture": int(content["picture"])})
