from __future__ import annotations

import numpy as np

from seesame.images.heat import HIGH, LOW, colours, heat

GREY = np.full((80, 80, 3), 128, np.uint8)


def test_colours_rise_in_lightness_and_end_at_their_limits() -> None:
    shown = colours(np.linspace(-1, 2, 61, dtype=np.float32))
    light = shown @ np.array([0.299, 0.587, 0.114])
    assert (np.diff(light) >= 0).all() and light[-1] > light[0] + 120
    np.testing.assert_allclose(colours(np.array([LOW, -1], np.float32)), [shown[0]] * 2, atol=0.01)
    np.testing.assert_allclose(colours(np.array([HIGH, 2], np.float32)), [shown[-1]] * 2, atol=0.01)


def test_a_panel() -> None:
    values = np.array([[0.1, 0.1], [0.1, 0.9]], np.float32)
    panel = heat(GREY, (20, 20, 60, 60), values, side=130, context=0.15)
    assert panel.pixels.shape == (130, 130, 3)
    np.testing.assert_allclose(panel.box, (15, 15, 115, 115), atol=1e-3)
    np.testing.assert_allclose(panel.centre(1, 0), (40, 90), atol=1e-3)
    cold, warm = (panel.pixels[round(y), round(x)] for x, y in (panel.centre(0, 0), panel.centre(1, 1)))
    assert warm.sum() > cold.sum() + 100
    outside = panel.pixels[5, 65]
    assert outside[0] == outside[1] == outside[2] > 200


def test_what_is_foreign_stays_grey() -> None:
    values, weights = np.full((2, 2), 0.9, np.float32), np.array([[0, 0], [1, 1]], np.float32)
    panel = heat(GREY, (20, 20, 60, 60), values, 130, weights)
    above, below = panel.pixels[25, 65].astype(int), panel.pixels[105, 65].astype(int)
    assert np.ptp(above) == 0 and np.ptp(below) > 40


def test_without_values_the_box_is_as_it_was() -> None:
    panel = heat(GREY, (20, 20, 60, 60), None, 130)
    assert (panel.pixels[65, 65] == 128).all() and panel.cells == 1
