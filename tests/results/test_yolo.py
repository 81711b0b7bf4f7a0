from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seesame.geometry import polygons
from seesame.instances import Instances
from seesame.results import Answer, YoloResults


def masks_of(label: Path, height: int, width: int) -> list[NDArray[np.bool_]]:
    rows = [
        np.array(line.split()[1:], float).reshape(-1, 2) * (width, height) for line in label.read_text().splitlines()
    ]
    return [polygons.to_mask([row.ravel()], height, width) for row in rows]


def test_a_label_file_a_picture(answers: tuple[Answer, Answer], here: Path) -> None:
    results = YoloResults(here / "out", "mug")
    for answer in answers:
        results.add(answer)
    assert (here / "out" / "classes.txt").read_text() == "mug\n"
    assert (here / "out" / "labels" / "empty.txt").read_text() == ""
    first, second = masks_of(here / "out" / "labels" / "a.txt", 60, 80)
    assert first.sum() == 500 and first[20:45, 10:30].all()
    assert second.sum() == 100 and second[5:15, 50:60].all()
    line = (here / "out" / "labels" / "a.txt").read_text().splitlines()[0].split()
    assert line[0] == "0"
    assert all(0 <= float(value) <= 1 for value in line[1:])


def test_a_mask_in_pieces_with_holes_is_one_line_and_comes_back(here: Path) -> None:
    mask = np.zeros((40, 50), np.bool_)
    mask[3:20, 4:22] = True
    mask[8:12, 9:15] = False
    mask[25:33, 30:44] = True
    mask[35, 2] = True
    found = Instances.from_masks((40, 50), [[2, 3, 44, 36]], [0.5], [mask])
    YoloResults(here, "mug").add(Answer(1, "a.png", "a", np.zeros((40, 50, 3), np.uint8), found))
    (back,) = masks_of(here / "labels" / "a.txt", 40, 50)
    np.testing.assert_array_equal(back, mask)


def test_an_empty_mask_has_no_line(here: Path) -> None:
    found = Instances.from_masks((40, 50), [[2, 3, 44, 36]], [0.5], [np.zeros((40, 50), np.bool_)])
    YoloResults(here, "mug").add(Answer(1, "a.png", "a", np.zeros((40, 50, 3), np.uint8), found))
    assert (here / "labels" / "a.txt").read_text() == ""
