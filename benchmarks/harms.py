"""Harm to annotations of any format: what goes wrong with polygons, and with files of JSON and XML."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from defects import Spoil


@dataclass(frozen=True)
class OnBytes:
    """Harm to the bytes of a file instead of to what it holds."""

    change: Callable[[bytes], bytes]


@dataclass(frozen=True)
class OnFolder:
    """Harm to any files of a dataset's folder."""

    spoil: Spoil


Harm = Callable[[Any], "str | None"] | OnBytes | OnFolder
"""Changes what a file holds; returns what the report has to name, nothing for the file itself."""
Harms = Mapping[str, tuple[Harm, tuple[str, ...]]]

UNUSABLE, MASK, EMPTY = ("unusable annotation",), ("unusable mask", "unusable annotation"), ("empty mask",)
BEYOND = 5000.0  # pixels; wider than every picture


def by_json(pattern: str, place: int = 0, called: Callable[[Any], str] | None = None) -> Callable[[Harm], Spoil]:
    """How a harm is done to a JSON file.

    Args:
        pattern, place: which file.
        called: what the report has to name where the harm does not say; else the file.
    """

    def change(path: Path, harm: Callable[[Any], str | None]) -> str:
        content = json.loads(path.read_text(encoding="utf-8"))
        usual = called(content) if called else path.stem
        named = harm(content)
        path.write_text(json.dumps(content), encoding="utf-8")
        return named or usual

    return _by(pattern, place, change)


def by_xml(pattern: str, place: int = 0) -> Callable[[Harm], Spoil]:
    """How a harm is done to an XML file."""

    def change(path: Path, harm: Callable[[Any], str | None]) -> str:
        tree = ElementTree.parse(path)
        named = harm(tree.getroot())
        tree.write(path)
        return named or path.stem

    return _by(pattern, place, change)


def by_lines(pattern: str, place: int = 0) -> Callable[[Harm], Spoil]:
    """How a harm is done to a text file, as lists of words."""

    def change(path: Path, harm: Callable[[Any], str | None]) -> str:
        lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
        named = harm(lines)
        path.write_text("".join(" ".join(map(str, line)) + "\n" for line in lines), encoding="utf-8")
        return named or path.stem

    return _by(pattern, place, change)


def _by(pattern: str, place: int, change: Callable[[Path, Any], str]) -> Callable[[Harm], Spoil]:
    def spoil(harm: Harm, folder: Path) -> str:
        if isinstance(harm, OnFolder):
            return harm.spoil(folder)
        path = sorted(folder.glob(pattern))[place]
        if isinstance(harm, OnBytes):
            path.write_bytes(harm.change(path.read_bytes()))
            return path.name
        return change(path, harm)

    return lambda harm: partial(spoil, harm)


text_cut = OnBytes(lambda content: content[: len(content) * 2 // 3])
"""A file of which the end is missing."""
text_marked = OnBytes(lambda content: b"\xef\xbb\xbf" + content)
"""A file with the mark at its beginning that some editors set."""

# Flat polygons [x, y, ...]; what each becomes.
SHAPES: dict[str, tuple[Callable[[list[float]], list[float]], tuple[str, ...]]] = {
    "polygon of two points": (lambda flat: flat[:4], MASK),
    "polygon wholly outside its picture": (lambda flat: [each + BEYOND for each in flat], ("outside",)),
    "polygon that reaches outside": (lambda flat: [*flat[:2], BEYOND, flat[1], *flat[2:]], ("reaches outside",)),
    "coordinates that are not numbers": (lambda flat: [float("nan"), *flat[1:]], MASK),
    "infinite coordinates": (lambda flat: [float("inf"), *flat[1:]], MASK),
    "polygon without extent": (lambda flat: flat[:2] * 4, EMPTY),
    "polygon that crosses itself": (lambda flat: bow(flat), ("crosses itself",)),
    "object as large as its picture": (lambda flat: [-1.0, -1.0, BEYOND, -1.0, BEYOND, BEYOND, -1.0, BEYOND],
                                       ("whole picture", "reaches outside")),
}


def bow(flat: list[float]) -> list[float]:
    """A bow tie in the place of a polygon."""
    points = np.reshape(flat, (-1, 2))
    (x1, y1), (x2, y2) = points.min(0).tolist(), points.max(0).tolist()
    return [x1, y1, x2, y2, x2, y1, x1, y2]
