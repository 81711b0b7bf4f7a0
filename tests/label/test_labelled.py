from __future__ import annotations

import numpy as np

from seesame.geometry import runlength
from seesame.label.labelled import Claim, Labelled, dataset_of


def test_labels_become_objects() -> None:
    mask = np.zeros((40, 60), np.bool_)
    mask[5:15, 5:15] = True
    sure = Claim(1, (5, 5, 15, 15), 0.9, 2.0, runlength.encode(mask))
    doubtful = Claim(0, (0, 0, 9, 9), 0.2, -0.3, runlength.encode(mask))
    pictures = [
        Labelled("a.png", (40, 60), (sure, doubtful)),
        Labelled("broken.png", (0, 0), (), "broken.png: is broken"),
        Labelled("empty.png", (30, 20), ()),
    ]
    dataset = dataset_of(pictures, ["mug", "bowl"], "shelf")
    first, empty = dataset.records
    assert (dataset.name, dict(dataset.categories)) == ("shelf", {1: "bowl"})
    assert [each.category for each in first.objects] == ["bowl"]
    np.testing.assert_array_equal(first.objects[0].mask(40, 60), mask)
    assert (empty.path.name, empty.height, empty.width, empty.objects) == ("empty.png", 30, 20, ())
