"""Look inside an answer: why something was found, and why something else was not; drawings of finds and truth."""

from seesame.inspect.drawings import boxes, differences, largest_categories, overlap_table, precision_recall
from seesame.inspect.paper import WhyPaper, paper
from seesame.inspect.sheet import sheet
from seesame.inspect.traces import COVERS
from seesame.inspect.why import Blame, Cause, Why, why
from seesame.inspect.words import PARTS, told

__all__ = [
    "COVERS",
    "PARTS",
    "Blame",
    "Cause",
    "Why",
    "WhyPaper",
    "boxes",
    "differences",
    "largest_categories",
    "overlap_table",
    "paper",
    "precision_recall",
    "sheet",
    "told",
    "why",
]
