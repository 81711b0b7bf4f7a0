"""Weights of networks for a fixed set of categories, never loaded without their card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seesame.errors import WeightsError
from seesame.weights.card import ClosedCard, read_closed_card
from seesame.weights.store import verified

TENSORS = "network.safetensors"
GRAPHS = ("see", "judge", "outline")
"""The graphs that such a network is cut into, each a file NAME.onnx."""


@dataclass(frozen=True)
class ClosedWeights:
    """A folder of weights and its card."""

    folder: Path
    card: ClosedCard

    def file(self, name: str) -> Path:
        """The path of one of the card's files.

        Raises: WeightsError: the card does not name it, it is absent, or it is not the one the card describes.
        """
        return verified(self.folder, self.card, name)


def find_closed(folder: str | Path) -> ClosedWeights:
    """The weights in a folder.

    Raises: WeightsError: there are none.
    """
    path = Path(folder)
    if not path.is_dir():
        raise WeightsError(f"there are no weights {str(folder)!r}; give a folder that `seesame maskrcnn train` wrote")
    return ClosedWeights(path, read_closed_card(path))
