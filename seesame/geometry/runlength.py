"""COCO's run lengths: column by column, starting with background, packed into a short string.

Source: pycocotools, maskApi.c (rleEncode, rleToString, rleFrString); the strings are equal byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seesame.errors import DataError

_OFFSET = 48  # the character "0" stands for five zero bits
_MORE = 0x20  # another character of the same number follows
_SIGN = 0x10  # in the last character of a number: it is negative
_LONGEST = 7  # characters; enough for 32 bits


class RunLength(TypedDict):
    """A mask as JSON: size [H, W], counts in COCO's compressed string."""

    size: list[int]
    counts: str


def encode(mask: ArrayLike) -> RunLength:
    """A mask (H, W) bool as run lengths."""
    full = np.asarray(mask, dtype=np.bool_)
    if full.ndim != 2:
        raise DataError(f"a mask came with shape {full.shape}, expected (H, W); encode one mask at a time")
    flat = full.ravel(order="F")
    turns = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    starts_inside = [0] if flat.size and flat[0] else []
    counts = np.diff(np.concatenate([starts_inside, turns, [flat.size]]), prepend=0)
    return {"size": [full.shape[0], full.shape[1]], "counts": _pack(counts.astype(np.int64))}


def encode_crop(crop: NDArray[np.bool_], corner: tuple[int, int], size: tuple[int, int]) -> RunLength:
    """A mask (h, w) bool cut out at corner (x, y) of a picture of (H, W), as run lengths of the whole picture.

    Equal to `encode` of the whole mask, which is never made.
    """
    height, width = size
    (rows, columns), (x, y) = crop.shape, corner
    framed = np.zeros((columns, rows + 2), dtype=np.int8)
    framed[:, 1:-1] = crop.T
    column, row = np.nonzero(np.diff(framed, axis=1))  # in pairs: where a run begins and where it has ended
    turns = (x + column) * height + y + row
    joined = turns[1:-1:2] == turns[2::2]  # a run that ends a column goes on in the next
    turns = turns[np.concatenate([[True], np.repeat(~joined, 2), [True]])] if turns.size else turns
    last = [] if turns.size and turns[-1] == height * width else [height * width]
    counts = np.diff(np.concatenate([turns, last]), prepend=0)
    return {"size": [height, width], "counts": _pack(counts.astype(np.int64))}


def decode(rle: Mapping[str, object]) -> NDArray[np.bool_]:
    """The mask of run lengths whose counts are a compressed string (str or bytes) or a plain list of numbers.

    Returns: (H, W) bool, contiguous.

    Raises:
        DataError: size or counts are malformed, or do not fit each other.
    """
    height, width = _size(rle)
    return fill(_counts(rle), height, width)


def area(rle: Mapping[str, object]) -> int:
    """How many pixels the mask of run lengths has; no mask is made.

    Raises:
        DataError: as `decode`.
    """
    _size(rle)
    return int(_counts(rle)[1::2].sum())


def fill(counts: NDArray[np.int64], height: int, width: int) -> NDArray[np.bool_]:
    """The mask of run lengths (N,) that sum to height * width, background first. Returns: (H, W) bool, contiguous."""
    ends = np.cumsum(counts)
    flat = np.zeros(height * width, dtype=np.bool_)
    for start, end in zip(ends[0::2].tolist(), ends[1::2].tolist(), strict=False):
        flat[start:end] = True
    return np.ascontiguousarray(flat.reshape(width, height).T)


def _size(rle: Mapping[str, object]) -> tuple[int, int]:
    size = rle.get("size")
    if not isinstance(size, Sequence) or isinstance(size, str | bytes) or len(size) != 2:
        raise DataError(f"run lengths came with size {size!r}, expected [height, width]; mend the annotation")
    if not all(isinstance(side, int | np.integer) and not isinstance(side, bool) and side >= 0 for side in size):
        raise DataError(f"run lengths came with size {size!r}, expected two whole numbers; mend the annotation")
    return int(size[0]), int(size[1])


def _counts(rle: Mapping[str, object]) -> NDArray[np.int64]:
    """The checked runs of `rle`. Returns: (N,) int64."""
    raw = rle.get("counts")
    if isinstance(raw, str | bytes):
        counts = _unpack(raw)
    elif isinstance(raw, Sequence | np.ndarray):
        counts = _listed(raw)
    else:
        raise DataError(f"run lengths came with counts of type {type(raw).__name__}, expected a string or a list")
    height, width = _size(rle)
    if (counts < 0).any():
        raise DataError(
            f"run lengths came with a run of {counts.min()} pixels, expected none below 0; they are damaged"
        )
    if (total := int(counts.sum())) != height * width:
        raise DataError(
            f"run lengths came with {total} pixels, expected {height * width} for size [{height}, {width}]; "
            "the counts are cut short or belong to another picture"
        )
    return counts


def _listed(raw: Sequence[object] | NDArray[np.generic]) -> NDArray[np.int64]:
    try:
        numbers = np.asarray(raw)
        counts = numbers.astype(np.int64)
    except (TypeError, ValueError, OverflowError) as error:
        raise DataError(f"run lengths came with counts that are no whole numbers ({error}); mend them") from error
    if counts.ndim != 1 or not np.array_equal(counts, numbers):
        raise DataError(f"run lengths came with counts {str(raw)[:60]}, expected a flat list of whole numbers")
    return counts


def _pack(counts: NDArray[np.int64]) -> str:
    """Runs as COCO's string: differences to the run before last, five bits a character, least first."""
    values = counts.copy()
    values[3:] -= counts[1:-2]
    characters = np.zeros((len(values), _LONGEST), dtype=np.uint8)
    open_ = np.ones(len(values), dtype=np.bool_)
    for place in range(_LONGEST):
        bits = values & 0x1F
        values >>= 5
        more = np.where(bits & _SIGN, values != -1, values != 0)
        characters[open_, place] = ((bits | np.where(more, _MORE, 0)) + _OFFSET)[open_]
        open_ &= more
    return characters[characters > 0].tobytes().decode("ascii")


def _unpack(text: str | bytes) -> NDArray[np.int64]:
    """COCO's string as runs. Returns: (N,) int64."""
    try:
        raw = text.encode("ascii") if isinstance(text, str) else text
    except UnicodeEncodeError as error:
        raise DataError(f"run lengths came with counts that are not ASCII ({error}); the counts are damaged") from error
    codes = np.frombuffer(raw, dtype=np.uint8).astype(np.int64) - _OFFSET
    if len(codes) == 0 or codes.min() < 0 or codes.max() > 0x3F or codes[-1] & _MORE:
        raise DataError(f"run lengths came with counts {text[:40]!r}, expected COCO's string; they are damaged")
    lasts = np.flatnonzero((codes & _MORE) == 0)
    firsts = np.concatenate([[0], lasts[:-1] + 1])
    lengths = lasts - firsts + 1
    if lengths.max() > _LONGEST:
        raise DataError(f"run lengths came with a number of {lengths.max()} characters, expected at most {_LONGEST}")
    places = np.arange(len(codes)) - np.repeat(firsts, lengths)
    values = np.add.reduceat((codes & 0x1F) << (5 * places), firsts)
    values -= np.where(codes[lasts] & _SIGN, np.int64(1) << (5 * lengths), 0)
    values[1::2] = np.cumsum(values[1::2])
    values[2::2] = np.cumsum(values[2::2])
    return values
