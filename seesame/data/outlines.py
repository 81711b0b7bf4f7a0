"""An object as the formats of drawing programs want it: polygons, or one polygon."""

from __future__ import annotations

from collections.abc import Mapping

from seesame.data.records import Object, Record
from seesame.geometry import polygons


def pieces_of(each: Object, record: Record) -> list[list[float]]:
    """The object's polygons as they are; of run lengths or polygons that overlap, those along its mask's edges.

    A hole is joined to its outline by a seam of no width.
    """
    if not isinstance(each.segmentation, Mapping) and len(each.segmentation) == 1:
        return [[float(value) for value in each.segmentation[0]]]
    return polygons.from_mask(each.mask(record.height, record.width))


def outline_of(each: Object, record: Record) -> list[float]:
    """The object as one polygon, several pieces joined by seams of no width."""
    return polygons.joined(pieces_of(each, record))
