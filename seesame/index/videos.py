"""Videos as sources: every n-th still is a picture, named `clip.mp4!12.480s` by its file and time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.errors import PictureError, VideoError
from seesame.footage.reel import VIDEOS, Reel
from seesame.images.read import MAX_PIXELS
from seesame.index import remote
from seesame.index.archives import MARK

_SUFFIX = "|".join(map(re.escape, VIDEOS))
_SOURCE = re.compile(rf"(?P<path>.*({_SUFFIX}))(@(?P<every>[1-9]\d*))?", re.IGNORECASE | re.DOTALL)
_STILL = re.compile(rf"(?P<path>.*){MARK}(?P<time>\d+\.\d{{3}})s", re.DOTALL)


def is_video(source: str) -> bool:
    """Whether a source is a video, as in clip.mp4, or clip.mp4@25 for every 25th of its stills."""
    return _SOURCE.fullmatch(source) is not None


def path_of(source: str) -> tuple[str, str]:
    """The file of a video as a source, and what follows it: "" or "@25"."""
    found = _SOURCE.fullmatch(source)
    assert found is not None
    return found["path"], source[len(found["path"]) :]


def split(name: str) -> tuple[str, float] | None:
    """The video and the time, seconds, that a name means; None if it is not that of a still."""
    found = _STILL.fullmatch(name)
    return (found["path"], float(found["time"])) if found and is_video(found["path"]) else None


def names(source: str, stamp: tuple[int, float]) -> Iterator[str]:
    """The stills that a video as a source names; without a number, about one a second.

    Takes: stamp, bytes and time of the file. Raises: VideoError: it is no video.
    """
    path, every = path_of(source)
    reel = opened(path, stamp)
    step = int(every[1:]) if every else max(round(reel.rate), 1)
    yield from (f"{path}{MARK}{time:.3f}s" for time in reel.times[::step])


def fetch(path: str, time: float, stamp: tuple[int, float], max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
    """A still, RGB uint8 (H, W, 3).

    Raises: PictureError: it cannot be read.
    """
    try:
        return opened(path, stamp).at(time, max_pixels)
    except VideoError as error:
        raise PictureError(str(error)) from error


@lru_cache(maxsize=4)
def opened(path: str, stamp: tuple[int, float]) -> Reel:
    """A video, kept open; `stamp` are its bytes and time, so that a changed one is opened anew."""
    file: Any = remote.opened(path) if remote.is_remote(path) else None
    return Reel(path, file)
