"""What many pictures answer to one question, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from seesame.cli.screen import Report
from seesame.errors import InputError, PictureError
from seesame.images import expand, read
from seesame.instances import Instances
from seesame.results import Answer, Failure, Names

if TYPE_CHECKING:
    from seesame.inference import Tiling


class Searcher(Protocol):
    """What is needed of a Finder here."""

    def encode(self, picture: Any) -> Any:
        """A scene."""

    def encode_tiles(self, picture: Any, tiles: Any, progress: Any) -> Any:
        """A scene, looked at in parts too."""

    def presence(self, scene: Any, question: Any, scores: Any) -> float | None:
        """How probable it is that the thing is there at all."""

    def scores(self, scene: Any, question: Any) -> Any:
        """The scores of a scene's regions."""

    def instances(self, scene: Any, scores: Any, threshold: float, top: int = 100) -> Instances:
        """The regions of a scene that score enough, as instances."""


def list_scenes(sources: Iterable[str], out: Path | None) -> tuple[list[str], list[Failure]]:
    """The pictures that the sources name, each once, and the sources that name none.

    Overlays that an earlier run left in `out` are no scenes.
    Raises: InputError: there is no picture at all.
    """
    found: dict[str, str] = {}
    failures = []
    for source in sources:
        try:
            paths = expand([source])
        except InputError as error:
            failures.append(Failure(source, str(error)))
            continue
        for path in paths:
            if path == source or not _is_overlay(path, out):
                found.setdefault(path if path == "-" else os.path.realpath(path), path)
    if not found:
        raise InputError(failures[0].reason if failures else "--in names no picture but overlays; name other pictures")
    return list(found.values()), failures


def answers(
    finder: Searcher,
    question: object,
    scenes: Iterable[str],
    threshold: float,
    top: int,
    max_pixels: int,
    tiling: Tiling | None = None,
    report: Report | None = None,
) -> Iterator[Answer | Failure]:
    """Ask every scene; a scene that cannot be read is a Failure, and the next one is asked.

    Takes: tiling, how to cut large scenes, None for not at all; report, told after every tile.
    """
    names, number = Names(), 0
    for path in scenes:
        told = None if report is None else partial(_tiles, report, Path(path).name)
        try:
            picture = read(path, max_pixels)
            scene = finder.encode(picture) if tiling is None else finder.encode_tiles(picture, tiling, told)
            scores = finder.scores(scene, question)
            instances, there = finder.instances(scene, scores, threshold, top), finder.presence(scene, question, scores)
        except PictureError as error:
            yield Failure(path, str(error))
        except MemoryError:
            yield Failure(path, f"{path}: there is not enough memory for this picture; make it smaller")
        else:
            number += 1
            yield Answer(number, path, names.of(path), picture, instances, there)


def _tiles(report: Report, name: str, done: int, total: int, text: str) -> None:
    report(done, total, f"{text} of {name}")


def _is_overlay(path: str, out: Path | None) -> bool:
    if out is None or not Path(path).stem.endswith("-found"):
        return False
    return os.path.realpath(os.path.dirname(path) or ".") == os.path.realpath(out)
