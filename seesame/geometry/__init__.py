"""Boxes, masks, run lengths and polygons as plain arrays; the lowest floor after the errors."""

from seesame.geometry import boxes, masks, polygons, runlength

__all__ = ["boxes", "masks", "polygons", "runlength"]
