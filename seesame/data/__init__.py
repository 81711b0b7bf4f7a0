"""Datasets read into one record, and the episodes that training makes of them."""

from seesame.data.coco import read_coco
from seesame.data.records import Dataset, Object, Record

__all__ = ["Dataset", "Object", "Record", "read_coco"]
