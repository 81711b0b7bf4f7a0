from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seesame.data import Dataset, Object, Record, open_dataset, recognise
from seesame.data.convert import WRITERS, convert
from seesame.data.outlines import outline_of
from seesame.errors import ConfigError, InputError
from seesame.geometry import polygons
from tests.data.conftest import SIZE, rectangle, save_noise


def masks_of(dataset: Dataset) -> list[tuple[str | None, int, list[list[int]]]]:
    """Category and pixels of every object, in an order that no format changes."""
    found = []
    for record in dataset.records:
        for each in record.objects:
            mask = each.mask(record.height, record.width)
            found.append((each.category, int(mask.sum()), np.argwhere(mask)[:3].tolist()))
    return sorted(found, key=repr)


def without_crowds(dataset: Dataset) -> Dataset:
    records = [
        Record.of(record.path, [each for each in record.objects if not each.crowd]) for record in dataset.records
    ]
    return Dataset.of(dataset.name, records)


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize("format", sorted(set(WRITERS) - {"voc"}))
def test_every_mask_comes_back_the_same(world: Dataset, tmp_path: Path, format: str, copy: bool) -> None:
    done = convert(world, tmp_path / "out", format, copy)
    crowds = 1 if format == "coco" else 0
    assert (done.pictures, done.objects, done.changed, done.least) == (3, 5 + crowds, 0, 1.0)
    assert recognise(tmp_path / "out").format == format
    again = open_dataset(tmp_path / "out")
    assert masks_of(again) == masks_of(world if crowds else without_crowds(world))
    assert all(record.read().shape == (*SIZE, 3) for record in again.records)


@pytest.mark.parametrize("format", sorted(set(WRITERS) - {"voc", "coco"}))
def test_back_to_coco(world: Dataset, tmp_path: Path, format: str) -> None:
    convert(world, tmp_path / "there", format)
    done = convert(open_dataset(tmp_path / "there"), tmp_path / "back", "coco", copy=True)
    assert (done.changed, done.problems) == (0, ())
    assert masks_of(open_dataset(tmp_path / "back")) == masks_of(without_crowds(world))


@pytest.mark.parametrize("format", sorted(set(WRITERS) - {"voc", "coco"}))
def test_a_crowd_that_a_format_has_no_mark_for_is_told(world: Dataset, tmp_path: Path, format: str) -> None:
    assert convert(world, tmp_path / "out", format).left_out == {f"crowds, which {format} has no mark for": 1}


def test_voc_keeps_crowds_and_tells_what_an_overlap_costs(world: Dataset, tmp_path: Path) -> None:
    done = convert(world, tmp_path / "out", "voc")
    assert done.left_out == {}
    assert (done.objects, done.changed) == (6, 1)  # the large mug loses the 100 pixels of the small one on it
    assert done.least == pytest.approx((625 - 100) / 625)
    again = open_dataset(tmp_path / "out")
    assert [each.crowd for record in again.records for each in record.objects].count(True) == 1
    assert set(again.categories.values()) == {"ring", "mug", "wedge"}


def test_voc_numbers_no_more_than_254_objects(tmp_path: Path) -> None:
    things = [Object.of_mask(rectangle(x, y, x + 2, y + 2), "dot") for y in range(0, 40, 2) for x in range(0, 60, 4)]
    dataset = Dataset.of("dots", [Record.of(save_noise(tmp_path / "in" / "a.png", 1), things)])
    done = convert(dataset, tmp_path / "out", "voc")
    assert (done.objects, done.changed) == (254, 0)
    assert sum(done.left_out.values()) == len(things) - 254


@pytest.mark.parametrize("format", sorted(set(WRITERS) - {"voc"}))
def test_points_between_pixels_come_back_to_the_same_mask(tmp_path: Path, format: str) -> None:
    rng = np.random.default_rng(0)
    outlines = [np.round(rng.uniform(3, 37, 12), 2).tolist() for _ in range(40)]
    things = [Object.of_polygons([outline], "thing") for outline in outlines]
    dataset = Dataset.of("fine", [Record.of(save_noise(tmp_path / "in" / "a.png", 1, (53, 47)), things)])
    done = convert(dataset, tmp_path / "out", format)
    assert (done.objects, done.changed) == (40, 0)


def test_what_is_broken_is_left_out_and_named(world: Dataset, tmp_path: Path) -> None:
    world.records[0].path.unlink()
    broken = Object((1, 1, 5, 5), [[1.0, 1.0, 5.0, 5.0]], "mug")
    dataset = Dataset.of("two", [Record.of(world.records[1].path, [broken, *world.records[1].objects])])
    joined = Dataset("three", (world.records[0], *dataset.records), dataset.categories)
    done = convert(joined, tmp_path / "out", "yolo")
    assert (done.pictures, done.objects) == (1, 1)
    assert done.left_out == {"pictures that cannot be read": 1, "objects without a usable mask": 1}
    assert [problem.kind for problem in done.problems] == ["unreadable picture", "unusable mask"]


def test_an_empty_dataset(tmp_path: Path) -> None:
    for format in set(WRITERS) - {"yolo", "masks", "voc", "labelme"}:  # those say nothing without a picture
        assert convert(Dataset.of("none", []), tmp_path / format, format).pictures == 0


def test_nothing_is_overwritten(world: Dataset, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not an empty folder"):
        convert(world, tmp_path / "world", "coco")
    with pytest.raises(ConfigError, match="cannot be written, expected one of coco"):
        convert(world, tmp_path / "out", "cutouts")


def test_one_polygon_of_a_ring_and_of_two_pieces(world: Dataset) -> None:
    record = world.records[0]
    for each in record.objects:
        assert (polygons.to_mask([outline_of(each, record)], *SIZE) == each.mask(*SIZE)).all()
