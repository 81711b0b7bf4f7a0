from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seesame.evaluate.presence import Answer, auroc, average_precision, curve, presence


def _answer(present: bool, scores: list[float], hits: list[bool] | None = None, objects: int = 0) -> Answer:
    return Answer(
        present, np.array(scores, dtype=np.float64), np.array(hits or [False] * len(scores), np.bool_), objects
    )


def test_what_is_told_ranks_before_the_best_score() -> None:
    told = [replace(each, told=float(each.present)) for each in ANSWERS]
    by_scores, by_word = presence(ANSWERS, 0.5), presence(told, 0.5)
    assert by_word["ranking"] == {"auroc": 1.0, "average_precision": 1.0} != by_scores["ranking"]
    assert {name: by_word[name] for name in ("shipped", "recall_60")} == {
        name: by_scores[name] for name in ("shipped", "recall_60")
    }


ANSWERS = [
    _answer(True, [0.9, 0.6, 0.2], [True, False, True], 3),
    _answer(True, [0.5], [True], 1),
    _answer(True, [], [], 1),
    _answer(False, [0.7, 0.55, 0.1]),
    _answer(False, [0.3]),
    _answer(False, []),
]


def test_auroc_by_hand() -> None:
    assert auroc([0.9, 0.8, 0.3, 0.1], [True, True, False, False]) == 1.0
    assert auroc([0.9, 0.8, 0.3, 0.1], [False, False, True, True]) == 0.0
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.9, 0.4, 0.6, 0.4], [True, True, False, False]) == pytest.approx((2 + 0 + 0.5) / 4)
    assert auroc([0.9], [True]) is None
    assert auroc([], []) is None


def test_average_precision_by_hand() -> None:
    assert average_precision([0.9, 0.8, 0.3], [True, True, False]) == 1.0
    assert average_precision([0.9, 0.8, 0.7], [True, False, True]) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert average_precision([0.5, 0.5, 0.5, 0.5], [True, False, True, False]) == 0.5
    assert average_precision([0.5], [False]) is None
    assert average_precision([0.5], [True]) is None


def test_the_shipped_threshold_by_hand() -> None:
    figures = presence(ANSWERS, 0.5)
    assert figures["shipped"] == {
        "threshold": 0.5,
        "answered": 2 / 3,
        "recall": 2 / 5,
        "false_per_100": pytest.approx(200 / 3),
    }
    assert figures["ranking"]["auroc"] == pytest.approx((3 + 2 + 0.5) / 9)


def test_at_sixty_percent_recall_the_highest_threshold_that_reaches_it() -> None:
    assert presence(ANSWERS, None)["recall_60"] == {
        "threshold": 0.2,
        "answered": 2 / 3,
        "recall": 3 / 5,
        "false_per_100": 100.0,
    }
    unreachable = [_answer(True, [0.9], [True], 2), _answer(False, [])]
    assert set(presence(unreachable, None)["recall_60"].values()) == {None}


def test_without_threshold_or_absent_questions_nothing_is_made_up() -> None:
    assert set(presence(ANSWERS, None)["shipped"].values()) == {None}
    figures = presence(ANSWERS[:3], 0.5)
    assert figures["ranking"] == {"auroc": None, "average_precision": None}
    assert figures["shipped"]["false_per_100"] is None
    assert presence([], 0.5)["shipped"]["recall"] is None


def test_the_curve_falls() -> None:
    rows = curve(ANSWERS)
    assert [row["threshold"] for row in rows][:: len(rows) - 1] == [0.0, 1.0]
    for name in ("answered", "recall", "false_per_100"):
        values = [row[name] for row in rows]
        assert all(value is not None for value in values)
        assert values == sorted(values, key=lambda value: -(value or 0.0))
    assert rows[0] == {"threshold": 0.0, "answered": 2 / 3, "recall": 3 / 5, "false_per_100": pytest.approx(400 / 3)}
    assert rows[-1]["answered"] == 0
