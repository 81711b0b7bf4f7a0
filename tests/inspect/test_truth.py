from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seesame.data import Dataset, Object, Record
from seesame.errors import DataError
from seesame.inspect.truth import average_precision, pair, ranked, truth_in, truth_of
from seesame.instances import Instances

SIZE = (60, 80)


def things(*boxes: tuple[int, int, int, int], scores: tuple[float, ...] = ()) -> Instances:
    masks = np.zeros((len(boxes), *SIZE), np.bool_)
    for mask, (x1, y1, x2, y2) in zip(masks, boxes, strict=True):
        mask[y1:y2, x1:x2] = True
    return Instances.from_masks(SIZE, boxes, scores or (1.0,) * len(boxes), masks)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    Image.fromarray(np.full((*SIZE, 3), 200, np.uint8)).save(tmp_path / "a.png")
    boxes = {(0, 0, 40, 40): "wall", (50, 0, 55, 5): "mug", (50, 9, 55, 14): "mug"}
    objects = [Object.of_box(box, name) for box, name in boxes.items()]
    return Record.of(tmp_path / "a.png", [*objects, Object.of_box((0, 50, 80, 60), "mug", crowd=True)])


def test_each_object_is_taken_once_the_surest_first() -> None:
    truth = things((0, 0, 20, 20), (40, 0, 60, 20))
    found = things((0, 0, 20, 16), (0, 0, 20, 20), (40, 0, 60, 5), scores=(0.9, 0.8, 0.7))
    paired = pair(found, truth)
    assert paired.object_of.tolist() == [0, -1, -1] and paired.missed == [1]
    np.testing.assert_allclose(paired.overlaps[:, 0], [0.8, 1, 0], atol=1e-6)
    assert pair(things(), truth).missed == [0, 1] and pair(found, things()).object_of.tolist() == [-1, -1, -1]


def test_recall_and_precision_over_pictures() -> None:
    one = (things((0, 0, 20, 20), (70, 40, 80, 60), scores=(0.9, 0.8)), things((0, 0, 20, 20)))
    other = (things((40, 0, 60, 20), scores=(0.7,)), things((40, 0, 60, 20), (0, 30, 9, 39)))
    points = ranked([one, other])
    assert points == [(1 / 3, 1.0), (1 / 3, 1 / 2), (2 / 3, 2 / 3)]
    assert average_precision(points) == pytest.approx(1 / 3 * 1 + 1 / 3 * 2 / 3)
    assert ranked([]) == [] == ranked([(things(), things())]) and average_precision([]) == 0


def test_truth_of_a_record(record: Record) -> None:
    assert len(truth_of(record)) == 3 and truth_of(record, "mug").areas.tolist() == [25, 25]
    assert len(truth_of(record, "cup")) == 0


def test_truth_in_annotations(record: Record) -> None:
    dataset = Dataset.of("some", [record])
    known = truth_in(dataset, record.path, "mug")
    assert known.names == ("wall", "mug", "mug") and known.asked.tolist() == [False, True, True]
    assert len(known.meant) == 2 and known.category == "mug"
    with pytest.raises(DataError, match="2 categories; say which is asked for, in this picture: mug, wall"):
        truth_in(dataset, record.path)
    with pytest.raises(DataError, match="no category 'cup'"):
        truth_in(dataset, record.path, "cup")
    with pytest.raises(DataError, match="something of 0 pictures"):
        truth_in(dataset, Path("b.png"), "mug")


def test_the_only_category_need_not_be_said(record: Record) -> None:
    only = Record(1, record.path, *SIZE, record.objects[1:])
    assert truth_in(Dataset.of("some", [only]), record.path).category == "mug"
