from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from seesame.data import Object, Record
from seesame.inspect.truth import MISSED, RIGHT, WRONG, differences, largest_categories, overlap_table, pair, truth_of
from seesame.instances import Instances

SIZE = (60, 80)
PICTURE = np.full((*SIZE, 3), 200, np.uint8)


def things(*boxes: tuple[int, int, int, int], scores: tuple[float, ...] = ()) -> Instances:
    masks = np.zeros((len(boxes), *SIZE), np.bool_)
    for mask, (x1, y1, x2, y2) in zip(masks, boxes, strict=True):
        mask[y1:y2, x1:x2] = True
    return Instances.from_masks(SIZE, boxes, scores or (1.0,) * len(boxes), masks)


def test_each_object_is_taken_once_the_surest_first() -> None:
    truth = things((0, 0, 20, 20), (40, 0, 60, 20))
    found = things((0, 0, 20, 16), (0, 0, 20, 20), (40, 0, 60, 5), scores=(0.9, 0.8, 0.7))
    paired = pair(found, truth)
    assert paired.object_of.tolist() == [0, -1, -1] and paired.missed == [1]
    np.testing.assert_allclose(paired.overlaps[:, 0], [0.8, 1, 0], atol=1e-6)
    assert pair(things(), truth).missed == [0, 1] and pair(found, things()).object_of.tolist() == [-1, -1, -1]


def test_right_wrong_and_missed_have_their_colours() -> None:
    truth = things((0, 20, 20, 40), (60, 40, 80, 60))
    drawn = differences(PICTURE, things((0, 20, 20, 40), (30, 0, 40, 15), scores=(0.9, 0.4)), truth)
    scale = drawn.shape[1] / SIZE[1]
    for (x, y), colour in (((10, 35), RIGHT), ((35, 10), WRONG), ((70, 55), MISSED)):
        seen = drawn[int(y * scale), int(x * scale)].astype(int)
        assert np.abs(seen - (0.55 * 200 + 0.45 * np.array(colour))).max() <= 3
    np.testing.assert_array_equal(drawn[int(30 * scale), int(50 * scale)], [200, 200, 200])


def test_nothing_found_and_nothing_there() -> None:
    assert differences(PICTURE, things(), things()).shape[2] == 3
    assert overlap_table(things(), things()).ndim == 3
    table = overlap_table(things((0, 0, 9, 9)), things((0, 0, 9, 9), (20, 20, 30, 30)), ("mug", "bowl"))
    assert table.shape[1] > table.shape[0]


def test_truth_and_largest_categories(tmp_path: Path) -> None:
    Image.fromarray(PICTURE).save(tmp_path / "a.png")
    boxes = {(0, 0, 40, 40): "wall", (50, 0, 55, 5): "mug", (50, 9, 55, 14): "mug"}
    objects = [Object.of_box(box, name) for box, name in boxes.items()]
    record = Record.of(tmp_path / "a.png", objects)
    assert len(truth_of(record)) == 3 and truth_of(record, "mug").areas.tolist() == [25, 25]
    assert len(truth_of(record, "cup")) == 0
    one, two = largest_categories(record, 1), largest_categories(record)
    assert one.shape[1] < two.shape[1] and one.shape[0] == two.shape[0]
