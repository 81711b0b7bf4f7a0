"""Which pictures are the same, or nearly: a copy resized, compressed anew, or the next frame of a film."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

COARSE, FINE = 16, 48  # pixels of a side of the two small pictures that are compared
FIRST, SURE = 0.96, 0.97  # correlations from which two pictures are compared finely, and taken for one scene
CHANGED = 0.35  # deviations of the whole by which the most different tile of a copy may differ
_TILE = 8  # pixels of a side, of the fine picture
_PLAIN = 2.0  # grey levels of deviation; a plainer picture looks like any other
_BLOCK = 2048  # rows compared at once


@dataclass(frozen=True, eq=False)
class Look:
    """What a picture looks like, in little.

    Attributes:
        digest: of the file's bytes.
        coarse: (256,) float32, grey, mean 0, length 1; zeros for a plain picture.
        fine: uint8 (48, 48), grey.
        ratio: width over height.
    """

    path: Path
    digest: str
    coarse: NDArray[np.float32]
    fine: NDArray[np.uint8]
    ratio: float


def look(path: Path, picture: NDArray[np.uint8]) -> Look:
    """The look of a picture RGB uint8 (H, W, 3) that was read from a file."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = [cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA) for side in (COARSE, FINE)]
    digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    fine = np.asarray(small[1], dtype=np.uint8)
    return Look(path, digest, _direction(small[0]), fine, picture.shape[1] / picture.shape[0])


@dataclass(frozen=True)
class Pair:
    """Two pictures that look alike.

    Attributes:
        kind: "file", the same bytes; "copy", alike everywhere: resized, compressed anew, other light; "scene", alike on
            the whole: a frame later, or something moved or exchanged.
        likeness: their correlation.
    """

    first: Path
    second: Path
    kind: str
    likeness: float


def pairs(looks: Sequence[Look]) -> list[Pair]:
    """For each picture the earlier one that is most like it, if one looks like it at all."""
    best: dict[int, Pair] = {}
    for row, column, pair in _alike(looks, looks):
        if column < row and (row not in best or _closer(pair, best[row])):
            best[row] = pair
    return [best[row] for row in sorted(best)]


def pairs_between(looks: Sequence[Look], others: Sequence[Look]) -> list[Pair]:
    """For each picture of the first the one of the others that is most like it, if one looks like it at all."""
    best: dict[int, Pair] = {}
    for row, _, pair in _alike(looks, others):
        if row not in best or _closer(pair, best[row]):
            best[row] = pair
    return [best[row] for row in sorted(best)]


def _closer(one: Pair, other: Pair) -> bool:
    order = {"file": 2, "copy": 1, "scene": 0}
    return (order[one.kind], one.likeness) > (order[other.kind], other.likeness)


def _alike(looks: Sequence[Look], others: Sequence[Look]) -> Iterator[tuple[int, int, Pair]]:
    if not looks or not others:
        return
    by_digest: dict[str, list[int]] = defaultdict(list)
    for column, other in enumerate(others):
        by_digest[other.digest].append(column)
    columns = np.stack([other.coarse for other in others])
    for start in range(0, len(looks), _BLOCK):
        block = looks[start : start + _BLOCK]
        close = np.stack([one.coarse for one in block]) @ columns.T >= FIRST
        for row, one in enumerate(block):
            same = by_digest.get(one.digest, [])
            for column in sorted({*same, *np.flatnonzero(close[row]).tolist()}):
                pair = _pair(one, others[column])
                if pair is not None:
                    yield start + row, column, pair


def _pair(one: Look, other: Look) -> Pair | None:
    if one.digest == other.digest:
        return Pair(one.path, other.path, "file", 1.0)
    if abs(np.log(one.ratio / other.ratio)) > np.log(1.1):
        return None
    first, second = _direction(one.fine), _direction(other.fine)
    likeness = float(first @ second)
    if likeness < SURE:
        return None
    tiles = FINE // _TILE
    squares = ((first - second) ** 2 * FINE**2).reshape(tiles, _TILE, tiles, _TILE).mean(axis=(1, 3))
    kind = "copy" if float(np.sqrt(squares.max())) <= CHANGED else "scene"
    return Pair(one.path, other.path, kind, likeness)


def _direction(grey: NDArray[np.generic]) -> NDArray[np.float32]:
    """A grey picture (h, w) as a vector of mean 0 and length 1; zeros for a plain one. Returns: (h * w,) float32."""
    values = np.asarray(grey, dtype=np.float32).ravel()
    values = values - values.mean()
    if values.std() < _PLAIN:
        return np.zeros_like(values)
    return np.asarray(values / np.linalg.norm(values), dtype=np.float32)
