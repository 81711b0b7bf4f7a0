from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.descriptor import Descriptor, Lesson
from seesame.inference import Finder
from seesame.inspect.breakdown import break_down
from seesame.reference import Reference
from seesame.weights import Calibration

Make: TypeAlias = Callable[..., Finder]
HERE = (-10.0, 10.0, 50.0, 50.0)


def thing(alike: float, quality: float, cells: float) -> SimpleNamespace:
    return SimpleNamespace(alike=alike, quality=quality, cells=cells, moves_to=None)


def test_parts_by_hand(by_hand: Make, picture: NDArray[np.uint8], example: Reference) -> None:
    """Match 10 * 0.8 - 6 + (2 + 0.8) * 0.5 = 3.4; of 1.4 the cells have (2 * 0.5 + 1.4) / 2 = 1.2, cosine the rest."""
    finder = by_hand({HERE: thing(0.8, 1.0, 0.5)}, calibration=Calibration(slope=2.0, offset=-0.5))
    scene, asked = finder.encode(picture), finder.describe(example)
    score = float(finder.scores(scene, asked)[0])
    breakdown = break_down(finder, scene, asked, 0, score, ["example"])
    (spoken,) = breakdown.references
    assert (spoken.name, spoken.share) == ("example", 1.0)
    told = (spoken.cosine, spoken.logit, spoken.start, spoken.whole, spoken.cells)
    assert told == pytest.approx((0.8, 3.4, -6.0, 8.2, 1.2), abs=1e-5)
    parts = {part.name: part.points for part in breakdown.parts}
    joint = 1 / (1 + np.exp(-3.4)) / (1 + np.exp(-1.0))
    doubt = 2 * (np.log(joint / (1 - joint)) - 3.4)
    assert parts == pytest.approx(
        {"start": -12, "whole": 16.4, "cells": 2.4, "references": 0, "negatives": 0, "box": doubt, "calibration": -0.5}
        | {"lesson": 0},
        abs=1e-4,
    )
    assert 1 / (1 + np.exp(-breakdown.log_odds)) == pytest.approx(score, abs=1e-6)
    assert breakdown.with_sure_box == pytest.approx(1 / (1 + np.exp(-(2 * 3.4 - 0.5))), abs=1e-4)
    assert breakdown.with_sure_match == pytest.approx(1 / (1 + np.exp(-(2 * 1.0 - 0.5))), abs=1e-4)
    assert breakdown.with_no_negatives == pytest.approx(score, abs=1e-6)
    assert breakdown.box == (0, 10, 50, 50) and breakdown.grid == HERE


def test_several_references_and_negatives(by_hand: Make, picture: NDArray[np.uint8], example: Reference) -> None:
    """Logits 0 and 4.8 of two references, whose mean odds count; the negative is like the second."""
    finder = by_hand({HERE: thing(0.6, 50.0, 0.0)})
    scene, both = finder.encode(picture), finder.describe([example, example])
    asked = Descriptor(both.vectors, both.maps, both.weights, both.weights_id, both[1:])
    score = float(finder.scores(scene, asked)[0])
    breakdown = break_down(finder, scene, asked, 0, score, ["first", "second"])
    first, second = (10 * 0.6 - 6.0, 10 * 0.8 - 6 + 2.8)
    assert [each.logit for each in breakdown.references] == pytest.approx([first, second], abs=1e-5)
    match = np.log((np.exp(first) + np.exp(second)) / 2)
    assert breakdown.match == pytest.approx(match, abs=1e-5)
    assert breakdown.negatives == pytest.approx([second], abs=1e-5)
    weighed = break_down(finder, scene, replace(asked, votes=(3.0, 1.0)), 0, score, ["first", "second"])
    odds = 3 * np.exp(first), np.exp(second)
    assert weighed.match == pytest.approx(np.log(sum(odds) / 4), abs=1e-5)
    assert [each.share for each in weighed.references] == pytest.approx([each / sum(odds) for each in odds], abs=1e-5)
    shares = [each.share for each in breakdown.references]
    assert shares == pytest.approx([1 / (1 + np.exp(second)), 1 / (1 + np.exp(-second))], abs=1e-5)
    parts = {part.name: part.points for part in breakdown.parts}
    assert parts["references"] == pytest.approx(match - shares[0] * first - shares[1] * second, abs=1e-5)
    assert parts["negatives"] == pytest.approx(-0.5 * (second - match), abs=1e-5)
    assert 1 / (1 + np.exp(-breakdown.log_odds)) == pytest.approx(score, abs=1e-6)
    assert breakdown.with_no_negatives > score


def test_what_was_taught_is_a_part(by_hand: Make, picture: NDArray[np.uint8], example: Reference) -> None:
    finder = by_hand({HERE: thing(0.8, 1.0, 0.5)})
    scene, plain = finder.encode(picture), finder.describe(example)
    direction = np.zeros(plain.vectors.shape[1], np.float32)
    taught = replace(plain, lesson=Lesson(direction, 0.5, -1.25))
    score = float(finder.scores(scene, taught)[0])
    breakdown = break_down(finder, scene, taught, 0, score, ["example"])
    parts = {part.name: part.points for part in breakdown.parts}
    assert parts["lesson"] == pytest.approx(0.5 * 1.0 - 1.25, abs=1e-6)
    assert 1 / (1 + np.exp(-breakdown.log_odds)) == pytest.approx(score, abs=1e-6)
