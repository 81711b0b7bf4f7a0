"""Weights on disk: found by name or folder, never loaded without their card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seesame.errors import WeightsError
from seesame.weights.card import Papers, WeightsCard, fingerprint, read_card

SHIPPED = Path(__file__).parent
"""Where the weights that ship lie, a folder each."""


@dataclass(frozen=True)
class Weights:
    """A folder of weights and its card."""

    folder: Path
    card: WeightsCard

    def file(self, name: str) -> Path:
        """The path of one of the card's files, verified; see `verified`."""
        return verified(self.folder, self.card, name)


def verified(folder: Path, card: Papers, name: str) -> Path:
    """The path of one of a card's files.

    Raises: WeightsError: the card does not name it, it is absent, or it is not the one the card describes.
    """
    path = folder / name
    if name not in card.files:
        raise WeightsError(f"the weights {card.name} have no {name}; they have {', '.join(card.files)}")
    if not path.is_file():
        raise WeightsError(f"{path} is missing; install seesame again or export the weights anew")
    if fingerprint(path) != card.files[name]:
        raise WeightsError(f"{path} is not the file its card describes; install seesame again or export it anew")
    return path


def find(name: str | Path = "default") -> Weights:
    """The weights of a name that ships or in a folder.

    Raises: WeightsError: there are none.
    """
    shipped = SHIPPED / str(name)
    known = sorted(path.parent.name for path in SHIPPED.glob("*/card.json"))
    if str(name) in known:
        return Weights(shipped, read_card(shipped))
    folder = Path(name)
    if not folder.is_dir():
        names = ", ".join(known) or "none in this installation"
        raise WeightsError(f"there are no weights {str(name)!r}; expected a folder, or a name that ships ({names})")
    return Weights(folder, read_card(folder))
