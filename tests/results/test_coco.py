from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest

from seesame.results import Answer, Asked, CocoResults, Failure

ASKED = Asked(("mug.jpg@1,2,30,40",), "mug", 0.3, 100, "red-1")


@pytest.fixture
def results(answers: tuple[Answer, Answer]) -> CocoResults:
    results = CocoResults(ASKED)
    for answer in answers:
        results.add(answer)
    results.fail(Failure("bad.png", "bad.png: is broken"))
    return results


def test_content(results: CocoResults) -> None:
    content = json.loads(results.text(complete=True))
    assert content["question"] == {
        "references": ["mug.jpg@1,2,30,40"],
        "same": "category",
        "threshold": 0.3,
        "top": 100,
        "tiles": "off",
    }
    assert content["weights"] == "red-1"
    assert content["info"]["complete"] is True
    assert content["categories"] == [{"id": 1, "name": "mug"}]
    assert [image["file_name"] for image in content["images"]] == ["a.png", "empty.png"]
    assert content["images"][0] == {"id": 1, "file_name": "a.png", "width": 80, "height": 60, "presence": 0.97}
    assert content["not_found"] == ["empty.png"]
    assert content["failed"] == [{"path": "bad.png", "reason": "bad.png: is broken"}]
    first, second = content["annotations"]
    assert (first["id"], first["image_id"], first["area"], second["id"]) == (1, 1, 500, 2)
    assert first["bbox"] == [10, 20, 20, 25]


def test_pycocotools_reads_it_as_dataset_and_as_results(results: CocoResults, here: Path) -> None:
    coco = pytest.importorskip("pycocotools.coco")
    results.save(here, complete=True)
    with redirect_stdout(io.StringIO()):
        dataset = coco.COCO(str(here / "results.json"))
        loaded = dataset.loadRes(json.loads((here / "results.json").read_text())["annotations"])
    mask = np.zeros((60, 80), np.uint8)
    mask[20:45, 10:30] = 1
    np.testing.assert_array_equal(dataset.annToMask(dataset.loadAnns([1])[0]), mask)
    assert len(loaded.getAnnIds()) == 2


def test_an_interrupted_search_says_so(results: CocoResults, here: Path) -> None:
    results.save(here, complete=False)
    assert json.loads((here / "results.json").read_text())["info"]["complete"] is False


def test_a_name_that_is_no_text_is_kept(results: CocoResults) -> None:
    results.fail(Failure("caf\udce9.jpg", "reason"))
    assert json.loads(results.text(True).encode("ascii"))["failed"][-1]["path"] == "caf\udce9.jpg"
