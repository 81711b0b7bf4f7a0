from __future__ import annotations

import json

import numpy as np
import pytest

from seesame.evaluate.switch import SwitchReport, examine, ranking
from seesame.inference import Finder
from seesame.weights import Weights
from tests.evaluate.test_sameness import asked


def test_both_positions_of_the_switch(untrained: Weights) -> None:
    report, fitted = examine(Finder(untrained, threads=1), asked(), "object")
    assert isinstance(report, SwitchReport) and fitted.presence is not None
    category, thing = report.switch["category"], report.switch["object"]
    assert thing["alone"]["precision"] == thing["among"]["precision"] == 1.0
    assert category["among"]["precision"] < 0.6
    assert (thing["accepted"]["same"], thing["accepted"]["look-alikes"]) == (1.0, 0.0)
    assert category["accepted"]["look-alikes"] == 1.0 and category["accepted"]["look-alikes counted"] == 48
    assert report.sizes == {
        "objects": 4,
        "questions": 8,
        "photographs of them": 8,
        "look-alikes elsewhere": 8,
        "other photographs": 8,
    }
    assert json.loads(report.to_json())["fitted"]["slopes"] == fitted.slopes


def test_ranking_by_hand() -> None:
    """Each question's one right photograph comes second."""
    every = asked()
    told = np.where(every.same, 0.5, 0.0)
    for question in range(8):
        rows = np.flatnonzero((every.questions == question) & ~every.same)
        told[rows[0]] = 0.9
    figures = ranking(every, told, np.ones(len(told), np.bool_))
    assert figures == {"recall": {"1": 0.0, "5": 1.0, "10": 1.0}, "precision": pytest.approx(0.5)}
