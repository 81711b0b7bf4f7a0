from __future__ import annotations

import numpy as np
import pytest

from seesame.inference.closed_assemble import anchors, grids, judged, moved, proposals
from seesame.weights.card import ClosedSizes

SIZES = ClosedSizes(
    scene_side=96, anchor_scales=(8, 16, 32, 64, 128), anchor_ratios=(0.5, 1.0, 2.0), proposals=3,
    proposal_overlap=0.7, instances=2, instance_overlap=0.5, least_score=0.1,
)


def test_grids_are_those_of_the_levels() -> None:
    assert grids(64, 96) == [(16, 24), (8, 12), (4, 6), (2, 3), (1, 2)]


@pytest.mark.parametrize("size", [(96, 96), (64, 96), (128, 32)])
def test_anchors_are_torchvisions(size: tuple[int, int]) -> None:
    torch = pytest.importorskip("torch")
    from torchvision.models.detection.anchor_utils import AnchorGenerator
    from torchvision.models.detection.image_list import ImageList

    generator = AnchorGenerator(tuple((each,) for each in SIZES.anchor_scales), (SIZES.anchor_ratios,) * 5)
    levels = [torch.zeros(1, 1, *grid) for grid in grids(*size)]
    (theirs,) = generator(ImageList(torch.zeros(1, 3, *size), [size]), levels)
    assert np.array_equal(np.concatenate(anchors(*size, SIZES)), theirs.numpy())


def test_boxes_move_by_shares_of_their_size() -> None:
    box = np.array([[10.0, 20.0, 30.0, 60.0]], np.float32)
    assert moved(box, np.zeros((1, 4), np.float32)).tolist() == box.tolist()
    right = moved(box, np.array([[0.5, 0.0, np.log(2.0), 0.0]], np.float32))
    assert right.tolist() == [pytest.approx([10, 20, 50, 60])]
    tenth = moved(box, np.array([[5.0, 0.0, 0.0, 0.0]], np.float32), (10.0, 10.0, 5.0, 5.0))
    assert tenth.tolist() == [pytest.approx([20, 20, 40, 60])]


def test_the_best_anchors_become_proposals_inside_of_the_picture() -> None:
    count = sum(map(len, anchors(64, 96, SIZES)))
    logits = np.full(count, -9, np.float32)
    logits[[0, 700, -1]] = (1, 3, 2)
    found = proposals(logits, np.zeros((count, 4), np.float32), (64, 96), (60, 90), SIZES)
    assert found.shape == (3, 4)
    assert (found[:, [0, 1]] >= 0).all() and (found[:, 2] <= 90).all() and (found[:, 3] <= 60).all()
    every = np.concatenate(anchors(64, 96, SIZES))
    assert found[0].tolist() == np.clip(every[700], 0, [90, 60, 90, 60]).tolist()


def test_overlaps_are_suppressed_within_a_category_only() -> None:
    boxes = np.array([[0, 0, 20, 20], [1, 0, 21, 20], [0, 0, 20, 20], [40, 40, 60, 60]], np.float32)
    logits = np.log(np.array([[0.2, 0.7, 0.1], [0.3, 0.6, 0.1], [0.1, 0.05, 0.85], [0.95, 0.03, 0.02]], np.float32))
    found = judged(boxes, logits, np.zeros((4, 3, 4), np.float32), (64, 64), 0.5, SIZES)
    assert found.categories.tolist() == [2, 1]
    assert found.scores.tolist() == pytest.approx([0.85, 0.7])
    assert found.boxes.tolist() == [[0, 0, 20, 20], [0, 0, 20, 20]]


def test_of_no_boxes_nothing_is_found() -> None:
    found = judged(np.zeros((0, 4), np.float32), np.zeros((0, 3), np.float32), np.zeros((0, 3, 4), np.float32),
                   (64, 64), 0.5, SIZES)
    assert found.boxes.shape == (0, 4) and found.categories.shape == (0,)
