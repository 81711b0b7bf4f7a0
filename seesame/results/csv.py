"""`results.csv`: a line an instance, and a line for each picture without one, for spreadsheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from seesame.files import write
from seesame.results.answer import Answer, Failure

HEADER = ("picture", "result", "instance", "score", "x1", "y1", "x2", "y2", "mask_pixels", "presence", "reason")


class CsvResults:
    """Collects lines; the file is written at the end, whole."""

    def __init__(self) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(HEADER)

    def add(self, answer: Answer) -> None:
        """One line an instance, best first as they came."""
        found, there = answer.instances, "" if answer.presence is None else f"{answer.presence:.4f}"
        for row in range(len(found)):
            box = [f"{side:.2f}" for side in found.boxes[row].tolist()]
            pixels = int(found.crops[row].sum())
            self._writer.writerow([answer.path, "found", row + 1, f"{found.scores[row]:.4f}", *box, pixels, there, ""])
        if not len(found):
            self._writer.writerow([answer.path, "not found", *[""] * 7, there, ""])

    def fail(self, failure: Failure) -> None:
        """One line for what could not be read."""
        self._writer.writerow([failure.path, "failed", *[""] * 8, failure.reason])

    def save(self, folder: Path, complete: bool) -> None:
        """Write `results.csv`."""
        write(folder / "results.csv", self._text.getvalue().encode("utf-8", "surrogateescape"))
