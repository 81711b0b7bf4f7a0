"""What a trained network is on disk: its files, its card, and where to find them."""

from seesame.weights.card import Calibration, DataPaper, Sizes, WeightsCard, read_card, write_card
from seesame.weights.store import Weights, find

__all__ = ["Calibration", "DataPaper", "Sizes", "Weights", "WeightsCard", "find", "read_card", "write_card"]
