from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from seesame.data.records import Dataset, Object, Record
from seesame.errors import DataError, PictureError
from seesame.geometry import runlength

SQUARE = [1, 1, 3, 1, 3, 3, 1, 3]


def thing(segmentation: object) -> Object:
    return Object((1.0, 1.0, 3.0, 3.0), segmentation, "thing", id=7)


def test_the_mask_of_polygons() -> None:
    mask = thing([SQUARE]).mask(4, 5)
    assert mask.shape == (4, 5)
    assert mask.dtype == np.bool_
    assert np.argwhere(mask).tolist() == [[1, 1], [1, 2], [2, 1], [2, 2]]


def test_the_mask_of_several_polygons_is_their_union() -> None:
    mask = thing([SQUARE, [3, 0, 5, 0, 5, 1, 3, 1]]).mask(4, 5)
    assert mask.sum() == 6
    assert mask[0, 3:].all()


@pytest.mark.parametrize("compressed", [True, False])
def test_the_mask_of_run_lengths(compressed: bool) -> None:
    mask = np.zeros((4, 5), np.bool_)
    mask[1:3, 1:3] = True
    rle = runlength.encode(mask) if compressed else {"size": [4, 5], "counts": [5, 2, 2, 2, 9]}
    assert (thing(rle).mask(4, 5) == mask).all()


def test_a_mask_of_another_size_is_an_error() -> None:
    rle = runlength.encode(np.ones((4, 5), np.bool_))
    with pytest.raises(DataError, match=r"annotation 7: mask of size \(4, 5\), picture of size \(5, 4\)"):
        thing(rle).mask(5, 4)


def test_a_malformed_polygon_is_an_error() -> None:
    with pytest.raises(DataError, match="at least 3 points"):
        thing([[1, 1, 3, 3]]).mask(4, 5)


def test_a_record_reads_its_picture(tmp_path: Path) -> None:
    picture = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    cv2.imwrite(str(tmp_path / "a.png"), picture[..., ::-1])
    assert (Record(1, tmp_path / "a.png", 4, 5, ()).read() == picture).all()


def test_a_picture_of_another_size_than_annotated_is_an_error(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((4, 5, 3), np.uint8))
    with pytest.raises(DataError, match=r"the picture is \(4, 5\), its annotation says \(5, 4\)"):
        Record(1, tmp_path / "a.png", 5, 4, ()).read()


def test_a_picture_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PictureError):
        Record(1, tmp_path / "a.png", 4, 5, ()).read()


def test_the_length_of_a_dataset_is_its_pictures() -> None:
    assert len(Dataset("none", (), {})) == 0
    assert len(Dataset("one", (Record(1, Path("a.png"), 4, 5, ()),), {1: "thing"})) == 1


def test_an_object_of_a_mask_of_polygons_of_a_box() -> None:
    mask = np.zeros((4, 5), np.bool_)
    mask[1:3, 1:3] = True
    masked, drawn = Object.of_mask(mask, "mug"), Object.of_polygons([SQUARE], "mug", crowd=True)
    assert masked.box == drawn.box == (1.0, 1.0, 3.0, 3.0)
    assert (masked.mask(4, 5) == mask).all() and (drawn.mask(4, 5) == mask).all()
    assert (Object.of_box((1, 1, 3, 3), None).mask(4, 5) == mask).all()
    assert (masked.crowd, drawn.crowd) == (False, True)
    assert Object.of_mask(np.zeros((4, 5)), "mug").box == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("outlines", [[], [[1.0, 1.0, 3.0, 3.0]]])
def test_no_polygon_is_no_object(outlines: list[list[float]]) -> None:
    with pytest.raises(DataError, match="at least 3 points"):
        Object.of_polygons(outlines, "mug")


def test_a_dataset_of_ones_own_in_a_few_lines(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((4, 5, 3), np.uint8))
    mug, cup = Object.of_box((1, 1, 3, 3), "mug"), Object.of_box((0, 0, 1, 1), "cup")
    dataset = Dataset.of("mine", [Record.of(tmp_path / "a.png", [mug, cup]), Record.of(tmp_path / "a.png", [mug])])
    assert dataset.categories == {1: "cup", 2: "mug"}
    assert [(record.id, record.height, record.width) for record in dataset.records] == [(1, 4, 5), (2, 4, 5)]
    assert [each.id for record in dataset.records for each in record.objects] == [1, 2, 3]
    assert len(Dataset.of("none", [])) == 0


class Drawn(Record):
    """A picture that no file holds."""

    def read(self) -> np.ndarray:  # type: ignore[type-arg]
        return np.full((self.height, self.width, 3), self.id, np.uint8)


def test_a_record_of_ones_own_stays_one() -> None:
    dataset = Dataset.of("drawn", [Drawn(0, Path("none"), 4, 5, ()), Drawn(0, Path("none"), 4, 5, ())])
    assert [int(record.read().mean()) for record in dataset.records] == [1, 2]


@pytest.mark.parametrize("size", [(0, 5), (5, -1), (100_000, 100_000)])
def test_no_picture_is_of_such_a_size(size: tuple[int, int]) -> None:
    with pytest.raises(DataError, match=rf"a\.png: came with a height of {size[0]} and a width of {size[1]} pixels"):
        Record(1, Path("a.png"), *size, ())
