"""Several examples on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seesame.images.draw import thumbnail
from seesame.reference import Reference

_PAPER = 245


def contact_sheet(references: Sequence[Reference], side: int = 160, columns: int = 3) -> NDArray[np.uint8]:
    """Thumbnails in rows on light paper, each with its box drawn. Returns: RGB uint8, cells of `side` pixels."""
    columns = max(1, min(columns, len(references)))
    rows = max(1, -(-len(references) // columns))
    gap = max(2, side // 20)
    sheet = np.full((rows * (side + gap) + gap, columns * (side + gap) + gap, 3), _PAPER, np.uint8)
    for number, reference in enumerate(references):
        small = thumbnail(reference, side)
        row, column = divmod(number, columns)
        top = gap + row * (side + gap) + (side - small.shape[0]) // 2
        left = gap + column * (side + gap) + (side - small.shape[1]) // 2
        sheet[top : top + small.shape[0], left : left + small.shape[1]] = small
    return sheet
