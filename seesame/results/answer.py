"""What was asked, what each picture answered, and what takes the answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from seesame.instances import Instances


@dataclass(frozen=True)
class Asked:
    """The question and the settings, as the results tell them.

    Attributes:
        references: as they were written on the command line.
        name: of the category of what is found, or of what stands for several.
        top: most instances a picture.
        weights: id of the weights that answered.
        tiles: how pictures were cut: auto, off or a side in pixels.
        same: what was meant, category or object.
        several: the categories of what is found where there are several, in the order of their numbers.
    """

    references: tuple[str, ...]
    name: str
    threshold: float
    top: int
    weights: str
    tiles: str = "off"
    same: str = "category"
    several: tuple[str, ...] = ()

    @property
    def categories(self) -> tuple[str, ...]:
        """All categories, the first of which is number 1."""
        return self.several or (self.name,)


@dataclass(frozen=True)
class Failure:
    """An input that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, eq=False)
class Answer:
    """What one scene answered.

    Attributes:
        number: counts the scenes that were read, from 1.
        path: as the scene was named.
        name: unlike the name of any other scene, for files about it.
        picture: (H, W, 3) RGB uint8.
        presence: how probable it is that the thing is there at all, 0 to 1; None where the weights cannot tell.
        kinds: the number of each instance's category, from 1; empty where there is one category.
    """

    number: int
    path: str
    name: str
    picture: NDArray[np.uint8]
    instances: Instances
    presence: float | None = None
    kinds: tuple[int, ...] = ()

    def kind(self, row: int) -> int:
        """The number of the category of one instance, from 1."""
        return self.kinds[row] if self.kinds else 1


class Results(Protocol):
    """Whatever takes answers, and keeps or writes them."""

    def add(self, answer: Answer) -> None:
        """Take what one scene answered."""

    def fail(self, failure: Failure) -> None:
        """Take what could not be read."""

    def save(self, folder: Path, complete: bool) -> None:
        """Write what is kept; `complete` is false for a search that did not reach its end."""
