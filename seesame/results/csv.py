"""`results.csv`: a line an instance, and a line for each picture without one, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seesame.files import write
from seesame.results.answer import Answer, Failure

HEADER = ("picture", "result", "instance", "score", "x1", "y1", "x2", "y2", "mask_pixels", "presence", "reason")


class CsvResults:
    """Collects lines; the file is written at the end, whole.

    Where several `categories` may be found, a last column names each instance's.
    """

    def __init__(self, categories: Sequence[str] = ()) -> None:
        self._categories = tuple(categories)
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._write(HEADER, "category")

    def add(self, answer: Answer) -> None:
        """One line an instance, best first as they came."""
        found, there = answer.instances, "" if answer.presence is None else f"{answer.presence:.4f}"
        for row in range(len(found)):
            box = [f"{side:.2f}" for side in found.boxes[row].tolist()]
            pixels = int(found.crops[row].sum())
            name = self._categories[answer.kind(row) - 1] if self._categories else ""
            score = f"{found.scores[row]:.4f}"
            self._write([answer.path, "found", row + 1, score, *box, pixels, there, ""], name)
        if not len(found):
            self._write([answer.path, "not found", *[""] * 7, there, ""])

    def fail(self, failure: Failure) -> None:
        """One line for what could not be read."""
        self._write([failure.path, "failed", *[""] * 8, failure.reason])

    def _write(self, cells: Sequence[Any], category: str = "") -> None:
        self._writer.writerow([*cells, category] if self._categories else cells)

    def save(self, folder: Path, complete: bool) -> None:
        """Write `results.csv`."""
        write(folder / "results.csv", self._text.getvalue().encode("utf-8", "surrogateescape"))
