"""Take away what was found: files for other programs, masks, cut-outs, pictures with masks drawn on them."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import numpy as np
from numpy.typing import NDArray

from seesame.card import Card, write_card
from seesame.images import overlay
from seesame.results import Answer, Asked, CocoResults, CsvResults, Failure, Results, YoloResults
from seesame.web.pictures import jpeg, png

Format = Literal["coco", "yolo", "csv", "masks", "cutouts", "overlays"]


@dataclass(frozen=True)
class Kind:
    """What is handed out for a format."""

    media: str
    suffix: str


KINDS: dict[Format, Kind] = {
    "coco": Kind("application/json", "json"),
    "csv": Kind("text/csv; charset=utf-8", "csv"),
    "yolo": Kind("application/zip", "zip"),
    "masks": Kind("application/zip", "zip"),
    "cutouts": Kind("application/zip", "zip"),
    "overlays": Kind("application/zip", "zip"),
}


class PictureFiles:
    """Masks, cut-outs or overlays, written into a folder as answers come: `NAME-1.png`, the best instance first."""

    def __init__(self, folder: Path, kind: Literal["masks", "cutouts", "overlays"]) -> None:
        self._folder, self._kind = folder, kind

    def add(self, answer: Answer) -> None:
        """Write the files of one picture."""
        found = answer.instances
        if self._kind == "overlays":
            self._write(f"{answer.name}-found.jpg", jpeg(overlay(answer.picture, found), max(found.size)))
            return
        for row in range(len(found)):
            if self._kind == "masks":
                self._write(f"{answer.name}-{row + 1}.png", png(found.mask(row).astype(np.uint8) * 255))
            elif found.crops[row].any():
                self._write(f"{answer.name}-{row + 1}.png", png(_cut_out(answer, row)))

    def fail(self, failure: Failure) -> None:
        """A picture that could not be read has no files."""

    def save(self, folder: Path, complete: bool) -> None:
        """Nothing is left to write."""

    def _write(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)


class Package:
    """An export in the making: answers go in, one file comes out. Lives in a folder of its own."""

    def __init__(self, folder: Path, format: Format, asked: Asked) -> None:
        self._folder, self._format = folder, format
        self._writer = _writer(folder, format, asked)

    @classmethod
    @contextmanager
    def of(cls, format: Format, asked: Asked) -> Iterator[Package]:
        """A package whose folder is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="seesame-export-") as folder:
            yield cls(Path(folder), format, asked)

    def add(self, answer: Answer) -> None:
        """What one picture answered."""
        self._writer.add(answer)

    def fail(self, failure: Failure) -> None:
        """A picture that could not be read."""
        self._writer.fail(failure)

    def file(self) -> IO[bytes]:
        """The finished file, to be read from its start; it lives until it is closed."""
        self._writer.save(self._folder, True)
        made: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - handed out
        if KINDS[self._format].suffix == "zip":
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in sorted(self._folder.rglob("*")):
                    if path.is_file():
                        archive.write(path, path.relative_to(self._folder))
        else:
            made.write(next(self._folder.iterdir()).read_bytes())
        made.seek(0)
        return made


def chosen(answer: Answer, numbers: Sequence[int] | None) -> Answer:
    """Only the instances of these numbers, from 1; None for all. Those that are not there are left out."""
    if numbers is None:
        return answer
    rows = [number - 1 for number in sorted(set(numbers)) if number <= len(answer.instances)]
    kept = answer.instances[rows] if rows else answer.instances[:0]
    return Answer(answer.number, answer.path, answer.name, answer.picture, kept, answer.presence)


def _writer(folder: Path, format: Format, asked: Asked) -> Results:
    if format == "coco":
        return CocoResults(asked)
    if format == "csv":
        return CsvResults()
    if format == "yolo":
        return YoloResults(folder, asked.name)
    return PictureFiles(folder, format)


def _cut_out(answer: Answer, row: int) -> NDArray[np.uint8]:
    """An instance alone, RGBA, transparent around it."""
    crop, (x, y) = answer.instances.crops[row], answer.instances.corners[row].tolist()
    part = answer.picture[y : y + crop.shape[0], x : x + crop.shape[1]]
    return np.dstack([part, crop.astype(np.uint8) * 255])


def card_file(card: Card) -> bytes:
    """A card as the bytes of its file."""
    with tempfile.TemporaryDirectory(prefix="seesame-export-") as folder:
        path = Path(folder) / "card.seesame"
        write_card(card, path)
        return path.read_bytes()
