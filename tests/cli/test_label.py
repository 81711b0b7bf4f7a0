from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from seesame.card import Card, write_card
from seesame.data import open_dataset
from seesame.images import read
from seesame.reference import Reference

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shelf(draw: Callable[..., Path]) -> Path:
    """Two pictures with red things (scores .9, .7 from the left, .3 is the threshold) and one without."""
    mug = draw("mug.png", (10, 10, 70, 50))
    write_card(Card("red mug", (Reference.whole(read(mug)),)), Path("mug.seesame"))
    draw("shelf/a.png", (10, 20, 30, 45), (50, 5, 60, 15))
    draw("shelf/b.png", (5, 5, 25, 25))
    draw("shelf/empty.png")
    return Path("shelf")


def test_a_folder_is_labelled_in_every_format_asked_for(shelf: Path, seesame: Program) -> None:
    code, out, _ = seesame("label", "mug.seesame", "--in", "shelf", "--format", "coco", "--format", "cvat")
    assert code == 0 and "red mug\t3\t2\t0" in out
    for made in ("coco", "cvat"):
        dataset = open_dataset(f"seesame-labels/{made}")
        assert [len(record.objects) for record in dataset.records] == [2, 1, 0]
        assert list(dataset.categories.values()) == ["red mug"]
    with Path("seesame-labels/review.csv").open(newline="") as stream:
        assert list(csv.DictReader(stream)) == []
    assert not Path("seesame-labels/review.jpg").exists()


def test_what_may_be_corrected_is_not_written_over(shelf: Path, seesame: Program) -> None:
    assert seesame("label", "mug.png", "--in", "shelf")[0] == 0
    code, _, err = seesame("label", "mug.png", "--in", "shelf")
    assert code == 2 and "somebody may have corrected it" in err
    assert seesame("label", "mug.png", "--in", "shelf", "--format", "pdf")[0] == 2


def test_doubts_are_listed_and_shown(shelf: Path, seesame: Program) -> None:
    code, out, _ = seesame("label", "mug.png", "--in", "shelf", "--threshold", "0.8", "--format", "label-studio")
    assert code == 0 and "mug\t2\t2\t3" in out
    with Path("seesame-labels/review.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["score"], row["now"]) for row in rows] == [
        ("0.7000", "left out"),
        ("0.9000", "labelled"),
        ("0.9000", "labelled"),
    ]
    assert Path("seesame-labels/review.jpg").stat().st_size > 1000
    tasks = json.loads(Path("seesame-labels/label-studio/tasks.json").read_text())
    assert len(tasks) == 3 and "predictions" in tasks[0]


def test_exit_codes(shelf: Path, seesame: Program) -> None:
    assert seesame("label", "mug.png", "--in", "shelf/empty.png", "--out", "a")[0] == 1
    Path("shelf/bad.png").write_bytes(b"no picture")
    code, _, err = seesame("label", "mug.png", "--in", "shelf", "--out", "b")
    assert code == 3 and "bad.png" in err
    assert seesame("label", "mug.png", "--in", "shelf/bad.png", "--out", "c")[0] == 4
