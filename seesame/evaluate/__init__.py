"""Measure a system: one-shot detection and masks as in COCO, and whether it knows when nothing is there."""

from seesame.evaluate.baselines import Shuffled, shuffled
from seesame.evaluate.exam import Exam, draw
from seesame.evaluate.protocol import Protocol, Question, questions, split
from seesame.evaluate.report import Report, table
from seesame.evaluate.runner import count_results, evaluate, examine
from seesame.evaluate.system import System
from seesame.evaluate.systems import SYSTEMS, open_system

__all__ = [
    "SYSTEMS",
    "Exam",
    "Protocol",
    "Question",
    "Report",
    "Shuffled",
    "System",
    "count_results",
    "draw",
    "evaluate",
    "examine",
    "open_system",
    "questions",
    "shuffled",
    "split",
    "table",
]
