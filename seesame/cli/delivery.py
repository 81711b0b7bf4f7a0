"""From the search to whatever shows, keeps or writes its answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from seesame.cli.screen import Report
from seesame.results import Answer, Failure, Results


def deliver(
    outcomes: Iterable[Answer | Failure], total: int, takers: Sequence[Results], folder: Path | None, report: Report
) -> bool:
    """Hand every outcome to every taker as it comes, then let them save; what was finished is saved whatever happens.

    Returns: whether the end was reached; false if a person interrupted.
    """
    complete = False
    try:
        for done, outcome in enumerate(outcomes, start=1):
            for taker in takers:
                _hand(outcome, taker)
            report(done, total, "pictures")
        complete = True
    except KeyboardInterrupt:
        pass
    finally:
        if folder is not None:
            for taker in takers:
                taker.save(folder, complete)
    return complete


def _hand(outcome: Answer | Failure, taker: Results) -> None:
    if isinstance(outcome, Answer):
        taker.add(outcome)
    else:
        taker.fail(outcome)
