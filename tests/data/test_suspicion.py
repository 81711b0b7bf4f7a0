from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seesame.data.records import Object, Record
from seesame.data.suspicion import look_over
from seesame.geometry import polygons, runlength
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
        (Object.of_polygons([[5, 5, 35, 35, 35, 5, 5, 35]], "mug"), "crosses itself"),  # two triangles, point to point
        (Object.of_polygons([[5, 5, 25, 5, 25, 25, 5, 25] * 2], "mug"), "empty mask"),  # twice around is not inside
        (replace(GOOD, area=400.0), "area unlike mask"),
        (replace(GOOD, area=float("nan")), "area unlike mask"),
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


def test_of_many_that_are_one_each_is_told_once() -> None:
    many = [replace(GOOD, id=number) for number in range(30)]
    _, problems = look_over(Record(1, Path("a.png"), *SIZE, tuple(many)))
    assert [problem.part for problem in problems] == [f"annotation {number} (mug)" for number in range(1, 30)]
    assert all("annotation 0 (mug)" in problem.reason for problem in problems)


def test_seams_holes_and_pieces_do_not_cross() -> None:
    ring = rectangle(5, 5, 25, 30) & ~rectangle(10, 10, 20, 22)
    pieces = polygons.from_mask(ring | rectangle(30, 5, 50, 20))
    assert kinds(Object.of_polygons([polygons.joined(pieces)], "mug"), Object.of_polygons(pieces, "cup")) == [
        "two categories"
    ]


def test_which_of_several_polygons_crosses_itself() -> None:
    square, bow = [5.0, 5.0, 15.0, 5.0, 15.0, 15.0, 5.0, 15.0], [20.0, 5.0, 50.0, 35.0, 50.0, 5.0, 20.0, 35.0]
    _, (problem,) = look_over(Record(1, Path("a.png"), *SIZE, (Object.of_polygons([square, bow], "mug"),)))
    assert problem.kind == "crosses itself"
    assert "a polygon (1) that goes around 0" in problem.reason


def test_an_area_of_polygons_may_be_counted_otherwise() -> None:
    assert kinds(replace(GOOD, area=195.0), replace(GOOD, area=52.0, crowd=True)) == []
