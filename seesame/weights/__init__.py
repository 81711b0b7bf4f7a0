"""What a trained network is on disk: its files, its card, and where to find them."""

from seesame.weights.card import (
    AlarmLevel,
    Calibration,
    DataPaper,
    Presence,
    Sameness,
    Sizes,
    WeightsCard,
    read_card,
    write_card,
)
from seesame.weights.store import Weights, find

__all__ = [
    "AlarmLevel",
    "Calibration",
    "DataPaper",
    "Presence",
    "Sameness",
    "Sizes",
    "Weights",
    "WeightsCard",
    "find",
    "read_card",
    "write_card",
]
