from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from seesame.cli.delivery import deliver
from seesame.instances import Instances
from seesame.results import Answer, Failure

ANSWER = Answer(1, "a.png", "a", np.zeros((4, 5, 3), np.uint8), Instances.empty((4, 5)))


class Taker:
    def __init__(self) -> None:
        self.log: list[object] = []

    def add(self, answer: Answer) -> None:
        self.log.append(answer)

    def fail(self, failure: Failure) -> None:
        self.log.append(failure)

    def save(self, folder: Path, complete: bool) -> None:
        self.log.append((folder, complete))


def outcomes(end: BaseException | None = None) -> Iterator[Answer | Failure]:
    yield ANSWER
    yield Failure("bad.png", "reason")
    if end:
        raise end


def test_everyone_gets_everything_and_saves() -> None:
    first, second, reported = Taker(), Taker(), []
    complete = deliver(
        outcomes(), 2, [first, second], Path("out"), lambda done, total, text: reported.append((done, total))
    )
    assert complete
    assert first.log == second.log == [ANSWER, Failure("bad.png", "reason"), (Path("out"), True)]
    assert reported == [(1, 2), (2, 2)]


def test_an_interrupt_saves_what_was_finished() -> None:
    taker = Taker()
    assert not deliver(outcomes(KeyboardInterrupt()), 5, [taker], Path("out"), lambda done, total, text: None)
    assert taker.log[-1] == (Path("out"), False)
    assert len(taker.log) == 3


def test_a_bug_saves_what_was_finished_and_is_not_hidden() -> None:
    taker = Taker()
    with pytest.raises(ZeroDivisionError):
        deliver(outcomes(ZeroDivisionError()), 5, [taker], Path("out"), lambda done, total, text: None)
    assert taker.log[-1] == (Path("out"), False)


def test_without_a_folder_nothing_is_saved() -> None:
    taker = Taker()
    assert deliver(outcomes(), 2, [taker], None, lambda done, total, text: None)
    assert len(taker.log) == 2
