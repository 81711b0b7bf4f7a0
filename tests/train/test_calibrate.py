from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.errors import DataError
from seesame.inference import Finder, gist
from seesame.instances import Instances
from seesame.reference import Reference
from seesame.train.calibrate import RATES, best_f1, calibrate, fit_logistic, overlapping, right_finds
from seesame.train.recipe import Recipe


@dataclass
class ColourFinder:
    """Finds every drawn shape; scores it high where its colour is the reference's, with `mistakes` the other way.

    Where `sensed`, the gist of a picture and of a reference are the colours that its shapes have.
    """

    mistakes: float = 0.0
    sensed: bool = False

    def encode(self, picture: NDArray[np.uint8]) -> SimpleNamespace:
        return SimpleNamespace(picture=picture, gist=self.gist(picture))

    def describe(self, reference: Reference) -> SimpleNamespace:
        x1, y1, x2, y2 = (int(value) for value in reference.box)
        crop = reference.picture[y1:y2, x1:x2]
        return SimpleNamespace(colour=_mean_colour(crop), gists=self.gist(crop)[None], votes=(1.0,))

    def gist(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        if not self.sensed:
            return np.zeros(0, np.float32)
        count, labels = cv2.connectedComponents((np.ptp(picture, axis=2) > 80).astype(np.uint8))
        colours = {tuple(np.round(picture[labels == row].mean(0) / 64).astype(int)) for row in range(1, count)}
        told = np.zeros((5, 5, 5), np.float32)
        for each in colours:
            told[each] = 1.0
        return told.ravel() / max(float(np.linalg.norm(told)), 1.0)

    def find(self, looked: SimpleNamespace, asked_for: SimpleNamespace, threshold: float, top: int) -> Instances:
        assert (threshold, top) == (0.0, 30)
        scene, asked = looked.picture, asked_for.colour
        rng = np.random.default_rng(int(scene.sum()))
        count, labels, stats, _ = cv2.connectedComponentsWithStats((np.ptp(scene, axis=2) > 80).astype(np.uint8))
        boxes, scores = [], []
        for row in range(1, count):
            x, y, width, height, _ = stats[row]
            boxes.append([x, y, x + width, y + height])
            alike = np.abs(scene[labels == row].mean(0) - asked).max() < 30
            scores.append(rng.uniform(0.6, 0.9) if alike != (rng.random() < self.mistakes) else rng.uniform(0.1, 0.4))
        masks = np.zeros((len(boxes), *scene.shape[:2]), bool)
        found = Instances.from_masks(scene.shape[:2], boxes, scores, masks)
        return found[np.argsort(-found.scores)]


def _mean_colour(crop: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(crop[np.ptp(crop, axis=2) > 80].mean(0))


def fitted(recipe: Recipe, data: Path, mistakes: float = 0.0, sensed: bool = False, **options: Any) -> Any:
    return calibrate(cast(Finder, ColourFinder(mistakes, sensed)), recipe, data, **options)


@pytest.fixture
def half(tiny: Recipe) -> Recipe:
    return replace(tiny, hold_back=0.6)


def test_a_finder_that_is_always_right(half: Recipe, shapes: Path) -> None:
    told: list[tuple[int, int, str]] = []
    calibration, presence, figures = fitted(half, shapes, progress=lambda *each: told.append(each))
    assert figures["f1"] == figures["precision"] == figures["recall"] == 1.0
    assert figures["pictures"] == len(told) == told[-1][0] == told[-1][1]
    assert calibration.slope > 1.0
    assert 0.5 < calibration.threshold <= 1.0
    assert {each.rate for each in presence.levels} <= set(RATES) and presence.levels[-1].rate == 0.5
    assert all(each.recall == 1.0 for each in presence.levels)  # whatever is absent scores less than any right find


def test_a_finder_that_errs(half: Recipe, shapes: Path) -> None:
    sure, _, _ = fitted(half, shapes)
    doubtful, _, figures = fitted(half, shapes, mistakes=0.2)
    assert doubtful.slope < sure.slope
    assert 0.3 < figures["f1"] < 1.0


def test_gists_count_where_they_tell_something(half: Recipe, shapes: Path) -> None:
    _, without, _ = fitted(half, shapes, mistakes=0.4)
    _, sensed, _ = fitted(half, shapes, mistakes=0.4, sensed=True)
    assert sensed.levels == without.levels and sensed.alike == without.alike == gist.WORTH
    assert sensed.slope > without.slope  # the same likeness that tells nothing makes every presence less sure


def test_calibration_is_a_function_of_what_it_is_given(half: Recipe, shapes: Path) -> None:
    assert fitted(half, shapes, mistakes=0.2) == fitted(half, shapes, mistakes=0.2)


def test_nothing_held_back(tiny: Recipe, shapes: Path) -> None:
    with pytest.raises(DataError, match="hold no picture"):
        fitted(replace(tiny, hold_back=0.0), shapes)


def test_nothing_exhaustive(half: Recipe, shapes: Path) -> None:
    loose = replace(half, sources=(replace(half.sources[0], exhaustive=False),))
    with pytest.raises(DataError, match="no held-back picture could be asked; raise hold_back"):
        fitted(loose, shapes)


def test_logistic_regression_finds_what_made_the_data() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(0, 2, 20_000)
    correct = rng.random(20_000) < 1 / (1 + np.exp(-(1.7 * x - 0.6)))
    slope, offset = fit_logistic(x, correct)
    assert slope == pytest.approx(1.7, abs=0.1)
    assert offset == pytest.approx(-0.6, abs=0.1)


def test_nearly_separable_data_do_not_run_away() -> None:
    x = np.concatenate([np.full(100, -16.0), np.linspace(-3, 0, 50), np.linspace(-1, 6, 100), np.full(5, -16.0)])
    slope, offset = fit_logistic(x, np.arange(255) >= 150)
    assert 0.05 < slope < 5 and -3 < offset < 3


def test_scores_that_are_wrong_way_round_keep_their_order() -> None:
    slope, _ = fit_logistic(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([True, True, False, False]))
    assert slope > 0


def test_the_threshold_of_the_best_f1() -> None:
    scores = np.array([0.2, 0.9, 0.5, 0.8, 0.4])
    correct = np.array([False, True, False, True, True])
    # Best first 1 1 0 1 0 of 4 objects: F1 is 2/5, 4/6, 4/7, 6/8, 6/9.
    threshold, figures = best_f1(scores, correct, 4)
    assert threshold == 0.4
    assert figures == {"f1": 0.75, "precision": 0.75, "recall": 0.75}


def test_every_object_is_found_once() -> None:
    true = np.array([[0, 0, 10, 10], [20, 0, 30, 10]], np.float32)
    found = np.array([[0, 0, 10, 9], [0, 0, 10, 10], [21, 0, 31, 10], [50, 50, 60, 60], [20, 0, 30, 4]], np.float32)
    assert right_finds(found, true).tolist() == [True, False, True, False, False]


def test_nothing_is_right_where_nothing_is() -> None:
    none = np.zeros((0, 4), np.float32)
    assert right_finds(none, none).tolist() == []
    assert right_finds(np.ones((2, 4), np.float32), none).tolist() == [False, False]
    assert right_finds(none, np.ones((2, 4), np.float32)).tolist() == []


def test_finds_on_what_may_be_meant_do_not_count() -> None:
    found = np.array([[0, 0, 10, 10], [40, 40, 60, 60]], np.float32)
    doubtful = np.array([[0, 0, 20, 10]], np.float32)
    assert overlapping(found, doubtful).tolist() == [True, False]
    assert overlapping(found, doubtful[:0]).tolist() == [False, False]
