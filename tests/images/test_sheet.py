from __future__ import annotations

import numpy as np

from seesame.images.sheet import contact_sheet
from seesame.reference import Reference


def test_each_example_has_its_cell() -> None:
    colours = ((200, 0, 0), (0, 200, 0), (0, 0, 200), (120, 120, 0))
    examples = [Reference.whole(np.full((40, 60, 3), colour, np.uint8)) for colour in colours]
    sheet = contact_sheet(examples, side=100)
    assert sheet.shape == (215, 320, 3)
    for number, colour in enumerate(colours):
        row, column = divmod(number, 3)
        assert sheet[5 + row * 105 + 50, 5 + column * 105 + 50].tolist() == list(colour)
    assert contact_sheet([], side=100).shape == (110, 110, 3)
