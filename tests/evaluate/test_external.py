from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import DataError, InputError
from seesame.evaluate import Protocol, count_results, draw, evaluate
from seesame.evaluate.ask import Asker
from seesame.evaluate.external import run_command

TWICE = Protocol(runs=2)


def answered(system: Any, dataset: Any) -> list[dict[str, Any]]:
    """What a stranger's program would write if it answered like this system."""
    exam = draw(dataset, TWICE)
    asker = Asker(system, exam)
    said = [asker.ask(record.id) for record in dataset.records]
    return [{"question_id": n, **row} for each in said for n, rows in each.found.items() for row in rows]


def counted(rows: object, dataset: Any, folder: Path) -> Any:
    path = folder / "results.json"
    path.write_text(json.dumps(rows))
    return count_results(path, "theirs", draw(dataset, TWICE))


def test_a_stranger_is_measured_like_one_of_ours(world: Any, plain: Any, guesser: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    ours, theirs = (
        evaluate(guesser(dataset), dataset, TWICE),
        counted(answered(guesser(dataset), dataset), dataset, tmp_path),
    )
    assert theirs.detection == ours.detection
    assert theirs.presence["ranking"] == ours.presence["ranking"]
    assert theirs.regions is None and theirs.system["weights"] == "theirs"
    assert theirs.presence["shipped"]["threshold"]["mean"] is None


def test_rows_in_any_order_and_questions_without_rows(world: Any, plain: Any, oracle: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    rows = answered(oracle(dataset), dataset)
    assert counted(rows[::-1], dataset, tmp_path).detection["0"]["mask"]["AP50"]["mean"] == pytest.approx(1)
    assert counted([], dataset, tmp_path).detection["0"]["mask"]["AP50"]["mean"] == 0


def test_without_masks_the_boxes_count_as_masks(world: Any, plain: Any, oracle: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    rows = [{n: v for n, v in row.items() if n != "segmentation"} for row in answered(oracle(dataset), dataset)]
    assert counted(rows, dataset, tmp_path).detection["0"]["mask"]["AP"]["mean"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"question_id": 9999}, "answers question 9999, expected 0 to"),
        ({"question_id": "1"}, "answers question '1'"),
        ({"score": 1.5}, "scores 1.5, expected 0 to 1"),
        ({"score": float("nan")}, "scores nan"),
        ({"bbox": [1, 2, -3, 4]}, "sides of 0 or more"),
        ({"bbox": [1, 2, 3]}, "lacks a usable"),
        ({"segmentation": {"size": [3, 3], "counts": "9"}}, r"not run lengths of size \[72, 96\]"),
        ({"segmentation": [[1, 2, 3]]}, "not run lengths"),
    ],
)
def test_a_malformed_row_is_named(world: Any, plain: Any, tmp_path: Path, change: dict[str, Any], told: str) -> None:
    row = {"question_id": 0, "bbox": [1, 2, 3, 4], "score": 0.5}
    with pytest.raises(DataError, match=rf"row 1.*{told}"):
        counted([row, {**row, **change}], world(plain), tmp_path)


@pytest.mark.parametrize(("text", "told"), [("{", "is not JSON"), ("{}", "holds a dict, expected a list")])
def test_what_is_no_list_of_results(world: Any, plain: Any, tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text)
    with pytest.raises(DataError, match=told):
        count_results(path, "theirs", draw(world(plain), TWICE))
    with pytest.raises(DataError, match="cannot be opened"):
        count_results(tmp_path / "none.json", "theirs", draw(world(plain), TWICE))


def program(folder: Path, text: str) -> str:
    path = folder / "their program.py"
    path.write_text(text)
    return f"{sys.executable} '{path}' {{questions}} {{pictures}} {{results}}"


def test_a_command_reads_questions_and_writes_results(tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text('{"x": 1}')
    command = program(tmp_path, "import sys; open(sys.argv[3], 'w').write(open(sys.argv[1]).read() + sys.argv[2])")
    run_command(command, tmp_path / "q.json", Path("some pictures"), tmp_path / "r.json")
    assert (tmp_path / "r.json").read_text() == '{"x": 1}some pictures'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import sys; sys.exit('no graphics card')", "exit code 1; its last words were:\nno graphics card"),
        ("pass", "without writing"),
    ],
)
def test_a_command_that_fails_says_how(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        run_command(program(tmp_path, text), tmp_path / "q", tmp_path, tmp_path / "r")


def test_a_command_that_cannot_be_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be run"):
        run_command("no-such-program {questions} {results}", tmp_path, tmp_path, tmp_path / "r")
    with pytest.raises(InputError, match=r"without \{questions\} or \{results\}"):
        run_command("theirs", tmp_path, tmp_path, tmp_path / "r")
