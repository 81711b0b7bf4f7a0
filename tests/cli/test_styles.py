from __future__ import annotations

import numpy as np

from seesame.cli.styles import Style, drawn
from seesame.images import overlay, splash
from seesame.instances import Instances


def test_each_style_is_its_function() -> None:
    picture = np.full((40, 60, 3), (200, 60, 30), np.uint8)
    masks = np.zeros((1, 40, 60), np.bool_)
    masks[0, 10:30, 20:40] = True
    found = Instances.from_masks((40, 60), [[20, 10, 40, 30]], [0.9], masks)
    np.testing.assert_array_equal(drawn(Style.splash, picture, found), splash(picture, found))
    np.testing.assert_array_equal(drawn(Style.outline, picture, found), overlay(picture, found))
    numbered = drawn(Style.outline, picture, found, tracks=(4,))
    np.testing.assert_array_equal(numbered, overlay(picture, found, tracks=(4,)))
