from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seesame.images.canvas import Canvas
from seesame.images.draw import COLOURS
from seesame.images.waterfall import ROW, height, waterfall


def columns(sheet: NDArray[np.uint8], colour: tuple[int, int, int], row: int) -> NDArray[np.int64]:
    """Where the bar of a row has a colour."""
    line = sheet[20 + ROW * row + ROW // 2, 100:540].astype(int)  # without names and figures
    return np.flatnonzero(np.abs(line - colour).max(1) < 12)


def test_bars_begin_where_the_one_before_ended() -> None:
    canvas = Canvas(600, height(3) + 40)
    waterfall(canvas, (0, 20), 600, [("start", -3.0), ("more", 4.0), ("less", -2.0)], 0.5, 100, ["start"])
    sheet = canvas.done()
    grey, green, red = columns(sheet, (176, 180, 188), 0), columns(sheet, COLOURS[3], 1), columns(sheet, COLOURS[0], 2)
    assert abs(grey[0] - green[0]) <= 3  # both begin at -3
    assert abs(green[-1] - red[-1]) <= 3  # both at +1
    unit = (green[-1] - green[0]) / 4
    assert abs((grey[-1] - grey[0]) / unit - 3) < 0.1 and abs((red[-1] - red[0]) / unit - 2) < 0.1


def test_nothing_and_extremes_are_drawn() -> None:
    for parts, threshold in (([], 0.5), ([("all", 900.0)], 1.0), ([("none", -900.0)], 0.0)):
        canvas = Canvas(600, height(1) + 40)
        waterfall(canvas, (0, 20), 600, parts, threshold)
        assert (canvas.done() < 100).any()
