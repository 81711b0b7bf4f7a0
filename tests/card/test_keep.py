from __future__ import annotations

import numpy as np

from seesame.card.keep import SIDE, keep
from seesame.images.window import MEAN_COLOUR, around, warp_box, warp_picture
from seesame.reference import Reference
from tests.card.conftest import picture


def test_a_network_sees_the_same() -> None:
    """Same pixels in the window, up to the sub-pixel phase of scaling, and mean colour where the picture ends."""
    scene = np.repeat(np.repeat(picture(30, 40), 16, 0), 16, 1)
    for box in ((30, 40, 120, 170), (500, 300, 640, 480), (3, 3, 600, 90)):
        reference = Reference.from_box(scene, box, "it")
        kept = keep(reference)
        assert max(kept.picture.shape) <= SIDE and kept.name == "it"
        windows, boxes = [], []
        for each in (reference, kept):
            matrix = around(each.box, 96, 0.25)
            windows.append(warp_picture(each.picture, matrix, 96).astype(float))
            boxes.append(warp_box(each.box, matrix))
        np.testing.assert_allclose(boxes[0], boxes[1], atol=0.2)
        assert np.abs(windows[0] - windows[1]).mean() < 6
        outside = (windows[0] == MEAN_COLOUR).all(2)
        assert ((windows[1] == MEAN_COLOUR).all(2) == outside).mean() > 0.98


def test_what_is_small_stays_as_it_is() -> None:
    reference = Reference.whole(picture(40, 50), "mug")
    assert keep(reference) is reference
    cut = keep(Reference.from_box(picture(400, 400), (100, 100, 140, 120)))
    assert keep(cut).picture.shape == cut.picture.shape == (81, 81, 3) or cut.picture.shape == (80, 80, 3)


def test_masks_are_cut_and_shrunk_too() -> None:
    mask = np.zeros((2000, 1500), np.bool_)
    mask[200:1400, 300:1200] = True
    kept = keep(Reference.from_mask(picture(2000, 1500), mask))
    assert kept.mask is not None and kept.mask.shape == kept.picture.shape[:2]
    x1, y1, x2, y2 = (round(side) for side in kept.box)
    assert kept.mask[y1 + 1 : y2 - 1, x1 + 1 : x2 - 1].all()
    assert kept.mask.sum() == np.count_nonzero(kept.mask[max(y1 - 1, 0) : y2 + 1, max(x1 - 1, 0) : x2 + 1])


def test_a_mask_of_a_hair_survives() -> None:
    mask = np.zeros((3000, 3000), np.bool_)
    mask[1500, 1400:1600] = mask[10:2990, 1500] = True
    kept = keep(Reference.from_mask(picture(3000, 3000), mask))
    assert kept.mask is not None and kept.mask.any()
