"""What a system said, picture by picture, in a file that a kill cannot spoil: counted later, by whatever counts.

One JSON object a line: first what was asked of whom, then a line for each picture when all its questions are answered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from seesame.errors import InputError

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
    """

    picture: int
    found: Mapping[int, Sequence[Row]]
    regions: Sequence[Sequence[float]] | None
    failed: Mapping[str, int]
    times: Mapping[str, Sequence[float]]
    memory: float | None


class Journal:
    """A file of answers that is written to and gone on with.

    A last line that was cut short by a kill is dropped.
    Raises: InputError: the file holds answers to other questions or of another system, or no answers.
    """

    def __init__(self, path: Path, questions: str, system: Mapping[str, Any]) -> None:
        self.path = path
        self._header = {"format": FORMAT, "questions": questions, "system": dict(system)}
        self.done: set[int] = set()
        if path.exists() and path.stat().st_size:
            self._go_on()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(self._header)

    def append(self, said: Said) -> None:
        """Keep what was said of one picture; it is on the disk when this returns."""
        self._write(asdict(said))
        self.done.add(said.picture)

    def __iter__(self) -> Iterator[Said]:
        """Everything said so far, one picture at a time."""
        return read_answers(self.path)

    def _go_on(self) -> None:
        whole = 0
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines):
                content = _parsed(line)
                if content is None:
                    break
                if number == 0:
                    self._check(content)
                else:
                    self.done.add(int(content["picture"]))
                whole += len(line)
        if whole == 0:
            raise InputError(f"{self.path}: holds no answers of an examination; name another file, or delete it")
        os.truncate(self.path, whole)

    def _check(self, header: Mapping[str, Any]) -> None:
        for part, meant in (
            ("format", "another version"),
            ("questions", "other questions"),
            ("system", "another system"),
        ):
            if header.get(part) != json.loads(json.dumps(self._header[part])):
                raise InputError(
                    f"{self.path}: holds the answers of {meant}; name another file, or delete it to begin anew"
                )

    def _write(self, content: Mapping[str, Any]) -> None:
        line = json.dumps(content, separators=(",", ":"), allow_nan=False) + "\n"
        with self.path.open("ab") as file:
            file.write(line.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())


def read_answers(path: Path) -> Iterator[Said]:
    """The answers of a finished journal, one picture at a time."""
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield _said(json.loads(line))


def _parsed(line: bytes) -> dict[str, Any] | None:
    """The object of a whole line; None for one that was cut short."""
    if not line.endswith(b"\n"):
        return None
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _said(content: Mapping[str, Any]) -> Said:
    found = {int(number): rows for number, rows in content["found"].items()}
    return Said(**{**content, "found": found})
