from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from seesame.errors import DataError, InputError
from seesame.evaluate import open_system
from seesame.evaluate.retrieval import average_precision, read_collection, retrieve
from seesame.instances import Instances


class ByColour:
    """Scores a scene by how near its mean colour is to the reference's."""

    threshold = 0.5

    def describe(self, references: Any, /) -> Any:
        return references[0].picture.mean((0, 1))

    def encode(self, picture: Any, /) -> Any:
        return picture

    def find(self, scene: Any, descriptor: Any, /, threshold: float = 0.0, top: int = 100) -> Instances:
        score = 1 / (1 + np.abs(scene.mean((0, 1)) - descriptor).sum())
        return Instances.from_masks(scene.shape[:2], [(0, 0, 9, 9)], [score], np.ones((1, *scene.shape[:2]), bool))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photographs of a red thing and of a green one, one of a blue one."""
    for name, colour, count in (("red", (200, 10, 10), 3), ("green", (10, 200, 10), 3), ("blue", (10, 10, 200), 1)):
        (tmp_path / "objects" / name).mkdir(parents=True)
        for number in range(count):
            shade = tuple(np.array(colour) + number * 3)
            Image.new("RGB", (40, 30), shade).save(tmp_path / "objects" / name / f"{name}-{number}.png")
    return tmp_path / "objects"


def test_by_hand() -> None:
    assert average_precision(np.array([True, False, True, False])) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.array([False, True])) == 0.5


def test_a_system_that_knows_scores_one(folder: Path) -> None:
    report = retrieve(ByColour(), read_collection(folder))
    assert report.sizes == {"objects": 2, "questions": 6, "pictures": 7, "distractors": 0}
    assert report.recall == {"1": 1, "5": 1, "10": 1} and report.precision == 1
    assert set(report.objects) == {"red", "green"}
    assert json.loads(report.to_json(timing=False))["system"]["type"] == "ByColour"


def test_distractors_stand_between(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    Image.new("RGB", (40, 30), (201, 11, 11)).save(tmp_path / "others" / "tomato.png")
    report = retrieve(ByColour(), read_collection(folder, [tmp_path / "others"]))
    assert report.sizes["distractors"] == 1
    assert report.recall["1"] < 1 and report.recall["5"] == 1 and report.precision < 1
    assert report.objects["green"]["mean"] == 1


def test_a_photograph_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "red" / "red-0.png").write_bytes(b"rubbish")
    heard: list[str] = []
    report = retrieve(ByColour(), read_collection(folder), progress=lambda done, total, text: heard.append(text))
    assert list(report.failed) == ["red-0.png"]
    assert report.sizes["questions"] == 5 and report.precision == 1
    assert heard[0] == "blue-0.png"


def test_mistakes_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no folder"):
        read_collection(tmp_path / "none")
    with pytest.raises(DataError, match="no folder with two photographs"):
        read_collection(folder / "red")
    with pytest.raises(InputError, match="expected one of whole, object"):
        retrieve(ByColour(), read_collection(folder), "tight")


def test_the_finder_with_either_crop(folder: Path) -> None:
    finder = open_system("finder", threads=1)
    for crop in ("whole", "object"):
        report = retrieve(finder, read_collection(folder), crop)
        assert report.crop == crop and 0 < report.precision <= 1


def test_scores_that_cost_less_than_finding_are_asked_for(folder: Path) -> None:
    class Quick(ByColour):
        def find(self, scene: Any, descriptor: Any, /, threshold: float = 0.0, top: int = 100) -> Instances:
            raise AssertionError("its scores are known")

        def scores(self, scene: Any, descriptor: Any) -> Any:
            return np.array([0.0, 1 / (1 + np.abs(scene.mean((0, 1)) - descriptor).sum())])

    quick, plain = (retrieve(system, read_collection(folder)) for system in (Quick(), ByColour()))
    assert (quick.recall, quick.precision) == (plain.recall, plain.precision)
