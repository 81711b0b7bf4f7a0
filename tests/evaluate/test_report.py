from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import DataError
from seesame.evaluate import Protocol, Shuffled, evaluate, table
from seesame.evaluate.report import read_report, spread


def test_spread_by_hand() -> None:
    assert spread([1.0, 3.0]) == {"mean": 2.0, "interval": pytest.approx(1.96 * 2**0.5 / 2**0.5), "runs": [1.0, 3.0]}
    assert spread([4.0]) == {"mean": 4.0, "interval": None, "runs": [4.0]}
    assert spread([None, 2.0]) == {"mean": 2.0, "interval": None, "runs": [None, 2.0]}
    assert spread([None, None]) == {"mean": None, "interval": None, "runs": [None, None]}
    tree = spread([{"a": {"b": 1.0}, "c": 2.0}, {"a": {"b": 2.0}, "d": 5.0}])
    assert (tree["a"]["b"]["mean"], tree["c"]["mean"], tree["d"]["runs"]) == (1.5, 2.0, [None, 5.0])


def test_the_json_has_all_that_it_takes_to_ask_again(world: Any, plain: Any, guesser: Any) -> None:
    dataset = world(plain)
    report = evaluate(guesser(dataset), dataset, Protocol(runs=2, shots=2, seed=4))
    content = json.loads(report.to_json())
    assert content["protocol"] == {
        "shots": 2,
        "runs": 2,
        "seed": 4,
        "same_picture": False,
        "floors": [0.0, 0.7],
        "limit": None,
        "categories": None,
        "split": None,
        "novel": True,
    }
    assert content["dataset"] == "world"
    assert content["system"] == {"type": "Guesser", "weights": "oracle", "engine": None, "threshold": 0.5}
    assert len(content["presence"]["curve"]) == 101
    assert set(content["timing"]) == {"encode", "describe", "question", "memory"}
    assert len(content["detection"]["0"]["curve"]["mask"]) == 101
    assert "timing" not in report.to_dict(timing=False)
    assert list(content) == sorted(content)


def test_the_table_shows_the_figures_and_the_baseline_beside_them(world: Any, plain: Any, guesser: Any) -> None:
    dataset = world(plain)
    system = guesser(dataset)
    report = evaluate(system, dataset, Protocol(runs=2))
    text = table(report, evaluate(Shuffled(system), dataset, Protocol(runs=2)))
    lines = text.splitlines()
    assert lines[0] == "world: 5 pictures, 11 objects, 4 categories"
    assert lines[1] == "2 x 9 present and 9 absent questions, 1 reference each from another picture, seed 0"
    assert text.count("oracle, shuffled") == 4
    ap50 = 100 * report.detection["0.7"]["mask"]["AP50"]["mean"]
    assert f"{ap50:.1f} ± 0.0" in text
    for part in ("scores from 0 ", "scores from 0.7", "AUROC", "false per 100", "cup", "median time"):
        assert part in text
    assert max(len(line) for line in lines) < 160


def test_what_is_written_reads_back(world: Any, plain: Any, guesser: Any, tmp_path: Path) -> None:
    report = evaluate(guesser(world(plain)), world(plain), Protocol(runs=2, categories=("cup", "fork")))
    path = tmp_path / "report.json"
    path.write_text(report.to_json())
    assert read_report(path).to_json() == report.to_json()
    for text, told in (("[]", "is not the report"), ("{}", "is not the report"), ("x", "is not the report")):
        path.write_text(text)
        with pytest.raises(DataError, match=told):
            read_report(path)
    with pytest.raises(DataError, match="cannot be opened"):
        read_report(tmp_path / "none.json")
