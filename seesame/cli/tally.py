"""What a search came to: the rows of the table, what failed, and the exit code."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from seesame.cli.screen import complain, show_table
from seesame.results import Answer, Failure

LARGE = 2048
"""Pixels a side, from which things may be too small to be seen in a picture as a whole."""
HEADER = ("picture", "found", "best score", "best box", "is it there")


@dataclass
class Tally:
    """Counts answers and keeps one row of text for each.

    `tiled`: whether pictures are looked at in parts.
    """

    tiled: bool = False
    rows: list[tuple[str, ...]] = field(default_factory=list)
    found: int = 0
    with_some: int = 0
    large_without: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Count one scene; its best box is written as a question would write it."""
        found = answer.instances
        self.found += len(found)
        if not len(found):
            self.large_without += max(found.size) >= LARGE
            self.rows.append((answer.path, "0", "-", "-", _there(answer.presence)))
            return
        self.with_some += 1
        best = int(found.scores.argmax())
        box = ",".join(f"{side:.0f}" for side in found.boxes[best].tolist())
        self.rows.append((answer.path, str(len(found)), f"{found.scores[best]:.2f}", box, _there(answer.presence)))

    def fail(self, failure: Failure) -> None:
        """Count what could not be read."""
        self.failures.append(failure)

    def save(self, folder: Path, complete: bool) -> None:
        """A tally is shown, not written."""

    def show(self) -> None:
        """The table, on standard output."""
        show_table(HEADER, self.rows)

    def tell(self, complete: bool, quiet: bool) -> None:
        """The sum and the failures, on standard error; the failures even when quiet."""
        if not quiet:
            complain(f"{self.found} found in {self.with_some} of {len(self.rows)} pictures")
            if self.large_without and not self.tiled:
                complain(f"{self.large_without} of the others are large; --tiles auto looks for small things in them")
        if self.failures:
            complain(f"{len(self.failures)} could not be read:")
            for failure in self.failures:
                complain(f"  {failure.reason}")
        if not complete:
            complain(f"interrupted after {len(self.rows)} pictures; what was finished is written")

    def exit_code(self, complete: bool) -> int:
        """The code of docs/conventions.md."""
        if not complete:
            return 130
        if self.failures:
            return 3 if self.rows else 4
        return 0 if self.found else 1


def _there(presence: float | None) -> str:
    """A probability in words: seldom more is known than that."""
    if presence is None:
        return "-"
    words = ("no", "hardly", "perhaps", "probably", "yes")
    return f"{words[min(int(presence * len(words)), len(words) - 1)]}, {100 * presence:.0f} %"
