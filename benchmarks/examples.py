"""Examples of a dataset to ask with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seesame import Reference
from seesame.data.records import Dataset, Object, Record

SMALLEST = 48.0  # pixels; the short side of an example


@dataclass(frozen=True)
class Example:
    """An object of a category, in a picture."""

    category: str
    record: Record
    object: Object

    def reference(self) -> Reference:
        """Its box as a reference."""
        return Reference.from_box(self.record.read(), self.object.box)


def in_turn(dataset: Dataset, count: int) -> list[Example]:
    """So many, of the categories in turn, drawn at random; of categories that several pictures show, large enough."""
    rng, by_category = np.random.default_rng(0), dict[str, list[Example]]()
    for record in dataset.records:
        for each in record.objects:
            x1, y1, x2, y2 = each.box
            if each.category and not each.crowd and min(x2 - x1, y2 - y1) >= SMALLEST:
                by_category.setdefault(each.category, []).append(Example(each.category, record, each))
    usable = {name: part for name, part in by_category.items() if len({each.record.id for each in part}) > 1}
    names = sorted(usable)
    if not names:
        raise SystemExit(f"{dataset.name}: no category has objects of {SMALLEST:.0f} pixels in two pictures")
    chosen = [names[row] for row in rng.permutation(len(names))]
    return [
        usable[name][int(rng.integers(len(usable[name])))] for name in (chosen * (count // len(chosen) + 1))[:count]
    ]
