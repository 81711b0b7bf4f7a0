from __future__ import annotations

import numpy as np
import pytest

from seesame.cli.tally import Tally
from seesame.instances import Instances
from seesame.results import Answer, Failure

PICTURE = np.zeros((40, 50, 3), np.uint8)
TWO = Instances.from_masks((40, 50), [[1, 2, 9, 9], [10.4, 10.6, 20, 20]], [0.4, 0.8], np.zeros((2, 40, 50), np.bool_))


def tally(found: int, empty: int, failed: int) -> Tally:
    result = Tally()
    for number in range(found):
        result.add(Answer(number, f"{number}.png", "n", PICTURE, TWO))
    for number in range(empty):
        result.add(Answer(number, f"e{number}.png", "n", PICTURE, Instances.empty((40, 50))))
    for number in range(failed):
        result.fail(Failure(f"f{number}.png", f"f{number}.png: is broken"))
    return result


@pytest.mark.parametrize(
    ("found", "empty", "failed", "code"),
    [(1, 1, 0, 0), (0, 2, 0, 1), (1, 0, 1, 3), (0, 1, 1, 3), (0, 0, 2, 4)],
)
def test_exit_codes(found: int, empty: int, failed: int, code: int) -> None:
    assert tally(found, empty, failed).exit_code(complete=True) == code
    assert tally(found, empty, failed).exit_code(complete=False) == 130


def test_a_row_shows_the_best_as_a_question_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    tally(1, 1, 0).show()
    assert capsys.readouterr().out.splitlines()[1:] == ["0.png\t2\t0.80\t10,11,20,20\t-", "e0.png\t0\t-\t-\t-"]


def test_failures_are_told_even_when_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    tally(1, 1, 2).tell(complete=True, quiet=True)
    told = capsys.readouterr().err
    assert "2 could not be read" in told
    assert "f1.png: is broken" in told
    tally(1, 1, 0).tell(complete=True, quiet=True)
    assert capsys.readouterr().err == ""
    tally(1, 1, 0).tell(complete=False, quiet=False)
    told = capsys.readouterr().err
    assert "2 found in 1 of 2 pictures" in told
    assert "interrupted" in told


@pytest.mark.parametrize(
    ("presence", "words"),
    [(0.0, "no, 0 %"), (0.3, "hardly, 30 %"), (0.5, "perhaps, 50 %"), (0.79, "probably, 79 %"), (1.0, "yes, 100 %")],
)
def test_whether_it_is_there_in_words(capsys: pytest.CaptureFixture[str], presence: float, words: str) -> None:
    shown = Tally()
    empty = Instances.empty((60, 80))
    shown.add(Answer(1, "a.png", "a", np.zeros((60, 80, 3), np.uint8), empty, presence))
    shown.show()
    assert capsys.readouterr().out.splitlines()[1].endswith(words)


@pytest.mark.parametrize(("side", "tiled", "told"), [(2048, False, True), (2047, False, False), (2048, True, False)])
def test_large_pictures_without_are_told_of_unless_tiles_were_looked_at(
    side: int, tiled: bool, told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    result = Tally(tiled=tiled)
    result.add(Answer(1, "a.png", "a", np.zeros((1, side, 3), np.uint8), Instances.empty((1, side))))
    result.tell(complete=True, quiet=False)
    assert ("1 of the others are large; --tiles auto" in capsys.readouterr().err) is told
