from __future__ import annotations

import numpy as np
import pytest

from seesame.inspect.targets import mask_targets, owners, paired, places, region_targets
from seesame.instances import Instances


def things(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (64, 96)) -> Instances:
    masks = np.zeros((len(boxes), *size), np.bool_)
    for mask, (x1, y1, x2, y2) in zip(masks, boxes, strict=True):
        mask[y1:y2, x1:x2] = True
    return Instances.from_masks(size, boxes, np.ones(len(boxes)), masks)


def test_places_are_in_the_middles_of_cells_level_by_level() -> None:
    where = places(64, 96)
    assert where.shapes == ((16, 24), (8, 12), (4, 6), (2, 3), (1, 2))
    assert where.points[0].tolist() == [2, 2] and where.points[-1].tolist() == [96, 32]
    levels = where.levels(where.points)
    assert levels[1][2, 3].tolist() == [28, 20] and len(levels) == 5
    assert sum(level.size for level in where.levels(where.strides)) == len(where.points)


def test_an_object_is_answered_for_near_its_middle_where_its_size_suits() -> None:
    where = places(64, 96)
    own = where.levels(owners(where, [[20, 12, 68, 60]]))
    assert [int((level >= 0).sum()) for level in own] == [4, 9, 0, 0, 0]
    assert own[1][4, 5] == 0 and own[1][0, 0] == -1  # its side is 48: 12 strides of 4, 6 of 8
    assert owners(where, []).tolist() == [-1] * len(where.points)


def test_the_places_are_those_of_training() -> None:
    torch = pytest.importorskip("torch")
    from seesame.model.proposals import ProposalHead
    from seesame.train.targets import assign

    frame = (96, 160)
    levels = [torch.zeros(1, 8, frame[0] // stride, frame[1] // stride) for stride in (4, 8, 16, 32)]
    with torch.no_grad():
        said = ProposalHead(8, 1, 5)(levels)
    where = places(*frame)
    np.testing.assert_array_equal(where.points, said.places.numpy())
    np.testing.assert_array_equal(where.strides, said.strides.numpy())
    rng = np.random.default_rng(0)
    corner, side = rng.uniform(0, 100, (30, 2)), rng.uniform(4, 90, (30, 2))
    boxes = np.concatenate([corner, corner + side], 1).astype(np.float32)
    wanted = assign(said.places, said.strides, torch.from_numpy(boxes)).numpy()
    np.testing.assert_array_equal(owners(where, boxes), wanted)
    assert len(np.unique(wanted)) > 10


def test_overlaps_row_by_row() -> None:
    one = np.array([[0, 0, 10, 10], [0, 0, 4, 4]], np.float32)
    other = np.array([[5, 0, 15, 10], [10, 10, 12, 12]], np.float32)
    np.testing.assert_allclose(paired(one, other), [50 / 150, 0])


def test_what_regions_should_say() -> None:
    truth = things((0, 0, 20, 20), (40, 0, 60, 20))
    after = np.array([[0, 0, 20, 20], [40, 0, 60, 20], [0, 0, 20, 9], [70, 40, 80, 60]], np.float32)
    before = after.copy()
    before[0] = [0, 0, 20, 10]
    wanted = region_targets(before, after, truth, np.array([True, False]))
    assert wanted.of[:3].tolist() == [0, 1, 0]
    np.testing.assert_allclose(wanted.before, [0.5, 1, 0.45, 0])
    np.testing.assert_allclose(wanted.after, [1, 1, 0.45, 0])
    np.testing.assert_allclose(wanted.quality, [1, 1, 0.45, 0])
    np.testing.assert_array_equal(wanted.match, [1, 0, np.nan, 0])  # the third overlaps by .45: it does not count
    nothing = region_targets(before, after, things(), np.zeros(0, np.bool_))
    assert nothing.of.tolist() == [-1] * 4 and not nothing.match.any()


def test_regions_should_say_what_training_compares_with() -> None:
    torch = pytest.importorskip("torch")
    from seesame.train.targets import match_truth, nearest

    rng = np.random.default_rng(1)
    truth = things((0, 0, 30, 40), (35, 10, 90, 60), (20, 20, 60, 50))
    corner, side = rng.uniform(0, 50, (80, 2)), rng.uniform(10, 50, (80, 2))
    boxes = np.concatenate([corner, corner + side], 1).astype(np.float32)
    asked = np.array([True, False, True])
    wanted = region_targets(boxes, boxes, truth, asked)
    found = nearest(torch.from_numpy(boxes), torch.from_numpy(truth.boxes))
    target, weight = match_truth(found, torch.from_numpy(asked.astype(np.float32))[None], torch.ones(80))
    counts = weight[:, 0].numpy() > 0
    np.testing.assert_array_equal(~np.isnan(wanted.match), counts)
    np.testing.assert_array_equal(wanted.match[counts], target[:, 0].numpy()[counts])
    assert 0 < wanted.match[counts].sum() < counts.sum() < 80


def test_the_cells_of_a_mask_under_a_box() -> None:
    truth = things((0, 0, 20, 20), (40, 0, 60, 20))
    boxes = np.array([[10, 0, 30, 20], [0, 0, 20, 20], [62, 30, 70, 40]], np.float32)
    cells = mask_targets(truth, [0, 0, 1], boxes, 4)
    assert cells[0].tolist() == [[True, True, False, False]] * 4
    assert cells[1].all() and not cells[2].any()
    assert mask_targets(truth, [], np.zeros((0, 4), np.float32), 4).shape == (0, 4, 4)


def test_masks_should_be_what_training_compares_with() -> None:
    torch = pytest.importorskip("torch")
    from seesame.train.targets import outline_truth

    y, x = np.mgrid[:120, :160]
    disc = ((x - 70) / 45) ** 2 + ((y - 60) / 40) ** 2 < 1
    truth = Instances.from_masks((120, 160), [[25, 20, 115, 100]], [1.0], disc[None])
    boxes = np.array([[20, 12, 110, 98], [30, 30, 130, 110]], np.float32)
    cells = mask_targets(truth, [0, 0], boxes, 28)
    known = torch.from_numpy(disc[None].astype(np.uint8))
    wanted = outline_truth(known, torch.tensor([0, 0]), torch.from_numpy(boxes), 28)
    assert (cells == wanted.numpy().astype(bool)).mean() > 0.985  # samples differ along the edge only
