"""Measure a system: one-shot detection and masks as in COCO, and whether it knows when nothing is there."""

from seesame.evaluate.baselines import Shuffled, shuffled
from seesame.evaluate.protocol import Protocol, Question, questions, split
from seesame.evaluate.report import Report, table
from seesame.evaluate.runner import evaluate
from seesame.evaluate.system import System

__all__ = [
    "Protocol",
    "Question",
    "Report",
    "Shuffled",
    "System",
    "evaluate",
    "questions",
    "shuffled",
    "split",
    "table",
]
