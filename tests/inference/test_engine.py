from __future__ import annotations

import numpy as np

from seesame.inference.engine import Regions, Seen


def test_one_frame_of_a_batch_is_a_batch_of_one() -> None:
    frames = np.arange(3, dtype=np.float32)
    seen = Seen(
        tuple(frames.reshape(3, 1, 1, 1) * np.ones((3, 2, 8 // s, 8 // s), np.float32) for s in (1, 2, 4, 8)),
        frames.reshape(3, 1, 1, 1) * np.ones((3, 5, 2, 2), np.float32),
        frames.reshape(3, 1, 1) * np.ones((3, 6, 4), np.float32),
        frames.reshape(3, 1) * np.ones((3, 6), np.float32),
    )
    one = seen[2]
    parts = [*one.pyramid, one.semantic, one.boxes, one.logits]
    assert [len(part) for part in parts] == [1] * 7
    assert all((part == 2).all() for part in parts)
    assert one.boxes.shape == (1, 6, 4)


def test_the_length_of_regions_is_their_boxes() -> None:
    empty = np.zeros((0, 4), np.float32)
    assert len(Regions(empty, empty[:, 0], np.zeros((0, 8), np.float32), np.zeros((0, 4, 7, 7), np.float32))) == 0
