from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from seesame.descriptor import Descriptor
from seesame.errors import InputError
from seesame.images import read
from seesame.inference.assemble import instances
from seesame.inference.engine import Regions
from seesame.label import colocalise, label_folders

MIDDLE, ASIDE, SMALL, OUTSIDE = (20, 20, 80, 80), (5, 30, 55, 90), (2, 2, 12, 12), (-40, -40, -5, -5)
GULL, ROCK, NET = np.eye(3, dtype=np.float32)


class Painted:
    """Its regions are in a list by the red value of a picture: boxes, what is there, logits of quality."""

    weights_id = "painted-1"

    def __init__(self, *scenes: list[tuple[tuple[int, ...], NDArray[np.float32], float]]) -> None:
        self.scenes, self.encoded = scenes, 0

    def encode(self, picture: NDArray[np.uint8]) -> Any:
        self.encoded += 1
        boxes, things, quality = zip(*self.scenes[read(picture)[0, 0, 0]], strict=True)
        vectors = np.stack(things)
        regions = Regions(
            np.array(boxes, np.float32), np.array(quality, np.float32), vectors, vectors[:, :, None, None]
        )
        return SimpleNamespace(boxes=regions.boxes, regions=regions, size=(100, 100))

    def outline(self, scene: Any, boxes: NDArray[np.float32]) -> Any:
        return instances(boxes, np.ones(len(boxes), np.float32), np.ones((len(boxes), 4, 4), np.float32), scene.size)

    def scored(self, regions: Regions, descriptor: Descriptor) -> NDArray[np.float32]:
        assert descriptor.weights_id == self.weights_id
        return np.asarray(0.1 + 0.8 * (regions.vectors @ descriptor.vectors.T).mean(1), np.float32)


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    paths = []
    for number in range(4):
        Image.fromarray(np.full((100, 100, 3), number, np.uint8)).save(tmp_path / f"{number}.png")
        paths.append(str(tmp_path / f"{number}.png"))
    return paths


def gulls() -> Painted:
    return Painted(
        [(MIDDLE, GULL, 2.0), (ASIDE, NET, 1.0)],
        [(MIDDLE, ROCK, 2.0), (ASIDE, GULL, 2.0)],
        [(SMALL, GULL, 2.0), (MIDDLE, GULL, 1.0), (OUTSIDE, GULL, 5.0)],
        [(MIDDLE, GULL, 0.0), (ASIDE, ROCK, 0.0)],
    )


def test_what_all_show_is_taken_though_something_else_lies_in_the_middle(pictures: list[str]) -> None:
    found = colocalise(gulls(), pictures, category=7)  # type: ignore[arg-type]
    assert [each.path for each in found] == pictures
    assert [each.claims[0].box for each in found] == [MIDDLE, ASIDE, MIDDLE, MIDDLE]
    assert {claim.card for each in found for claim in each.claims} == {7}
    assert all(each.size == (100, 100) and each.claims[0].segmentation["size"] == [100, 100] for each in found)


def test_where_another_thing_is_nearly_as_likely_the_margin_is_small(pictures: list[str]) -> None:
    margins = [each.claims[0].margin for each in colocalise(gulls(), pictures)]  # type: ignore[arg-type]
    assert min(margins) == margins[1] >= 0
    assert margins[2] > margins[0]  # nothing else is there but what is too small


def test_one_picture_alone_shows_what_is_in_its_middle(pictures: list[str]) -> None:
    (found,) = colocalise(gulls(), pictures[1:2])  # type: ignore[arg-type]
    assert found.claims[0].box == MIDDLE


def test_what_cannot_be_read_does_not_stop_the_others(pictures: list[str]) -> None:
    Path(pictures[1]).write_bytes(b"no picture")
    found = colocalise(gulls(), pictures)  # type: ignore[arg-type]
    assert [bool(each.failed) for each in found] == [False, True, False, False]
    assert found[1].claims == () and [each.claims[0].box for each in found if each.claims] == [MIDDLE] * 3


def test_folders_are_labelled_one_by_one_and_never_twice(pictures: list[str], tmp_path: Path) -> None:
    finder, folders = gulls(), {"gull": pictures[:2], "bird": pictures[2:]}
    told: list[tuple[int, int, str]] = []
    first = label_folders(finder, folders, tmp_path / "labels.jsonl", progress=lambda *each: told.append(each))  # type: ignore[arg-type]
    assert told == [(2, 4, "gull"), (4, 4, "bird")]
    assert [(each.path, each.claims[0].card) for each in first] == list(zip(pictures, (0, 0, 1, 1), strict=True))
    again = label_folders(finder, folders, tmp_path / "labels.jsonl")  # type: ignore[arg-type]
    assert again == first and finder.encoded == 4


def test_an_interrupted_folder_is_begun_anew(pictures: list[str], tmp_path: Path) -> None:
    finder, journal = gulls(), tmp_path / "labels.jsonl"
    whole = label_folders(finder, {"gull": pictures}, journal)  # type: ignore[arg-type]
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:3]) + lines[3][:20])
    assert label_folders(finder, {"gull": pictures}, journal) == whole  # type: ignore[arg-type]
    assert finder.encoded == 8


def test_labels_of_other_folders_are_not_gone_on_with(pictures: list[str], tmp_path: Path) -> None:
    label_folders(gulls(), {"gull": pictures}, tmp_path / "labels.jsonl")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="holds labels by other"):
        label_folders(gulls(), {"tern": pictures}, tmp_path / "labels.jsonl")  # type: ignore[arg-type]
