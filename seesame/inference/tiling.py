"""Where to cut a large picture: which tiles, at which scales, for what size of thing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import NamedTuple, TypeAlias

from seesame.card import Card
from seesame.errors import ConfigError
from seesame.reference import Reference

Tiles: TypeAlias = "Tiling | str | int"

CLEAR = 24.0
"""Frame pixels: smaller things are seldom found, see docs/large-pictures.md."""
STEP = 4.0
"""The most by which neighbouring scales differ: what is cut by every tile of one scale is whole in the next."""
OVERLAP = 0.25
"""Share of a tile's side that its neighbour sees too."""
NEARNESS = 2.0
"""Tiles magnify a picture's own pixels by this at the most."""
LARGE = 4.0
"""Pictures are cut from this many times the side of their finest tiles on."""
LIKE = 2.0
"""The same where a reference comes from a picture of the same size; there, things are smaller by this at the most."""
SAME = 0.1
"""Share by which the long sides of pictures of the same size differ at the most."""
ALONE = 0.4
"""A thing that fills this share of its reference's picture tells nothing of its size elsewhere."""
MOST = 1024
"""Tiles of one scale that `auto` uses."""
LIMIT = 4096
"""Tiles of one scale that may be asked for."""
LEAST_SIDE = 32


class Tile(NamedTuple):
    """One part of a picture.

    Attributes:
        x1, y1, x2, y2: picture pixels, right and bottom exclusive.
        level: which scale it belongs to; 0 is the finest.
    """

    x1: int
    y1: int
    x2: int
    y2: int
    level: int


class Shown(NamedTuple):
    """How large a reference shows its thing: the long side of its box in pixels, and as a share of its picture's."""

    pixels: float
    share: float


@dataclass(frozen=True)
class Tiling:
    """How to cut pictures.

    Attributes:
        side: of the finest tiles, picture pixels; 0 for none at all, None to choose by picture and question.
        shown: how large the references are in pictures that show more than them; guides the choice.

    Raises: ConfigError: the side is too small to show anything.
    """

    side: int | None = None
    shown: tuple[Shown, ...] = ()

    def __post_init__(self) -> None:
        if self.side is not None and self.side != 0 and self.side < LEAST_SIDE:
            raise ConfigError(f"tiles of {self.side} pixels were asked for, expected {LEAST_SIDE} or more, auto or off")

    @classmethod
    def of(cls, tiles: Tiles, question: object = ()) -> Tiling:
        """What "auto", "off" or a side in pixels means for a question: references or a card of them.

        Raises: ConfigError: it is none of the three.
        """
        if isinstance(tiles, Tiling):
            return tiles
        if tiles == "auto":
            return cls().knowing(question)
        if tiles == "off":
            return cls(0)
        try:
            side = int(tiles)
        except ValueError:
            side = 0
        if side < 1:
            raise ConfigError(f"tiles came as {tiles!r}, expected auto, off or the side of a tile in pixels, as in 512")
        return cls(side)

    def knowing(self, question: object) -> Tiling:
        """The same for a question: references or a card of them; whatever else it is tells nothing of sizes."""
        return replace(self, shown=_shown(question))

    def tiles(self, size: tuple[int, int], scene_side: int) -> tuple[Tile, ...]:
        """The tiles of a picture (height, width), finest first, without the whole picture itself; maybe none.

        Takes: scene_side, the long side that the network sees, frame pixels.
        Raises: ConfigError: so small a side makes too many.
        """
        return tuple(
            tile
            for level, side in enumerate(self.sides(size, scene_side))
            for tile in spread(size, side, level)
        )

    def sides(self, size: tuple[int, int], scene_side: int) -> tuple[int, ...]:
        """The side of the tiles of each scale, picture pixels, finest first; the whole picture is not among them."""
        longest = max(size)
        finest = self._finest(size, scene_side) if self.side is None else self.side
        if finest == 0 or finest >= longest:
            return ()
        if self.side is not None and count(size, finest) > LIMIT:
            raise ConfigError(
                f"tiles of {finest} pixels are {count(size, finest)} for a picture of {size[1]} x {size[0]}, expected "
                f"at most {LIMIT}; give a larger side"
            )
        steps = max(math.ceil(math.log(longest / finest) / math.log(STEP) - 1e-9), 1)
        factor = (longest / finest) ** (1 / steps)
        return tuple(round(finest * factor**step) for step in range(steps))

    def _finest(self, size: tuple[int, int], scene_side: int) -> int:
        """The side of the finest tiles that are worth their time; 0 for none."""
        longest = max(size)
        alike = [each.pixels for each in self.shown if abs(each.pixels / each.share / longest - 1.0) <= SAME]
        guesses = [min(each.pixels, each.share * longest) for each in self.shown]
        if alike:
            expected, gain = median_low(alike) / LIKE, LIKE
        else:
            expected, gain = min(CLEAR, *([median_low(guesses)] if guesses else [CLEAR])), LARGE
        side = scene_side * 2.0 ** max(math.floor(math.log2(expected / CLEAR)), -math.log2(NEARNESS))
        while count(size, round(side)) > MOST:
            side *= 2
        return round(side) if longest >= gain * side else 0


def spread(size: tuple[int, int], side: int, level: int = 0) -> tuple[Tile, ...]:
    """Tiles of one side over a picture (height, width), row by row, evenly, with at least `OVERLAP` in common."""
    height, width = size
    return tuple(
        Tile(x, y, min(x + side, width), min(y + side, height), level)
        for y in _starts(height, side)
        for x in _starts(width, side)
    )


def count(size: tuple[int, int], side: int) -> int:
    """How many tiles `spread` makes."""
    return len(_starts(size[0], side)) * len(_starts(size[1], side))


def _starts(length: int, side: int) -> list[int]:
    """Where tiles begin along one axis."""
    if length <= side:
        return [0]
    common = math.ceil(side * OVERLAP)
    number = math.ceil((length - common) / (side - common))
    return [round(place * (length - side) / (number - 1)) for place in range(number)]


def _shown(question: object) -> tuple[Shown, ...]:
    """The sizes of those references that are part of a larger picture."""
    if isinstance(question, Card):
        question = question.references
    several = question if isinstance(question, Sequence) else (question,)
    found = [_size(each) for each in several if isinstance(each, Reference)]
    return tuple(each for each in found if each.share < ALONE)


def _size(reference: Reference) -> Shown:
    x1, y1, x2, y2 = reference.box
    pixels = max(x2 - x1, y2 - y1)
    return Shown(pixels, pixels / max(reference.picture.shape[:2]))
