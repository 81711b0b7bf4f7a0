from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seesame.data.records import Object, Record
from seesame.data.suspicion import look_over
from seesame.geometry import runlength
from tests.data.conftest import SIZE, rectangle

GOOD = Object.of_mask(rectangle(5, 5, 15, 15), "mug")


def kinds(*objects: Object, whole_is_meant: bool = False) -> list[str]:
    return [problem.kind for problem in look_over(Record(1, Path("a.png"), *SIZE, objects), whole_is_meant)[1]]


def test_nothing_is_wrong_with_what_is_right() -> None:
    assert kinds(GOOD, Object.of_mask(rectangle(20, 5, 30, 15), "mug")) == []


def test_a_picture_without_annotations() -> None:
    assert kinds() == ["unlabelled"]


@pytest.mark.parametrize(
    ("each", "kind"),
    [
        (Object((0, 0, 0, 0), runlength.encode(np.zeros(SIZE)), "mug"), "empty mask"),
        (Object((5, 5, 15, 15), runlength.encode(np.zeros(SIZE)), "mug"), "empty mask"),
        (Object.of_polygons([[5.0, 5.0, 15.0, 5.0, 5.0, 5.0]], "mug"), "empty mask"),
        (Object((1, 1, 9, 9), [[5.0, 5.0, 5.2, 5.0, 5.2, 5.1]], "mug"), "empty mask"),
        (Object((1, 1, 9, 9), [[5.0, 5.0, 9.0, 9.0]], "mug"), "unusable mask"),
        (Object((1, 1, 9, 9), [["a"]], "mug"), "unusable mask"),
        (Object((1, 1, 9, 9), {"size": [40, 60], "counts": "x"}, "mug"), "unusable mask"),
        (Object((1, 1, 9, 9), runlength.encode(np.ones((40, 50))), "mug"), "mask of another size"),
        (Object.of_box((70, 5, 80, 15), "mug"), "outside"),
        (Object.of_box((-20, -20, -5, -5), "mug"), "outside"),
        (Object.of_box((50, 5, 80, 15), "mug"), "reaches outside"),
        (Object.of_box((5, 5, 7, 25), "mug"), "tiny"),
        (Object.of_box((0, 0, 60, 40), "mug"), "whole picture"),
        (Object((5, 5, 35, 35), GOOD.segmentation, "mug"), "box unlike mask"),
    ],
)
def test_each_defect_is_named(each: Object, kind: str) -> None:
    assert kinds(each) == [kind]


def test_whole_pictures_may_be_meant() -> None:
    assert kinds(Object.of_box((0, 0, 60, 40), "mug"), whole_is_meant=True) == []


def test_rounding_is_no_defect() -> None:
    assert kinds(Object((4, 4, 16.5, 15.5), GOOD.segmentation, "mug"), Object.of_box((50, 5, 61, 15), "mug")) == []


def test_a_thin_tip_of_a_polygon_is_no_defect() -> None:
    tip = [5.0, 5.0, 15.0, 5.0, 15.0, 15.0, 5.0, 15.0, 5.0, 10.1, 0.0, 10.05, 5.0, 10.0]
    assert not Object.of_polygons([tip], "mug").mask(*SIZE)[:, :4].any()
    assert kinds(Object.of_polygons([tip], "mug")) == []


def test_the_same_thing_annotated_twice() -> None:
    nearly = Object.of_mask(rectangle(5, 5, 15, 16), "mug")  # 100 of 110 pixels
    half = Object.of_mask(rectangle(5, 5, 15, 10), "mug")
    assert kinds(GOOD, nearly, half) == ["annotated twice"]
    other = Object.of_mask(rectangle(5, 5, 15, 15), "cup")
    assert kinds(GOOD, other) == ["two categories"]
    crowd = Object.of_mask(rectangle(5, 5, 15, 15), "mug", crowd=True)
    assert kinds(GOOD, crowd) == []


def test_boxes_that_agree_without_masks_that_do() -> None:
    corner = rectangle(5, 5, 15, 6) | rectangle(5, 5, 6, 15)
    assert kinds(GOOD, Object.of_mask(corner | rectangle(14, 14, 15, 15), "mug")) == []


def test_what_is_judged_is_cropped() -> None:
    masked, _ = look_over(Record(1, Path("a.png"), *SIZE, (GOOD,)))
    assert (masked[0].box, masked[0].pixels, masked[0].crop.shape) == ((5, 5, 15, 15), 100, (10, 10))
