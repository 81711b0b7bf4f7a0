"""`labels.jsonl`: what was labelled so far, in a file that a kill cannot spoil."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seesame.errors import InputError
from seesame.label.labelled import Claim, Labelled
from seesame.lines import append, from_line, never_begun, to_line

FORMAT = "seesame-labels/1"


class Journal:
    """A file of labelled pictures that is written to and gone on with.

    Attributes:
        done: the paths of the pictures in it; one that could not be read is tried again.

    Raises: InputError: it holds labels by other questions, or is damaged, or is another file.
    """

    def __init__(self, path: Path, asked: Mapping[str, Any]) -> None:
        """Begin a file, or go on with it; `asked` is everything that decides what is answered."""
        self.path = path
        self.done: set[str] = set()
        header = to_line({"format": FORMAT, **asked})
        if never_begun(path, header):
            path.write_bytes(header)
            return
        self._take_up(header)

    def append(self, picture: Labelled) -> None:
        """Keep one picture; it is on the disk when this returns."""
        append(self.path, asdict(picture))
        self._count(picture)

    def __iter__(self) -> Iterator[Labelled]:
        """The pictures so far; of one that comes twice the last word counts."""
        with self.path.open("rb") as lines:
            lines.readline()
            yield from (_labelled(from_line(line)) for line in lines)

    def of(self, paths: Iterable[str]) -> list[Labelled]:
        """What was said last of each picture, in the order of `paths`, all of which it has."""
        by_path = {each.path: each for each in self}
        return [by_path[path] for path in paths]

    def _count(self, picture: Labelled) -> None:
        if not picture.failed:
            self.done.add(picture.path)

    def _take_up(self, header: bytes) -> None:
        with self.path.open("rb") as lines:
            if lines.readline() != header:
                raise InputError(
                    f"{self.path}: holds labels by other cards, settings or weights; name another folder, or delete it"
                )
            whole = len(header)
            for number, line in enumerate(lines, 2):
                try:
                    picture = _labelled(from_line(line))
                except (TypeError, ValueError, KeyError) as error:
                    if not lines.read(1):
                        break
                    raise InputError(f"{self.path}: line {number} is damaged ({error!r}); delete it") from error
                self._count(picture)
                whole += len(line)
        os.truncate(self.path, whole)


def _labelled(content: Mapping[str, Any]) -> Labelled:
    claims = tuple(Claim(**{**each, "box": tuple(each["box"])}) for each in content["claims"])
    height, width = content["size"]
    return Labelled(content["path"], (height, width), claims, content["failed"])
