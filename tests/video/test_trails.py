from __future__ import annotations

import numpy as np
import pytest

from seesame.errors import ConfigError
from seesame.video.trails import Rules, Trails, follow

SIZE = (100, 200)
A, B = np.array([10, 10, 30, 30], np.float32), np.array([100, 10, 120, 30], np.float32)
UP, SIDE = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
RULES = Rules(0.5)


def step(
    trails: Trails, time: float, *rows: tuple[np.ndarray, float, np.ndarray], rules: Rules = RULES
) -> tuple[Trails, tuple[int, ...]]:
    boxes, scores, vectors = zip(*rows, strict=True) if rows else ((), (), ())
    return follow(
        trails,
        time,
        SIZE,
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(scores, np.float32),
        np.array(vectors, np.float32).reshape(-1, 2),
        rules,
    )


def test_born_confirmed_numbered_in_order() -> None:
    trails, keys = step(Trails(), 0.0, (A, 0.9, UP), (B, 0.8, UP))
    assert keys == (0, 1) and trails.numbers() == {}
    trails, keys = step(trails, 0.1, (B, 0.8, UP), (A, 0.9, UP))
    assert keys == (1, 0) and trails.numbers() == {0: 1, 1: 2}


def test_what_is_not_confirmed_ends_with_the_first_miss() -> None:
    trails, _ = step(Trails(), 0.0, (A, 0.9, UP))
    trails, _ = step(trails, 0.1)
    assert trails.alive == () and (trails.born, trails.numbered) == (1, 0)


def test_looks_decide_where_places_do_not() -> None:
    trails, _ = step(Trails(), 0.0, (A, 0.9, UP), (A + 8, 0.9, SIDE))
    _, keys = step(trails, 0.1, (A + 4, 0.9, SIDE), (A + 4, 0.8, UP))
    assert keys == (1, 0)


def test_a_number_ends_after_patience_and_misses() -> None:
    trails, _ = step(Trails(), 0.0, (A, 0.9, UP))
    trails, _ = step(trails, 0.1, (A, 0.9, UP))
    late, _ = step(trails, 1.5)
    assert late.numbers() == {0: 1}
    for time, alive in ((5.0, True), (5.1, True), (5.2, False)):  # however long, two searched stills may miss it
        trails, _ = step(trails, time)
        assert bool(trails.alive) is alive


def test_far_is_another() -> None:
    trails, _ = step(Trails(), 0.0, (A, 0.9, UP))
    _, keys = step(trails, 1.0, (B, 0.9, UP))
    assert keys == (1,)


def test_weak_rows_begin_nothing_and_need_an_overlap() -> None:
    trails, keys = step(Trails(), 0.0, (A, 0.3, UP))
    assert keys == (-1,) and trails.alive == ()
    trails, _ = step(Trails(), 0.0, (A, 0.9, UP))
    trails, _ = step(trails, 0.1, (A, 0.9, UP))
    assert step(trails, 0.2, (A + 2, 0.3, UP))[1] == (0,)
    assert step(trails, 0.2, (A + 19, 0.3, UP))[1] == (-1,)


def test_the_camera_carries_trails_along() -> None:
    trails, _ = step(Trails(), 0.0, (A, 0.9, UP))
    moved = trails.carried(np.array([[2.0, 0, 60], [0, 2.0, 0]]))
    np.testing.assert_allclose(moved.alive[0].motion.box, [80, 20, 120, 60])
    assert step(moved, 0.1, (np.array([80, 20, 120, 60], np.float32), 0.9, UP))[1] == (0,)


def test_nothing() -> None:
    trails, keys = step(Trails(), 0.0)
    assert (trails.alive, keys) == ((), ())


@pytest.mark.parametrize(
    "rules", [{"threshold": 2.0}, {"share": 0.0}, {"confirm": 0}, {"patience": -1.0}, {"misses": -1}]
)
def test_rules_that_make_no_sense(rules: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="change them"):
        Rules(**{"threshold": 0.5, **rules})  # type: ignore[arg-type]


def test_a_part_or_a_group_of_a_better_find_is_nothing_new() -> None:
    part, around, beside = np.array([10, 10, 20, 30]), np.array([5, 5, 50, 40]), np.array([31, 10, 51, 30])
    _, keys = step(Trails(), 0.0, (A, 0.9, UP), (part, 0.8, UP), (around, 0.7, UP), (beside, 0.6, UP))
    assert keys == (0, -1, -1, 1)
    assert step(Trails(), 0.0, (around, 0.9, UP), (A, 0.8, UP))[1] == (0, -1)


def test_a_find_around_two_that_are_followed_is_neither() -> None:
    near = np.array([26, 10, 46, 30], np.float32)
    trails, _ = step(Trails(), 0.0, (A, 0.9, UP), (near, 0.9, UP))
    trails, _ = step(trails, 0.1, (A, 0.9, UP), (near, 0.9, UP))
    both = np.array([10, 10, 46, 30], np.float32)
    trails, keys = step(trails, 0.2, (both, 0.95, UP))
    assert keys == (-1,)
    assert step(trails, 0.3, (A, 0.9, UP), (near, 0.9, UP))[1] == (0, 1)
