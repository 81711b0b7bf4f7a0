from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seesame.evaluate import Protocol, Shuffled, evaluate, shuffled
from seesame.geometry import masks
from seesame.instances import Instances


@given(st.integers(0, 10**6), st.integers(0, 6), st.integers(4, 40), st.integers(4, 40))
def test_instances_are_moved_inside_the_picture_and_otherwise_kept(seed: int, count: int, high: int, wide: int) -> None:
    generator = np.random.default_rng(seed)
    stack = generator.uniform(size=(count, high, wide)) < generator.uniform(0, 0.2, (count, 1, 1))
    scores = np.sort(generator.uniform(size=count))[::-1]
    boxes = np.clip(masks.boxes_of(stack) + generator.uniform(-1, 1, (count, 4)), 0, (wide, high, wide, high))
    boxes[:, 2:] = np.maximum(boxes[:, 2:], boxes[:, :2])
    found = Instances.from_masks((high, wide), boxes, scores, stack)
    moved = shuffled(found, seed)
    assert (moved.boxes >= 0).all() and (moved.boxes <= (wide, high, wide, high)).all()
    assert np.array_equal(moved.scores, found.scores)
    assert sorted(moved.areas.tolist()) == sorted(found.areas.tolist())
    again = shuffled(found, seed)
    assert np.array_equal(moved.boxes, again.boxes) and np.array_equal(moved.corners, again.corners)


def test_a_mask_goes_with_its_box() -> None:
    stack = np.zeros((1, 50, 60), dtype=np.bool_)
    stack[0, 10:20, 5:25] = True
    found = Instances.from_masks((50, 60), masks.boxes_of(stack), [0.5], stack)
    places = set()
    for seed in range(400):
        moved = shuffled(found, seed)
        assert np.array_equal(masks.boxes_of(moved.masks), moved.boxes)
        places.add((moved.boxes[0, 0], moved.boxes[0, 1]))
    xs, ys = (sorted({place[axis] for place in places}) for axis in (0, 1))
    assert (xs[0], xs[-1], ys[0], ys[-1]) == (0, 40, 0, 40)


def test_chance_is_worse_than_the_system(world: Any, plain: Any, oracle: Any) -> None:
    dataset = world(plain)
    system = Shuffled(oracle(dataset), seed=1)
    assert (system.threshold, system.weights_id) == (0.5, "oracle, shuffled")
    report = evaluate(system, dataset, Protocol(runs=2))
    assert report.detection["0"]["box"]["AP50"]["mean"] < 0.5
    assert report.regions is None
    assert report.to_json(timing=False) == evaluate(system, dataset, Protocol(runs=2)).to_json(timing=False)
