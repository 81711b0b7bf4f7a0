"""Instances: rows in, rows out, masks where they belong."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from seesame.errors import InputError
from seesame.geometry import masks, runlength
from seesame.instances import Categorised, Instances

SIZE = (12, 16)


@pytest.fixture
def stack() -> np.ndarray:
    result = np.zeros((3, *SIZE), dtype=bool)
    result[0, 1:4, 2:9] = True
    result[1, 5:12, 10:16] = True
    return result


@pytest.fixture
def three(stack: np.ndarray) -> Instances:
    return Instances.from_masks(SIZE, masks.boxes_of(stack), [0.9, 0.5, 0.1], stack)


def test_masks_come_back(three: Instances, stack: np.ndarray) -> None:
    np.testing.assert_array_equal(three.masks, stack)
    np.testing.assert_array_equal(three.mask(1), stack[1])
    assert three.areas.tolist() == [21, 42, 0]
    assert [crop.shape for crop in three.crops] == [(3, 7), (7, 6), (0, 0)]
    assert three.corners.tolist() == [[2, 1], [10, 5], [0, 0]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (1, [0.5]),
        (-1, [0.1]),
        (np.int64(0), [0.9]),
        (slice(0, 2), [0.9, 0.5]),
        (slice(None, None, -1), [0.1, 0.5, 0.9]),
        ([2, 0], [0.1, 0.9]),
        ([], []),
        (np.array([1, 1]), [0.5, 0.5]),
        (np.array([True, False, True]), [0.9, 0.1]),
    ],
)
def test_indexing_gives_instances(three: Instances, stack: np.ndarray, rows: Any, expected: list[float]) -> None:
    part = three[rows]
    assert isinstance(part, Instances) and len(part) == len(expected)
    np.testing.assert_allclose(part.scores, expected, rtol=1e-6)
    np.testing.assert_array_equal(
        part.masks, stack[np.atleast_1d(np.arange(3)[rows] if len(expected) else [])[:].astype(int)]
    )


def test_wrong_indices(three: Instances) -> None:
    with pytest.raises(IndexError):
        three[3]
    with pytest.raises(InputError, match=r"bool index came with shape \(2,\)"):
        three[np.array([True, False])]


def test_empty() -> None:
    empty = Instances.empty(SIZE)
    assert len(empty) == 0 and empty.masks.shape == (0, *SIZE) and empty.areas.shape == (0,)
    assert empty.to_coco(1, 1) == [] and len(empty[:]) == 0
    assert len(Instances.from_masks(SIZE, [], [], [])) == 0
    assert len(Instances.concatenate([empty, empty])) == 0


def test_concatenate(three: Instances) -> None:
    both = Instances.concatenate([three, Instances.empty(SIZE), three[:1]])
    assert both.areas.tolist() == [21, 42, 0, 21]
    with pytest.raises(InputError, match="at least one"):
        Instances.concatenate([])
    with pytest.raises(InputError, match="expected one"):
        Instances.concatenate([three, Instances.empty((5, 5))])


def test_to_coco(three: Instances, stack: np.ndarray) -> None:
    rows = three[:2].to_coco(image_id=7, category_id=3)
    assert [row["bbox"] for row in rows] == [[2, 1, 7, 3], [10, 5, 6, 7]]
    assert {(row["image_id"], row["category_id"]) for row in rows} == {(7, 3)}
    assert rows[0]["score"] == pytest.approx(0.9)
    np.testing.assert_array_equal(runlength.decode(rows[1]["segmentation"]), stack[1])


def test_frozen(three: Instances) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        three.size = (1, 1)  # type: ignore[misc]


@pytest.mark.parametrize(
    "change",
    [
        {"boxes": np.zeros((2, 4), np.float32)},
        {"boxes": np.zeros((3, 4), np.float64)},
        {"scores": np.zeros((3, 1), np.float32)},
        {"corners": np.zeros((3, 2), np.int64)},
        {"crops": ()},
        {"crops": (np.ones((2, 2)),) * 3},
        {"crops": (np.ones((2, 20), dtype=bool),) * 3},
        {"corners": np.full((3, 2), -1, np.int32)},
        {"size": (4, 4)},
    ],
)
def test_parts_that_do_not_fit(three: Instances, change: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        dataclasses.replace(three, **change)


def test_masks_of_another_size(stack: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"expected \(R, 5, 5\)"):
        Instances.from_masks((5, 5), masks.boxes_of(stack), [1, 1, 1], stack)


def test_categorised_rows_keep_their_names() -> None:
    found = Categorised(some(), np.array([2, 1], np.int64), ("cup", "mug"))
    assert found.names == ("mug", "cup") and len(found) == 2
    assert found[1:].names == ("cup",) and len(found[1:].instances) == 1
    assert found.of("mug").scores.tolist() == found.instances.scores[:1].tolist()
    assert len(found.of("plate")) == 0
    with pytest.raises(InputError, match="1 to 2"):
        Categorised(some(), np.array([0, 1], np.int64), ("cup", "mug"))
    with pytest.raises(InputError, match="numbers"):
        Categorised(some(), np.array([1], np.int64), ("cup", "mug"))


def some() -> Instances:
    masks = np.zeros((2, 6, 8), np.bool_)
    masks[0, 1:3, 1:4] = masks[1, 3:5, 4:8] = True
    return Instances.from_masks((6, 8), [[1, 1, 4, 3], [4, 3, 8, 5]], [0.9, 0.4], masks)


def test_nothing_categorised_is_empty() -> None:
    empty = Categorised(Instances.empty((6, 8)), np.zeros(0, np.int64), ("cup",))
    assert empty.names == () and len(empty.of("cup")) == 0 and len(empty[:]) == 0
