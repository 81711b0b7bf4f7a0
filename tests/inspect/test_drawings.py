from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
from PIL import Image

from seesame.data import Object, Record
from seesame.inspect import boxes, differences, largest_categories, overlap_table, precision_recall
from seesame.inspect.drawings import MISSED, RIGHT, WRONG, ink_on
from seesame.instances import Instances

SIZE = (60, 80)
PICTURE = np.full((*SIZE, 3), 200, np.uint8)


def things(*rows: tuple[int, int, int, int], scores: tuple[float, ...] = ()) -> Instances:
    masks = np.zeros((len(rows), *SIZE), np.bool_)
    for mask, (x1, y1, x2, y2) in zip(masks, rows, strict=True):
        mask[y1:y2, x1:x2] = True
    return Instances.from_masks(SIZE, rows, scores or (1.0,) * len(rows), masks)


def test_boxes_have_their_colour_and_caption() -> None:
    plain = boxes(PICTURE, [])
    assert plain.shape == (675, 900, 3) and (plain == 200).all()
    drawn = boxes(PICTURE, [(10, 20, 40, 50)], ["mug"], [(0, 200, 0)])
    scale = 900 / 80
    assert tuple(drawn[int(35 * scale), int(10 * scale)]) == (0, 200, 0)
    assert (drawn[int(35 * scale), int(25 * scale)] == 200).all()  # not filled
    top = drawn[int(20 * scale) - 8 : int(20 * scale) + 8, int(10 * scale) + 5 : int(10 * scale) + 20]
    assert ((top == (0, 200, 0)).all(2)).mean() > 0.4
    assert boxes(np.zeros((1000, 2000, 3), np.uint8), []).shape == (1000, 2000, 3)


def test_a_pale_picture_is_nearer_to_paper() -> None:
    assert boxes(np.zeros((90, 90, 3), np.uint8), [], pale=0.5)[5, 5].tolist() == [125] * 3


def test_right_wrong_and_missed_have_their_colours() -> None:
    truth = things((0, 20, 20, 40), (60, 40, 80, 60))
    drawn = differences(PICTURE, things((0, 20, 20, 40), (30, 0, 40, 15), scores=(0.9, 0.4)), truth)
    scale = drawn.shape[1] / SIZE[1]
    for (x, y), colour in (((10, 35), RIGHT), ((35, 12), WRONG), ((70, 55), MISSED)):
        seen = drawn[int(y * scale), int(x * scale)].astype(int)
        assert np.abs(seen - (0.55 * 200 + 0.45 * np.array(colour))).max() <= 3
    np.testing.assert_array_equal(drawn[int(30 * scale), int(50 * scale)], [200, 200, 200])


def test_nothing_found_and_nothing_there() -> None:
    assert differences(PICTURE, things(), things()).shape[2] == 3
    assert overlap_table(things(), things()).ndim == 3
    truth = things(*((5 * each, 0, 5 * each + 4, 4) for each in range(8)))
    table = overlap_table(things((0, 0, 4, 4)), truth, ("mug", "bowl"))
    assert table.shape[1] > table.shape[0] > 0
    assert (table == RIGHT).all(2).any()  # the pair is framed


def test_largest_categories(tmp_path: Path) -> None:
    Image.fromarray(PICTURE).save(tmp_path / "a.png")
    places = {(0, 0, 40, 40): "wall", (50, 0, 55, 5): "mug", (50, 9, 55, 14): "mug"}
    record = Record.of(tmp_path / "a.png", [Object.of_box(box, name) for box, name in places.items()])
    one, two = largest_categories(record, 1), largest_categories(record)
    assert one.shape[1] < two.shape[1] and one.shape[0] == two.shape[0]


def test_precision_and_recall_are_a_drawing_that_stands_alone() -> None:
    truth = things((0, 0, 20, 20), (40, 0, 60, 20))
    found = things((0, 0, 20, 20), (70, 40, 80, 60), scores=(0.9, 0.5))
    drawn = precision_recall([(found, truth)])
    root = ElementTree.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and "average precision 0.50" in drawn
    line = re.search(r'polyline class="line c0" points="([^"]+)"', drawn)
    assert line is not None and len(line[1].split()) == 2 and "<style>" in drawn
    assert "average precision 0.00" in precision_recall([])


def test_ink_can_be_read() -> None:
    assert sum(ink_on((255, 255, 0))) < 150 and sum(ink_on((30, 0, 60))) > 600
