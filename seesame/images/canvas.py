"""A sheet of paper to draw and write on; drawn twice as large and made small at the end, hence smooth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from seesame.images.labels import Colour

Point: TypeAlias = tuple[float, float]
Sides: TypeAlias = tuple[float, float, float, float]

PAPER: Colour = (250, 250, 248)
INK: Colour = (28, 31, 38)
FAINT: Colour = (120, 125, 134)
RULE: Colour = (222, 223, 220)

_FINE = 2  # how many times larger it is drawn


class Canvas:
    """Light paper of width and height pixels; all measures are pixels of the result."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width * _FINE, height * _FINE), PAPER)
        self._draw: Any = ImageDraw.Draw(self._image)

    def text(self, at: Point, text: str, size: float = 14, colour: Colour = INK, anchor: str = "la") -> None:
        """Write one line; anchor as Pillow has it: l, m, r and a (top), m, s (baseline)."""
        self._draw.text(_fine(at), text, fill=colour, font=font(size), anchor=anchor)

    def line(self, points: Sequence[Point], colour: Colour = INK, width: float = 1.0) -> None:
        """A line through points."""
        fine = [value for point in points for value in _fine(point)]
        self._draw.line(fine, fill=colour, width=max(1, round(width * _FINE)), joint="curve")

    def dashes(self, start: Point, end: Point, colour: Colour = INK, width: float = 1.0, dash: float = 5.0) -> None:
        """A dashed straight line."""
        ends = np.array([start, end], np.float64)
        count = max(1, round(float(np.hypot(*(ends[1] - ends[0]))) / dash))
        for step in range(0, count, 2):
            part = ends[0] + (ends[1] - ends[0]) * np.array([[step], [min(step + 1, count)]]) / count
            self.line([(float(x), float(y)) for x, y in part], colour, width)

    def box(self, sides: Sides, colour: Colour, radius: float = 0.0) -> None:
        """A filled rectangle."""
        self._draw.rounded_rectangle([value * _FINE for value in sides], radius * _FINE, fill=colour)

    def outline(self, sides: Sides, colour: Colour, width: float = 2.0, dashed: bool = False) -> None:
        """The line around a rectangle, on a dark one that parts it from any picture."""
        x1, y1, x2, y2 = sides
        corners = [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
        self.line([*corners, corners[1]], INK, width + 1.5)
        if not dashed:
            self.line([*corners, corners[1]], colour, width)
            return
        for start, end in pairwise(corners):
            self.dashes(start, end, colour, width, 6.0)

    def disc(self, at: Point, radius: float, colour: Colour) -> None:
        """A filled circle."""
        (x, y), wide = _fine(at), radius * _FINE
        self._draw.ellipse([x - wide, y - wide, x + wide, y + wide], fill=colour)

    def picture(self, at: Point, picture: NDArray[np.uint8]) -> None:
        """Lay an RGB picture, drawn `_FINE` times as large as it shall be, on the paper."""
        x, y = _fine(at)
        self._image.paste(Image.fromarray(picture), (round(x), round(y)))

    def done(self) -> NDArray[np.uint8]:
        """The sheet, RGB uint8 (H, W, 3)."""
        width, height = self._image.size
        return np.asarray(self._image.resize((width // _FINE, height // _FINE), Image.Resampling.BOX), np.uint8)


def fine(pixels: float) -> int:
    """How large a picture must be to take so many pixels of the sheet."""
    return max(1, round(pixels * _FINE))


def font(size: float) -> Any:
    """The typeface at a size in pixels of the sheet."""
    return ImageFont.load_default(size * _FINE)


def text_width(text: str, size: float) -> float:
    """How long a line is, in pixels of the sheet."""
    return float(font(size).getlength(text)) / _FINE


def wrapped(text: str, size: float, width: float) -> list[str]:
    """A text in lines that are at most `width` pixels long."""
    face, lines = font(size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.getlength(longer) > width * _FINE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def fitted(text: str, size: float, width: float) -> str:
    """A text cut in its middle until it is at most `width` pixels long."""
    face, kept = font(size), len(text)
    shown = text
    while face.getlength(shown) > width * _FINE and kept > 2:
        kept -= 1
        shown = f"{text[: kept // 2]}…{text[len(text) - (kept - kept // 2) :]}"
    return shown


def _fine(point: Point) -> Point:
    return point[0] * _FINE, point[1] * _FINE
