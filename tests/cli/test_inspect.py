from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from seesame import demo
from seesame.cli.app import app
from seesame.errors import DataError

Program = Callable[..., tuple[int, str, str]]


def test_a_question_and_its_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    coins, box = str(demo.coins()), (80, 174, 44, 44)
    content = {
        "images": [{"id": 1, "file_name": demo.coins().name, "height": 303, "width": 384}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": box}],
        "categories": [{"id": 1, "name": "coin"}, {"id": 2, "name": "button"}],
    }
    Path("a.json").write_text(json.dumps(content))
    question = ["inspect", "model", f"{coins}@80,174,124,218", "--in", coins, "--threads", "1"]
    known = [*question, "--truth", "a.json", "--pictures", str(demo.coins().parent)]
    with pytest.raises(DataError, match="say which is asked for, in this picture: coin"):
        CliRunner().invoke(app, known, catch_exceptions=False)
    done = CliRunner().invoke(app, [*known, "--category", "coin"])
    assert done.exit_code == 0, done.output
    assert "What the match should have said" in Path("inspect-model.html").read_text()


def test_a_dataset_that_no_episode_can_be_made_of(here: Path, draw: Callable[..., Path], seesame: Program) -> None:
    draw("a.png", (10, 10, 30, 30))
    content = {
        "images": [{"id": 1, "file_name": "a.png", "height": 60, "width": 80}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20]}],
        "categories": [{"id": 1, "name": "red"}],
    }
    Path("a.json").write_text(json.dumps(content))
    code, _, err = seesame("inspect", "data", "a.json", "--out", "page.html")
    assert code == 0 and "no training batch can be made" in err
    assert "red" in Path("page.html").read_text()
