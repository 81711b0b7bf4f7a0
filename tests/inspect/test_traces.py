from __future__ import annotations

import numpy as np
import pytest

from seesame.inspect.traces import overlaps


def test_overlaps_by_hand() -> None:
    boxes = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30]], np.float32)
    assert overlaps(boxes, (0, 0, 10, 10)).tolist() == pytest.approx([1, 1 / 3, 0])
    assert overlaps(boxes[:0], (0, 0, 10, 10)).shape == (0,)
