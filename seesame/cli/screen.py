"""What a person sees: progress and complaints on standard error, answers on standard output."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

Report = Callable[[int, int, str], None]
"""How long work reports: progress(done, total, text); a total of 0 is not known."""

_SECONDS_BETWEEN_LINES = 30.0  # where standard error is a file and not a terminal


def complain(text: str) -> None:
    """One message on standard error, unwrapped, so that it can be searched for."""
    print(f"seesame: {text}", file=sys.stderr)


def counted(number: int, noun: str) -> str:
    """So many of something, as in 1 reference and 2 references."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def show_table(header: Sequence[str], rows: Iterable[Sequence[str]], title: str | None = None) -> None:
    """A table on a terminal; lines with tabs where the output is piped or kept."""
    console = Console(highlight=False)
    if not console.is_terminal:
        for row in (header, *rows):
            print(printable("\t".join(row)))
        return
    table = Table(*header, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(Text(printable(cell), overflow="fold") for cell in row))
    console.print(table)


def printable(text: str) -> str:
    """The text, with a question mark for each byte of a file's name that is no text."""
    return text.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def progress(text: str, quiet: bool = False) -> Iterator[Report]:
    """A bar while standard error is a terminal, a line now and then where it is not, nothing when quiet."""
    console = Console(stderr=True)
    if quiet:
        yield lambda done, total, text: None
    elif console.is_terminal:
        with _bar(console) as bar:
            task = bar.add_task(text, total=None)
            yield lambda done, total, text: bar.update(task, completed=done, total=total or None, description=text)
    else:
        yield _Lines()


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


class _Lines:
    """Progress as lines of a log."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._first: tuple[float, int] | None = None

    def __call__(self, done: int, total: int, text: str) -> None:
        now = time.monotonic()
        began, before = self._first = self._first or (now, done)
        if now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            rate = (done - before) / max(now - began, 1e-3)
            left = f", {span((total - done) / rate)} left" if rate and total > done else ""
            complain(f"{done}{f' of {total}' if total else ''} {text}".rstrip() + left)


def span(seconds: float) -> str:
    """A time as 0:05:00."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
