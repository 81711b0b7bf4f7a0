"""Which cells of a reference are found where in a region: what `seesame.model.matching` looks at, in NumPy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from seesame.descriptor import Floats

Cell: TypeAlias = tuple[int, int]  # row, column

LEAST_WEIGHT = 0.5  # of a reference's cell that may stand in a pair: more object than surroundings


@dataclass(frozen=True)
class Pair:
    """A cell of the reference and a cell of the region, each the other's best.

    Attributes:
        reference, region: row and column.
        cosine: how alike they are, -1 to 1.
    """

    reference: Cell
    region: Cell
    cosine: float


@dataclass(frozen=True, eq=False)
class Correspondence:
    """One reference against one region, cell by cell; n cells a side.

    Attributes:
        table: (n * n, n * n) cosines of each cell of the region (rows) with each of the reference (columns).
        weights: (n, n) in [0, 1], how much of each cell of the reference belongs to the thing.
        on_region: (n, n), how alike each cell of the region is to the reference's best; foreign cells count 2 less.
        on_reference: (n, n), how alike each cell of the reference is to the region's best, times its weight.
        in_place: (n, n), how alike both are in the same cell, times the weight.
        pairs: the best first; no cell is in two of them.
    """

    table: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    on_region: Floats = field(repr=False)
    on_reference: Floats = field(repr=False)
    in_place: Floats = field(repr=False)
    pairs: tuple[Pair, ...]

    @property
    def evidence(self) -> Floats:
        """All that the network looks at of it (3 * n * n,)."""
        return np.concatenate([each.ravel() for each in (self.on_region, self.on_reference, self.in_place)])


def correspond(region: Floats, reference: Floats, weights: Floats) -> Correspondence:
    """Compare two maps (C, n, n) of unit length along C.

    Takes: weights (n, n) of the reference's cells.
    Source: `seesame.model.matching.Match.correspondences`, which this must equal.
    """
    side = region.shape[1]
    ours, theirs = region.reshape(len(region), -1), reference.reshape(len(reference), -1)
    flat = weights.reshape(-1)
    table = np.asarray(ours.T @ theirs, np.float32)
    on_region = (table - 2.0 * (1.0 - flat)[None]).max(1)
    on_reference = table.max(0) * flat
    in_place = np.diagonal(table) * flat
    maps = (np.asarray(each, np.float32).reshape(side, side) for each in (on_region, on_reference, in_place))
    over, under, same = maps
    return Correspondence(table, weights, over, under, same, _pairs(table, flat, side))


def _pairs(table: Floats, weights: Floats, side: int) -> tuple[Pair, ...]:
    allowed = np.where(weights[None] >= LEAST_WEIGHT, table, -np.inf)
    found = []
    for column in np.flatnonzero(weights >= LEAST_WEIGHT):
        row = int(allowed[:, column].argmax())
        if allowed[row].argmax() == column:
            there, here = divmod(int(column), side), divmod(row, side)
            found.append(Pair(there, here, float(table[row, column])))
    return tuple(sorted(found, key=lambda pair: -pair.cosine))
