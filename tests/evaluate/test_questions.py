from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import DataError
from seesame.evaluate import Exam, Protocol, draw
from seesame.evaluate.exam import fingerprint
from seesame.evaluate.questions import question_file, read_questions

TWICE = Protocol(runs=2, shots=2, categories=("cup", "fork", "lamp"))


def written(dataset: Any, folder: Path, protocol: Protocol = TWICE) -> Path:
    path = folder / "questions.json"
    path.write_text(question_file(draw(dataset, protocol), folder).model_dump_json())
    return path


def test_what_is_written_reads_back_as_the_same_examination(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    read = read_questions(written(dataset, tmp_path), dataset)
    assert read == draw(dataset, TWICE) and read.id == draw(dataset, TWICE).id


def test_the_file_holds_all_that_a_stranger_needs(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    told = json.loads(written(dataset, tmp_path).read_text())
    exam = draw(dataset, TWICE)
    assert [each["id"] for each in told["questions"]] == list(range(len(exam.questions)))
    first, ours = told["questions"][0], exam.questions[0]
    assert (first["image_id"], first["run"]) == (ours.scene, ours.run)
    shown = first["references"][0]
    true = next(o for r in dataset.records if r.id == shown["image_id"] for o in r.objects)
    assert shown["file_name"] == f"{shown['image_id']}.png"
    assert len(shown["bbox"]) == 4 and shown["bbox"][2] > 0 and true.id > 0
    assert [each["file_name"] for each in told["images"]] == [f"{number}.png" for number in range(1, 6)]


def test_the_file_does_not_tell_what_is_there(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    path = written(dataset, tmp_path, Protocol(runs=8))
    assert "present" not in path.read_text()
    exam = draw(dataset, Protocol(runs=8))
    for picture in range(1, 6):
        there = [each.present for each in exam.questions if each.scene == picture]
        assert there != sorted(there) and there != sorted(there, reverse=True)


def test_each_question_is_numbered_once_whatever_the_order_of_pictures(world: Any, plain: Any) -> None:
    dataset = world(plain)
    turned = replace(dataset, records=dataset.records[::-1])
    assert draw(dataset, TWICE).questions == draw(turned, TWICE).questions
    assert fingerprint(dataset) == fingerprint(turned)


def test_other_annotations_are_refused(world: Any, plain: Any, tmp_path: Path) -> None:
    path = written(world(plain), tmp_path)
    plain[4] = [("sock", (21, 20, 60, 60), False)]
    with pytest.raises(DataError, match="drawn from other annotations"):
        read_questions(path, world(plain))


def test_fewer_questions_are_asked_as_they_are(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    path, whole = written(dataset, tmp_path), draw(dataset, TWICE)
    told = json.loads(path.read_text())
    told["questions"].pop()
    path.write_text(json.dumps(told))
    assert read_questions(path, dataset) == Exam(dataset, TWICE, whole.questions[:-1])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": 7}, "question 0 has the id 7, expected 0"),
        ({"run": 2}, "is of run 2 with 2 references"),
        ({"references": []}, "with 0 references"),
        ({"category_id": 99}, "asks for category 99"),
        ({"image_id": 99}, "in picture 99"),
        ({"references": "moved"}, "which is no single"),
        ({"references": "own"}, "shows picture"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    world: Any, plain: Any, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    dataset = world(plain)
    path = written(dataset, tmp_path)
    content = json.loads(path.read_text())
    first = content["questions"][0]
    if change.get("references") == "moved":
        first["references"][0]["bbox"][0] += 1
    elif change.get("references") == "own":
        first["references"][0]["image_id"] = first["image_id"]
    else:
        first |= change
    path.write_text(json.dumps(content))
    with pytest.raises(DataError, match=told):
        read_questions(path, dataset)


def test_the_same_question_twice_is_refused(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    path = written(dataset, tmp_path)
    content = json.loads(path.read_text())
    content["questions"][1] = content["questions"][0] | {"id": 1}
    path.write_text(json.dumps(content))
    with pytest.raises(DataError, match="question 1 asks the same as another of run"):
        read_questions(path, dataset)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "seesame-questions/9"}'])
def test_what_is_no_file_of_questions_is_refused(text: str, world: Any, plain: Any, tmp_path: Path) -> None:
    path = tmp_path / "questions.json"
    path.write_text(text)
    with pytest.raises(DataError, match="is not a file of questions"):
        read_questions(path, world(plain))
    with pytest.raises(DataError, match="cannot be opened"):
        read_questions(tmp_path / "none.json", world(plain))


def test_an_unknown_setting_names_its_neighbour(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    path = written(dataset, tmp_path)
    path.write_text(path.read_text().replace('"shots"', '"shotz"'))
    with pytest.raises(DataError, match="did you mean 'shots'"):
        read_questions(path, dataset)
