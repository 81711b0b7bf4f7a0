from __future__ import annotations

import numpy as np
import pytest

from seesame.inspect.anchors import anchor_targets, anchorings, anchors


def test_every_place_has_one_of_each_shape() -> None:
    made = anchors(64, 96, (32, 64, 128, 256, 512), (0.25, 1.0))
    assert np.bincount(made.levels).tolist() == [16 * 24 * 2, 8 * 12 * 2, 4 * 6 * 2, 2 * 3 * 2, 1 * 2 * 2]
    assert made.boxes[0].tolist() == [-8, -32, 8, 32] and made.boxes[1].tolist() == [-16, -16, 16, 16]
    assert made.boxes[3].tolist() == [-12, -16, 20, 16]  # the square one of the next place, 4 pixels on
    assert made.shapes.shape == (5, 2, 4) and made.shapes[4, 1].tolist() == [-256, -256, 256, 256]


def test_they_are_those_of_the_network() -> None:
    torch = pytest.importorskip("torch")
    from seesame.model.anchors import AnchorHead

    paper = anchorings()[0]
    levels = [torch.zeros(1, 4, -(-64 // stride), -(-96 // stride)) for stride in (4, 8, 16, 32, 64)]
    with torch.no_grad():
        said = AnchorHead(4, paper.scales, paper.ratios)(levels)
    np.testing.assert_allclose(anchors(64, 96, paper.scales, paper.ratios).boxes, said.anchors.numpy(), atol=1e-4)


def test_what_they_are_taught() -> None:
    made = anchors(64, 64, (16, 32, 64, 128, 256), (1.0,))
    taught = anchor_targets(made, [[8, 8, 24, 24], [0, 0, 64, 40]])
    assert taught.best[0] == 1 and taught.level[0] == 0  # an anchor of 16 stands exactly there
    exact = int(np.flatnonzero((made.boxes == [8, 8, 24, 24]).all(1))[0])
    assert taught.of[exact] == 0
    corner = int(np.flatnonzero((made.boxes == [-8, -8, 8, 8]).all(1))[0])
    assert taught.of[corner] == -1  # background
    assert (taught.of == 1).any() and taught.best[1] < 0.7  # the best of them is taught, well as it fits or not
    near = int(np.flatnonzero((made.boxes == [8, 4, 24, 20]).all(1))[0])
    assert taught.of[near] == -2  # overlaps by .6: neither
    nothing = anchor_targets(made, [])
    assert (nothing.of == -1).all() and len(nothing.best) == 0


def test_they_are_taught_as_training_samples_them() -> None:
    torch = pytest.importorskip("torch")
    from seesame.train.paper_targets import sample_anchors

    made = anchors(96, 96, (16, 32, 64, 128, 256), (0.5, 1.0, 2.0))
    true = np.array([[10, 12, 40, 44], [50, 20, 90, 90]], np.float32)
    taught = anchor_targets(made, true)
    every = sample_anchors(torch.from_numpy(made.boxes), torch.from_numpy(true), 10**6, torch.Generator())
    positive = every.rows[: every.positive].numpy()
    assert sorted(positive.tolist()) == np.flatnonzero(taught.of >= 0).tolist()
    assert sorted(every.rows[every.positive :].tolist()) == np.flatnonzero(taught.of == -1).tolist()
