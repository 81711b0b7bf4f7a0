"""A wrong reference among right ones: how often `seesame card check` names it.

    python benchmarks/outliers.py ANNOTATIONS PICTURES --draws 100 1000 --out results/outliers/NAME.json

A draw takes `--right` objects of one category, each of another picture, and one object of another category; all at
least `--pixels` long, as references should be. Beside it stands the same test of cards without a wrong one: as many
objects of one category, of which the best that can be said is nothing. Larger numbers of draws go on from smaller ones.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import report

from seesame import Finder, Reference
from seesame.data.records import Object, Record
from seesame.descriptor import Descriptor
from seesame.inference.diagnosis import likeness, outlier, support

LEAST_SIDE = 8  # pixels of the short side; less is a line
KEPT = 20  # objects of a category that are drawn from, each of another picture

Pool = Mapping[str, Sequence[Descriptor]]


def main() -> None:
    """Measure and print."""
    parser = report.options(__doc__, dataset=True)
    parser.add_argument("--right", type=int, default=4, help="right references of a draw")
    parser.add_argument("--pixels", type=float, default=32, help="least long side of a reference")
    parser.add_argument("--draws", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    finder = report.open_finder(chosen)
    report.write(measure(finder, chosen), chosen, finder)


def measure(finder: Finder, chosen: argparse.Namespace) -> dict[str, Any]:
    """All draws, and what was named in them."""
    generator = np.random.default_rng(chosen.seed)
    pool = described(finder, report.read_dataset(chosen).records, chosen.right, chosen.pixels, generator)
    told: dict[str, Counter[str]] = {"with a wrong one": Counter(), "all right": Counter()}
    lowest = 0
    figures = {}
    for draw in range(1, max(chosen.draws) + 1):
        what, last = with_wrong(finder, pool, chosen.right, generator)
        told["with a wrong one"][what] += 1
        lowest += last
        told["all right"][all_right(finder, pool, chosen.right + 1, generator)] += 1
        if draw in chosen.draws:
            figures[draw] = {
                kind: {what: round(100 * number / draw, 1) for what, number in sorted(part.items())}
                for kind, part in told.items()
            }
            figures[draw]["with a wrong one"]["the wrong one is least alike"] = round(100 * lowest / draw, 1)
    return {
        "percent by draws": figures,
        "dataset": chosen.annotations.name,
        "categories": len(pool),
        "objects": sum(map(len, pool.values())),
        "settings": {name: getattr(chosen, name) for name in ("right", "pixels", "seed")},
    }


def described(
    finder: Finder, records: Sequence[Record], right: int, pixels: float, generator: np.random.Generator
) -> Pool:
    """Of each category that enough pictures have: one object of each picture, as the network sees it."""
    found: dict[str, list[tuple[Record, Object]]] = defaultdict(list)
    for record in sorted(records, key=lambda each: each.id):
        large: dict[str, list[Object]] = defaultdict(list)
        for each in record.objects:
            sides = (each.box[2] - each.box[0], each.box[3] - each.box[1])
            if not each.crowd and each.category and max(sides) >= pixels and min(sides) >= LEAST_SIDE:
                large[each.category].append(each)
        for name, objects in large.items():
            found[name].append((record, objects[int(generator.integers(len(objects)))]))
    pool = {}
    for name in sorted(name for name, several in found.items() if len(several) >= right):
        rows = generator.permutation(len(found[name]))[:KEPT]
        several = [found[name][row] for row in rows]
        pool[name] = [finder.describe(Reference.from_box(record.read(), each.box)) for record, each in several]
    return pool


def drawn(part: Sequence[Descriptor], count: int, generator: np.random.Generator) -> list[Descriptor]:
    """So many of a category's references."""
    return [part[row] for row in generator.permutation(len(part))[:count]]


def with_wrong(finder: Finder, pool: Pool, right: int, generator: np.random.Generator) -> tuple[str, bool]:
    """What is named of right references and a wrong one, and whether the others speak least for that one."""
    name, other = (str(each) for each in generator.permutation(sorted(pool))[:2])
    asked = [*drawn(pool[name], right, generator), *drawn(pool[other], 1, generator)]
    alike = likeness(finder, Descriptor.concatenate(asked))
    row, least = outlier(alike), int(support(alike).argmin())
    told = "none named" if row is None else "the wrong one named" if row == right else "a right one named"
    return told, least == right


def all_right(finder: Finder, pool: Pool, count: int, generator: np.random.Generator) -> str:
    """What is named of right references only."""
    names = sorted(name for name, part in pool.items() if len(part) >= count)
    name = names[int(generator.integers(len(names)))]
    row = outlier(likeness(finder, Descriptor.concatenate(drawn(pool[name], count, generator))))
    return "none named" if row is None else "a right one named"


if __name__ == "__main__":
    main()
