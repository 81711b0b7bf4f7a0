from __future__ import annotations

import numpy as np

from seesame.video.motion import Motion

BOX = np.array([10, 20, 30, 60], np.float32)


def test_a_steady_thing_is_foreseen() -> None:
    motion = Motion.begun(BOX, 0.0)
    for number in range(1, 12):
        motion = motion.seen(BOX + 3 * number, number * 0.1)
    np.testing.assert_allclose(motion.speed, [30, 30], rtol=0.05)
    np.testing.assert_allclose(motion.at(1.5).box, BOX + 45, atol=1.5)
    assert motion.at(1.5).surprise(BOX + 45)[0] < 0.1


def test_the_longer_unseen_the_less_sure() -> None:
    motion = Motion.begun(BOX, 0.0).seen(BOX, 0.1)
    near, far = (motion.at(time).surprise(BOX + 10) for time in (0.2, 1.0))
    assert near[0] > far[0] and near[1] < far[1]


def test_a_zoom_scales_everything() -> None:
    motion = Motion.begun(BOX, 0.0).seen(BOX + 2, 0.1).carried(np.array([[0, -2.0, 5], [2.0, 0, 0]]))
    assert motion.side == np.float64(2 * np.sqrt(20 * 40))
    plain = Motion.begun(BOX, 0.0).seen(BOX + 2, 0.1)
    np.testing.assert_allclose(motion.speed, [-2 * plain.speed[1], 2 * plain.speed[0]])
    np.testing.assert_allclose(motion.spread, np.array(plain.spread) * 4)


def test_boxes_without_extent_are_finite() -> None:
    motion = Motion.begun([5, 5, 5, 5], 0.0).seen([6, 5, 6, 5], 0.1)
    assert np.isfinite(motion.box).all()
