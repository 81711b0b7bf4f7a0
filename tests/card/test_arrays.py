from __future__ import annotations

import numpy as np
import pytest

from seesame.card.arrays import read_array, write_array
from seesame.errors import CardError


def test_what_is_written_reads_back() -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.testing.assert_array_equal(read_array(write_array(array), 2), array)


def test_another_number_of_axes_or_none_is_refused() -> None:
    for content, axes in ((write_array(np.ones((2, 3), np.float32)), 1), (write_array(np.ones(0, np.float32)), 1)):
        with pytest.raises(CardError, match="cannot be used"):
            read_array(content, axes)
    with pytest.raises(CardError, match="not finite"):
        read_array(write_array(np.array([np.inf], np.float32)), 1)
