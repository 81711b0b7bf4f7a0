"""Look inside an answer: why something was found, and why something else was not."""

from seesame.inspect.paper import WhyPaper, paper
from seesame.inspect.sheet import sheet
from seesame.inspect.traces import COVERS
from seesame.inspect.why import Blame, Cause, Why, why
from seesame.inspect.words import PARTS, told

__all__ = ["COVERS", "PARTS", "Blame", "Cause", "Why", "WhyPaper", "paper", "sheet", "told", "why"]
