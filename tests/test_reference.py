"""References and the text of questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seesame.errors import QuestionError
from seesame.reference import QuestionText, Reference, parse_question

PICTURE = np.zeros((100, 200, 3), dtype=np.uint8)


def test_from_box() -> None:
    reference = Reference.from_box(PICTURE, [40, 10, 80, 60], name="mug")
    assert reference.box == (40, 10, 80, 60) and reference.mask is None
    assert reference.warnings == () and reference.name == "mug"


def test_a_box_partly_outside_is_clipped_with_a_warning() -> None:
    reference = Reference.from_box(PICTURE, [150, -20, 250, 60])
    assert reference.box == (150, 0, 200, 60)
    assert len(reference.warnings) == 1 and "150,-20,250,60" in reference.warnings[0]


def test_rounding_over_the_edge_is_no_warning() -> None:
    assert Reference.from_box(PICTURE, [0, 0, 200.2, 100]).warnings == ()


def test_a_small_box_is_a_warning_that_says_what_to_do() -> None:
    (warning,) = Reference.from_box(PICTURE, [10, 10, 50, 20]).warnings
    assert "40 x 10" in warning and "larger" in warning


@pytest.mark.parametrize(
    "box",
    [
        (300, 10, 400, 60),
        (10, 10, 10, 60),
        (60, 60, 10, 10),
        (10, 10, 12, 60),
        (198, 10, 260, 60),
        (0, 0, float("nan"), 5),
        (0, 0, float("inf"), 50),
        (1, 2, 3),
        "abcd",
    ],
)
def test_unusable_boxes(box: Any) -> None:
    with pytest.raises(QuestionError, match="mug: its"):
        Reference.from_box(PICTURE, box, name="mug")


@pytest.mark.parametrize("picture", [PICTURE[..., 0], PICTURE.astype(float), PICTURE[:0], [[1, 2]]])
def test_unusable_pictures(picture: Any) -> None:
    with pytest.raises(QuestionError, match="its picture came as"):
        Reference.whole(picture)


def test_whole() -> None:
    assert Reference.whole(PICTURE).box == (0, 0, 200, 100)


def test_from_mask() -> None:
    mask = np.zeros((100, 200), dtype=np.uint8)
    mask[20:50, 30:90] = 255
    reference = Reference.from_mask(PICTURE, mask)
    assert reference.box == (30, 20, 90, 50)
    assert reference.mask is not None and reference.mask.dtype == np.bool_ and reference.mask.sum() == 1800


def test_unusable_masks() -> None:
    with pytest.raises(QuestionError, match="empty"):
        Reference.from_mask(PICTURE, np.zeros((100, 200)))
    with pytest.raises(QuestionError, match=r"expected \(100, 200\) bool"):
        Reference.from_mask(PICTURE, np.ones((50, 50)))
    with pytest.raises(QuestionError, match="one channel"):
        Reference.from_mask(PICTURE, np.ones((100, 200, 3)))
    with pytest.raises(QuestionError, match="no pixel inside its box"):
        mask = np.zeros((100, 200), dtype=bool)
        mask[:5, :5] = True
        Reference(PICTURE, (50, 50, 90, 90), mask)


@pytest.mark.parametrize("shape", ["flat", "points"])
def test_from_polygon(shape: str) -> None:
    flat = [20, 10, 80, 10, 80, 70, 20, 70]
    reference = Reference.from_polygon(PICTURE, flat if shape == "flat" else np.reshape(flat, (-1, 2)))
    assert reference.box == (20, 10, 80, 70)
    assert reference.mask is not None and reference.mask.sum() == 3600


def test_unusable_polygons() -> None:
    with pytest.raises(QuestionError, match="polygon cannot be used"):
        Reference.from_polygon(PICTURE, [1, 2, 3, 4])
    with pytest.raises(QuestionError, match="polygon cannot be used"):
        Reference.from_polygon(PICTURE, ["a", "b"])
    with pytest.raises(QuestionError, match="outside"):
        Reference.from_polygon(PICTURE, [300, 10, 400, 10, 350, 90])


def test_crop() -> None:
    picture = np.random.default_rng(0).integers(0, 256, PICTURE.shape, dtype=np.uint8)
    mask = np.zeros((100, 200), dtype=bool)
    mask[10:50, 40:80] = True
    crop = Reference(picture, (40, 10, 80, 50), mask).crop(context=0.5)
    np.testing.assert_array_equal(crop.picture, picture[0:70, 20:100])
    assert crop.box == (20, 10, 60, 50)
    assert crop.mask is not None
    np.testing.assert_array_equal(crop.mask, mask[0:70, 20:100])
    assert Reference.from_box(picture, (40, 10, 80, 50)).crop(0).picture.shape == (40, 40, 3)
    assert Reference.whole(picture).crop().picture.shape == picture.shape
    assert Reference.whole(picture).crop().mask is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("mug.jpg", QuestionText("mug.jpg")),
        ("mug.jpg@40,12,180,160", QuestionText("mug.jpg", box=(40, 12, 180, 160))),
        ("a@b/mug.jpg@ 4.5, 1,18,16", QuestionText("a@b/mug.jpg", box=(4.5, 1, 18, 16))),
        ("mug.jpg@1,2,3,4,5,6", QuestionText("mug.jpg", polygon=(1, 2, 3, 4, 5, 6))),
        ("mug.jpg@mask:mug-mask.png", QuestionText("mug.jpg", mask_path="mug-mask.png")),
        ("mug.jpg@mask:m@2x.png", QuestionText("mug.jpg", mask_path="m@2x.png")),
        ("-@1,2,30,40", QuestionText("-", box=(1, 2, 30, 40))),
    ],
)
def test_parse_question(text: str, question: QuestionText) -> None:
    assert parse_question(text) == question


@pytest.mark.parametrize(
    "text", ["mug.jpg@", "mug.jpg@a,b,c,d", "mug.jpg@1,2,3", "mug.jpg@1,2,3,4,5", "mug.jpg@1,2,,4", "mug.jpg@1,2,nan,4"]
)
def test_malformed_numbers_come_with_an_example(text: str) -> None:
    with pytest.raises(QuestionError, match="40,12,180,160"):
        parse_question(text)


@pytest.mark.parametrize("text", ["", "@1,2,3,4", "@mask:m.png", "mug.jpg@mask:"])
def test_questions_without_a_file(text: str) -> None:
    with pytest.raises(QuestionError, match="names no"):
        parse_question(text)


def test_a_file_that_is_named_with_an_at(tmp_path: Path) -> None:
    path = tmp_path / "icon@2x.png"
    path.touch()
    assert parse_question(str(path)) == QuestionText(str(path))
    assert parse_question(f"{path}@1,2,30,40") == QuestionText(str(path), box=(1, 2, 30, 40))
