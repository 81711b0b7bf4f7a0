"""Label pictures with the questions of several cards, or by what they have in common: from one example, or none, to a
data set."""

from seesame.label.colocalise import colocalise, label_folders
from seesame.label.labelled import Claim, Labelled, dataset_of
from seesame.label.labelling import Plan, label
from seesame.label.review import Doubt, doubts

__all__ = ["Claim", "Doubt", "Labelled", "Plan", "colocalise", "dataset_of", "doubts", "label", "label_folders"]
