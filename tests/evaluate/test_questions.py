from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import DataError
from seesame.evaluate import Protocol
from seesame.evaluate.questions import fingerprint, numbered, question_file, read_protocol

TWICE = Protocol(runs=2, shots=2, categories=("cup", "fork", "lamp"))


def written(dataset: Any, folder: Path, protocol: Protocol = TWICE) -> Path:
    path = folder / "questions.json"
    path.write_text(question_file(dataset, protocol, folder).model_dump_json())
    return path


def test_what_is_written_reads_back_as_the_same_protocol(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    assert read_protocol(written(dataset, tmp_path), dataset) == TWICE


def test_the_file_holds_all_that_a_stranger_needs(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    told = json.loads(written(dataset, tmp_path).read_text())
    asked = numbered(dataset, TWICE)
    assert [each["id"] for each in told["questions"]] == list(range(len(asked)))
    first, ours = told["questions"][0], asked[0]
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
    asked = numbered(dataset, Protocol(runs=8))
    for picture in range(1, 6):
        there = [each.present for each in asked if each.scene == picture]
        assert there != sorted(there) and there != sorted(there, reverse=True)


def test_each_question_is_numbered_once_whatever_the_order_of_pictures(world: Any, plain: Any) -> None:
    dataset = world(plain)
    turned = replace(dataset, records=dataset.records[::-1])
    assert numbered(dataset, TWICE) == numbered(turned, TWICE)
    assert fingerprint(dataset) == fingerprint(turned)


def test_other_annotations_are_refused(world: Any, plain: Any, tmp_path: Path) -> None:
    path = written(world(plain), tmp_path)
    plain[4] = [("sock", (21, 20, 60, 60), False)]
    with pytest.raises(DataError, match="drawn from other annotations"):
        read_protocol(path, world(plain))


def test_questions_changed_by_hand_are_refused(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    path = written(dataset, tmp_path)
    told = json.loads(path.read_text())
    told["questions"].pop()
    path.write_text(json.dumps(told))
    with pytest.raises(DataError, match="not those that its protocol draws"):
        read_protocol(path, dataset)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "seesame-questions/9"}'])
def test_what_is_no_file_of_questions_is_refused(text: str, world: Any, plain: Any, tmp_path: Path) -> None:
    path = tmp_path / "questions.json"
    path.write_text(text)
    with pytest.raises(DataError, match="is not a file of questions"):
        read_protocol(path, world(plain))
    with pytest.raises(DataError, match="cannot be opened"):
        read_protocol(tmp_path / "none.json", world(plain))


def test_an_unknown_setting_names_its_neighbour(world: Any, plain: Any, tmp_path: Path) -> None:
    dataset = world(plain)
    path = written(dataset, tmp_path)
    path.write_text(path.read_text().replace('"shots"', '"shotz"'))
    with pytest.raises(DataError, match="did you mean 'shots'"):
        read_protocol(path, dataset)
