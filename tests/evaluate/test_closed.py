from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from seesame.data import Dataset, open_dataset, renamed
from seesame.errors import DataError
from seesame.evaluate.closed import evaluate_closed
from seesame.instances import Categorised, Instances


class Knows:
    """Has learnt the answers by heart, and calls some things otherwise."""

    def __init__(self, dataset: Dataset, categories: tuple[str, ...], calls: dict[str, str] | None = None) -> None:
        self.categories, self._calls = categories, calls or {}
        self._by_picture = {each.read().tobytes(): each for each in dataset.records}

    def detect(self, picture: NDArray[np.uint8], threshold: float | None = None) -> Categorised:
        record = self._by_picture[picture.tobytes()]
        size = (record.height, record.width)
        known = [each for each in record.objects if self._called(each.category) in self.categories]
        masks = [each.mask(*size) for each in known]
        made = Instances.from_masks(size, [each.box for each in known], np.full(len(known), 0.9), masks)
        numbers = [self.categories.index(self._called(each.category)) + 1 for each in known]
        return Categorised(made, np.array(numbers, np.int64), self.categories)

    def _called(self, name: str | None) -> str:
        return self._calls.get(name or "", name or "")


@pytest.fixture(scope="module")
def dataset(shapes: Path) -> Dataset:
    return open_dataset(shapes / "shapes.json", shapes / "pictures")


def test_who_knows_everything_reaches_everything(dataset: Dataset) -> None:
    report = evaluate_closed(Knows(dataset, ("square", "disc", "wedge")), dataset)
    assert report.pictures == 12 and report.objects == sum(len(each.objects) for each in dataset.records)
    assert report.categories == ("square", "disc", "wedge") and report.unknown == ()
    assert report.mask["AP"] == pytest.approx(1.0) and report.box["AP50"] == pytest.approx(1.0)
    assert len(report.box) == 12
    assert report.each["disc"]["mask"] == {"AP": pytest.approx(1.0), "AP50": pytest.approx(1.0)}


def test_calling_discs_squares_costs_both(dataset: Dataset) -> None:
    report = evaluate_closed(Knows(dataset, ("square", "disc", "wedge"), {"disc": "square"}), dataset)
    assert report.each["disc"]["mask"]["AP50"] == 0.0
    assert report.each["wedge"]["mask"]["AP50"] == pytest.approx(1.0)
    assert 0.0 < (report.each["square"]["mask"]["AP50"] or 0.0) < 1.0


def test_only_what_both_know_is_counted(dataset: Dataset) -> None:
    report = evaluate_closed(Knows(dataset, ("disc", "mug")), dataset, limit=4)
    assert report.categories == ("disc",) and report.unknown == ("square", "wedge") and report.pictures == 4
    with pytest.raises(DataError, match="mug"):
        evaluate_closed(Knows(dataset, ("mug",)), dataset)


def test_a_picture_that_cannot_be_read_is_told(dataset: Dataset, tmp_path: Path) -> None:
    from dataclasses import replace

    first = replace(dataset.records[0], path=tmp_path / "absent.png")
    report = evaluate_closed(
        Knows(dataset, ("disc",)), replace(dataset, records=(first, *dataset.records[1:]))
    )
    assert report.pictures == 11 and sum(report.failed.values()) == 1
    with pytest.raises(DataError, match="no picture"):
        evaluate_closed(Knows(dataset, ("disc",)), replace(dataset, records=(first,)))


def test_names_can_be_made_alike(dataset: Dataset) -> None:
    mugs = renamed(dataset, {"disc": "mug", "square": "mug", "wedge": "mug"})
    calls = {"disc": "mug", "square": "mug", "wedge": "mug"}
    assert evaluate_closed(Knows(dataset, ("mug",), calls), mugs).box["AP"] == pytest.approx(1.0)
