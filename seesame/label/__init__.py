"""Label pictures with the questions of several cards: from one example to a data set."""

from seesame.label.labelled import Claim, Labelled, dataset_of
from seesame.label.labelling import Plan, label
from seesame.label.review import Doubt, doubts

__all__ = ["Claim", "Doubt", "Labelled", "Plan", "dataset_of", "doubts", "label"]
