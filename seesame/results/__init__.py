"""What pictures answered, and how it is written for other programs."""

from seesame.results.answer import Answer, Asked, Failure, Results
from seesame.results.coco import CocoResults
from seesame.results.csv import CsvResults
from seesame.results.names import Names
from seesame.results.yolo import YoloResults

__all__ = ["Answer", "Asked", "CocoResults", "CsvResults", "Failure", "Names", "Results", "YoloResults"]
