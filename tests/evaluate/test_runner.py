from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

import pytest

from seesame.errors import DataError, InstallationError
from seesame.evaluate import Protocol, evaluate, table

QUICK = Protocol(runs=2)


def _means(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: figure["mean"] for name, figure in figures.items()}


def test_an_oracle_scores_one_in_everything(world: Any, plain: Any, oracle: Any) -> None:
    dataset = world(plain)
    report = evaluate(oracle(dataset), dataset, QUICK)
    assert set(report.detection) == {"0", "0.7"}
    for floor in report.detection.values():
        for kind in ("box", "mask"):
            means = _means(floor[kind])
            assert means.pop("AR1") < 1  # some pictures have two
            assert means.pop("APl") is None and means.pop("ARl") is None  # no object is that large
            assert means == dict.fromkeys(means, pytest.approx(1))
            assert all(each[kind]["AP50"]["mean"] == pytest.approx(1) for each in floor["categories"].values())
        assert set(floor["categories"]) == {"cup", "fork", "lamp", "sock"}
    assert _means(report.presence["ranking"]) == {"auroc": 1, "average_precision": 1}
    assert _means(report.presence["shipped"]) == {"threshold": 0.5, "answered": 1, "recall": 1, "false_per_100": 0}
    assert report.presence["recall_60"]["false_per_100"]["mean"] == 0
    assert report.regions == {"all": 1, "small": 1, "medium": 1, "large": None}
    assert report.left_out == {} and report.failed == {}
    assert report.sizes == {"pictures": 5, "objects": 11, "categories": 4, "present": 9, "absent": 9}


def test_an_oracle_that_always_answers_keeps_detection_and_loses_presence(
    world: Any, plain: Any, oracle: Any, babbler: Any
) -> None:
    dataset = world(plain)
    honest, babbling = (evaluate(kind(dataset), dataset, QUICK) for kind in (oracle, babbler))
    assert babbling.detection == honest.detection
    assert _means(babbling.presence["ranking"]) == {"auroc": 0.5, "average_precision": 0.5}
    assert babbling.presence["shipped"]["false_per_100"]["mean"] == 100


def test_a_system_that_finds_nothing(world: Any, plain: Any, blind: Any) -> None:
    dataset = world(plain)
    report = evaluate(blind(dataset), dataset, QUICK)
    assert report.detection["0"]["mask"]["AP"]["mean"] == 0
    assert report.presence["ranking"]["auroc"]["mean"] == 0.5
    assert table(report)


def test_the_same_seed_gives_the_same_report_to_the_last_digit(world: Any, plain: Any, guesser: Any) -> None:
    dataset = world(plain)
    first = evaluate(guesser(dataset), dataset, QUICK).to_json(timing=False)
    turned = replace(dataset, records=dataset.records[::-1])
    assert evaluate(guesser(dataset), turned, QUICK).to_json(timing=False) == first
    assert json.loads(first)["detection"]["0"]["box"]["AP50"]["mean"] > 0


def test_pictures_are_encoded_once_and_references_described_once(world: Any, plain: Any, oracle: Any) -> None:
    dataset = world(plain)
    system = oracle(dataset)
    report = evaluate(system, dataset, Protocol(runs=8))
    assert system.encoded == [1, 2, 3, 4, 5]
    assert len(set(system.described)) == len(system.described) <= 11
    assert report.timing["encode"]["count"] == 5
    assert report.timing["question"]["count"] == 8 * 18
    assert report.timing["describe"]["count"] == len(system.described)


def test_what_cannot_be_asked_is_named_and_in_no_mean(world: Any, plain: Any, oracle: Any) -> None:
    del plain[5], plain[3]
    report = evaluate(oracle(world(plain)), world(plain), QUICK)
    assert set(report.left_out) == {"fork", "lamp", "sock"}
    assert set(report.detection["0"]["categories"]) == {"cup"}
    assert report.detection["0"]["box"]["AP"]["mean"] == pytest.approx(1)
    assert "left out, only one picture" in table(report) and "sock" in table(report)


def test_a_picture_that_cannot_be_read_is_named_not_fatal(world: Any, plain: Any, oracle: Any) -> None:
    dataset = world(plain)
    system = oracle(dataset)
    dataset.records[4].path.write_bytes(b"not a picture")  # one of two with a sock
    report = evaluate(system, dataset, QUICK)
    assert all("5.png" in reason for reason in report.failed)
    # its own 2 + 2 questions, the sock in picture 4, and whatever drew a reference from it, in 2 runs
    assert sum(report.failed.values()) >= 2 * 5
    assert set(report.detection["0"]["categories"]) == {"cup", "fork", "lamp"}
    assert report.detection["0"]["mask"]["AP50"]["mean"] == pytest.approx(1)
    assert "5.png" in table(report)


def test_a_broken_annotation_is_named_not_fatal(world: Any, plain: Any, oracle: Any) -> None:
    dataset = world(plain)
    system = oracle(dataset)
    first = dataset.records[0]
    broken = replace(first, objects=(replace(first.objects[0], segmentation=[[1, 2, 3]]), *first.objects[1:]))
    report = evaluate(system, replace(dataset, records=(broken, *dataset.records[1:])), QUICK)
    assert report.failed and sum(report.failed.values()) >= 8
    assert report.detection["0"]["box"]["AP50"]["mean"] == pytest.approx(1)


def test_progress_is_reported_picture_by_picture(world: Any, plain: Any, oracle: Any) -> None:
    dataset = world(plain)
    heard: list[tuple[int, int, str]] = []
    evaluate(oracle(dataset), dataset, replace(QUICK, limit=2), lambda *each: heard.append(each))
    assert heard == [(1, 2, "1.png"), (2, 2, "2.png")]


def test_several_shots_are_described_together(world: Any, plain: Any, oracle: Any) -> None:
    dataset = world(plain)
    system = oracle(dataset)
    report = evaluate(system, dataset, Protocol(runs=1, shots=3))
    assert {len(each) for each in system.described} == {3}
    assert report.detection["0"]["box"]["AP50"]["mean"] == pytest.approx(1)


def test_nothing_to_ask_says_why(world: Any, oracle: Any) -> None:
    dataset = world({1: [("cup", (2, 2, 30, 30), False)]})
    with pytest.raises(DataError, match="cup: only one picture"):
        evaluate(oracle(dataset), dataset)


def test_without_pycocotools_the_line_that_installs_it(
    world: Any, plain: Any, oracle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("coco", "cocoeval", "mask"):
        monkeypatch.setitem(sys.modules, f"pycocotools.{name}", None)
    dataset = world(plain)
    with pytest.raises(InstallationError, match=r"seesame\[evaluate\]"):
        evaluate(oracle(dataset), dataset, QUICK)
