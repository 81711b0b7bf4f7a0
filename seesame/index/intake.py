"""Read pictures ahead of the network: fetched, hashed and decoded by other threads, a few at a time."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from seesame.errors import PictureError
from seesame.images.read import MAX_PIXELS, read
from seesame.index.places import Place, fetch

AHEAD = 6
"""Pictures that are read before they are needed."""

SIDE, _QUALITY = 160, 80  # pixels; of JPEG


@dataclass(frozen=True)
class Known:
    """What a collection knows of a picture from before: its key, digest, and why it could not be read."""

    key: int
    digest: str
    failed: str | None


@dataclass(frozen=True, eq=False)
class Loaded:
    """One picture, read.

    Attributes:
        digest: BLAKE2 of its bytes, or of its pixels if it is a still of a video; empty if there are none.
        picture: (H, W, 3) RGB uint8; None where nothing has to be seen: unchanged, or unreadable.
        thumbnail: a small JPEG; empty without picture.
        failed: why it could not be read; None if it could.
    """

    place: Place
    known: Known | None
    digest: str
    picture: NDArray[np.uint8] | None
    thumbnail: bytes
    failed: str | None


def load(place: Place, known: Known | None, max_pixels: int = MAX_PIXELS) -> Loaded:
    """Read one picture; never raises for what is wrong with it."""
    digest = ""
    try:
        content = fetch(place.name, max_pixels)
        digest = hashlib.blake2b(_buffer(content), digest_size=16).hexdigest()
        if known is not None and known.digest == digest:
            return Loaded(place, known, digest, None, b"", known.failed)
        picture = read(content, max_pixels)
        return Loaded(place, known, digest, picture, thumbnail(picture), None)
    except PictureError as error:
        text = str(error).replace("the given bytes", place.name)
        return Loaded(place, known, digest, None, b"", text)
    except MemoryError:
        return Loaded(place, known, digest, None, b"", f"{place.name}: there is not enough memory for this picture")


def _buffer(content: bytes | NDArray[np.uint8]) -> bytes:
    return content if isinstance(content, bytes) else content.tobytes()


def ahead(
    wanted: Iterable[tuple[Place, Known | None]], max_pixels: int = MAX_PIXELS, threads: int = 2
) -> Iterator[Loaded]:
    """Load pictures in their order, `AHEAD` at the most before the last one is taken."""
    with ThreadPoolExecutor(threads, thread_name_prefix="intake") as pool:
        waiting: deque[Future[Loaded]] = deque()
        try:
            for place, known in wanted:
                waiting.append(pool.submit(load, place, known, max_pixels))
                if len(waiting) >= AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()


def thumbnail(picture: NDArray[np.uint8], side: int = SIDE) -> bytes:
    """A picture as a small JPEG."""
    scale = min(1.0, side / max(picture.shape[:2]))
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, code = cv2.imencode(".jpg", np.ascontiguousarray(small[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return code.tobytes()
