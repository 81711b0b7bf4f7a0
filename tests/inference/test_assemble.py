from __future__ import annotations

import numpy as np
import pytest

from seesame.descriptor import Lesson
from seesame.inference.assemble import (
    candidates,
    choose,
    fuse,
    heed,
    instances,
    odds,
    proposed,
    scores,
    sigmoid,
    without,
)
from seesame.inference.engine import Seen
from seesame.weights import Calibration, Sizes

SIZES = Sizes(
    scene_side=64,
    reference_side=64,
    reference_context=0.25,
    regions=2,
    proposal_overlap=0.7,
    instance_overlap=0.5,
    cells=7,
)


def seen(boxes: list[list[float]], logits: list[float]) -> Seen:
    return Seen((), np.zeros((1, 1, 4, 4), np.float32), np.array([boxes], np.float32), np.array([logits], np.float32))


def test_candidates_are_the_best_that_do_not_overlap() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 9], [20, 20, 30, 30], [40, 40, 50, 50]]
    kept = candidates(seen(boxes, [1.0, 2.0, 0.5, 0.9]), SIZES)
    assert kept.dtype == np.float32
    assert kept.tolist() == [[0, 0, 10, 9], [40, 40, 50, 50]]


def test_candidates_are_at_least_a_pixel() -> None:
    assert candidates(seen([[5, 5, 5, 5.5]], [1.0]), SIZES).tolist() == [[5, 5, 6, 6]]


def test_scores_by_hand() -> None:
    logits = np.array([0.0, 3.0], np.float32)
    quality = np.array([0.0, 1.0], np.float32)
    plain = scores(logits, quality, Calibration())
    assert plain.dtype == np.float32
    assert plain[0] == pytest.approx(0.25)
    assert plain[1] == pytest.approx(1 / (1 + np.exp(-3)) / (1 + np.exp(-1)), rel=1e-5)
    fitted = scores(logits, quality, Calibration(slope=2.0, offset=1.0))
    assert fitted[0] == pytest.approx(1 / (1 + np.exp(-(2 * np.log(1 / 3) + 1))), rel=1e-5)


def test_references_are_fused_by_their_mean_odds() -> None:
    logits = np.array([[0.0, 0.0], [np.log(2), np.log(4)], [500.0, -500.0]], np.float32)
    np.testing.assert_allclose(fuse(logits, (1, 1)), [0.0, np.log(3), 500 - np.log(2)], atol=1e-6)
    np.testing.assert_allclose(fuse(logits[:, :1], (1,)), logits[:, 0])
    assert fuse(logits[:0], (1, 1)).shape == (0,)


def test_votes_count_in_the_mean() -> None:
    logits = np.array([[np.log(2), np.log(4), 800.0], [np.log(8), np.log(4), -800.0]], np.float32)
    np.testing.assert_allclose(fuse(logits, (3, 1, 0)), np.log([2.5, 7.0]), atol=1e-6)
    twice = np.concatenate([logits[:, :2], logits[:, :1]], 1)
    np.testing.assert_allclose(fuse(logits[:, :2], (2, 1)), fuse(twice, (1, 1, 1)), atol=1e-6)
    np.testing.assert_allclose(fuse(logits[:, :2], (0, 0.5)), logits[:, 1], atol=1e-6)


def test_negatives_take_only_from_what_they_explain_better() -> None:
    logits, negatives = np.array([3.0, 1.0], np.float32), np.array([[2.0, 1.0], [0.0, 3.0]], np.float32)
    assert without(logits, negatives).tolist() == [3.0, 0.0]
    assert without(logits[:0], negatives[:0]).shape == (0,)


def test_scores_of_extremes_and_of_nothing() -> None:
    extreme = scores(np.array([1e4, -1e4], np.float32), np.array([1e4, 1e4], np.float32), Calibration(slope=3.0))
    assert extreme[0] == pytest.approx(1.0)
    assert extreme[1] == pytest.approx(0.0, abs=1e-6)
    assert scores(np.zeros(0, np.float32), np.zeros(0, np.float32), Calibration()).shape == (0,)


def test_choosing() -> None:
    boxes = np.array([[0, 0, 10, 10], [0, 0, 10, 9], [20, 20, 30, 30], [40, 40, 50, 50]], np.float32)
    found = np.array([0.5, 0.9, 0.7, 0.2], np.float32)
    assert choose(boxes, found, 0.3, 0.5, 100).tolist() == [1, 2]
    assert choose(boxes, found, 0.0, 0.95, 100).tolist() == [1, 2, 0, 3]
    assert choose(boxes, found, 0.0, 0.5, 1).tolist() == [1]
    assert choose(boxes, found, 0.7, 0.5, 100).tolist() == [1, 2]
    assert choose(boxes, found, 0.95, 0.5, 100).tolist() == []
    assert choose(boxes, found, 0.0, 0.5, 0).tolist() == []
    assert choose(boxes[:0], found[:0], 0.0, 0.5, 100).tolist() == []


def test_instances_lie_in_their_picture() -> None:
    boxes = np.array([[-5, -5, 5, 5], [10, 2, 20, 12]], np.float32)
    outlines = np.stack([np.ones((28, 28), np.float32), np.zeros((28, 28), np.float32)])
    found = instances(boxes, np.array([0.9, 0.8], np.float32), outlines, (15, 30))
    assert found.boxes.tolist() == [[0, 0, 5, 5], [10, 2, 20, 12]]
    assert found.masks.shape == (2, 15, 30)
    assert found.areas.tolist() == [25, 0]


def test_what_lies_outside_the_picture_is_no_instance() -> None:
    """A frame is padded; a region may lie in the padding."""
    boxes = np.array([[0, 5, 10, 9], [2, 1, 8, 9], [12, 0, 20, 3]], np.float32)
    found = instances(boxes, np.array([0.9, 0.8, 0.7], np.float32), np.ones((3, 28, 28), np.float32), (5, 12))
    assert found.boxes.tolist() == [[2, 1, 8, 5]]
    np.testing.assert_allclose(found.scores, [0.8])
    assert found.areas.tolist() == [24]


def test_no_instance() -> None:
    found = instances(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros((0, 28, 28), np.float32), (5, 12))
    assert len(found) == 0
    assert found.size == (5, 12)


def test_the_logistic_function() -> None:
    x = np.array([-1e4, -1.0, 0.0, 2.0, 1e4], np.float32)
    np.testing.assert_allclose(sigmoid(x), [0, 1 / (1 + np.e), 0.5, 1 / (1 + np.exp(-2)), 1], atol=1e-7)


def test_all_that_no_better_candidate_suppresses_are_proposed() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 9], [20, 20, 30, 30], [40, 40, 50, 50]]
    assert proposed(seen(boxes, [1.0, 2.0, 0.5, 0.9]), SIZES).tolist() == [1, 3, 2]


def test_what_was_taught_is_added_to_the_log_odds() -> None:
    before = np.array([0.5, 0.2, 0.0, 1.0], np.float32)
    np.testing.assert_allclose(odds(before)[:2], [0, np.log(0.25)], atol=1e-6)
    assert np.isfinite(odds(before)).all()
    lesson = Lesson(np.array([np.log(3), 0], np.float32), 0.0, 0.0)
    vectors = np.array([[1, 0], [0, 1], [1, 0], [1, 0]], np.float32)
    heeded = heed(before, lesson, vectors, np.zeros(4, np.float32))
    np.testing.assert_allclose(heeded, [0.75, 0.2, 0, 1], atol=1e-5)
    assert heed(before[:0], lesson, vectors[:0], before[:0]).shape == (0,)
