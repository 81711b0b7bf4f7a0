"""Datasets read into one record, and the episodes that training makes of them."""

from seesame.data.coco import read_coco
from seesame.data.opening import join, open_dataset, renamed
from seesame.data.recognise import recognise
from seesame.data.records import Dataset, Object, Record

__all__ = ["Dataset", "Object", "Record", "join", "open_dataset", "read_coco", "recognise", "renamed"]
