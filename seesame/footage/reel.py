"""The stills of a video file by their times, in any order; in their own order no still is decoded twice."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from seesame.errors import PictureError, VideoError
from seesame.footage.pyav import av
from seesame.footage.reading import Pixels, opened, reason
from seesame.footage.sources import Source, parse_source
from seesame.images.read import MAX_PIXELS

VIDEOS = (
    *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".flv"),
    *(".3gp", ".ogv"),
)
"""Suffixes of video files."""


class Reel:
    """A video file, kept open; may be used by several threads.

    Attributes:
        name: as it was asked for.
        rate: stills a second, on the average.
    """

    def __init__(self, name: str, file: BinaryIO | None = None) -> None:
        """Open a file by its name, or from what was opened already.

        Raises: VideoError: it is no video. InstallationError: PyAV is missing.
        """
        self.name = name
        self._container = opened(Source(name, "") if file else parse_source(name), file)
        if not self._container.streams.video:
            self._container.close()
            raise VideoError(f"{name}: there are no pictures in it, expected a video; name another file")
        self._stream: Any = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self.rate = float(self._stream.average_rate or self._stream.guessed_rate or 30)
        self._using = threading.RLock()  # a file has one place to read from
        self._coming: Iterator[Any] = iter(())
        self._last: int | None = None  # the clock of the still that was decoded last

    @cached_property
    def times(self) -> tuple[float, ...]:
        """Seconds of each still after the first one, in order; the file is read through, nothing is decoded."""
        return tuple(float((clock - self._clocks[0]) * self._stream.time_base) for clock in self._clocks)

    def at(self, time: float, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
        """The still shown at a time, RGB uint8 (H, W, 3), upright.

        Raises: PictureError: there is none that can be decoded, or it is larger than `max_pixels`.
        """
        with self._using:
            try:
                raw = self._decoded(self._nearest(time))
            except av().error.FFmpegError as error:
                raise PictureError(f"{self.name}: the still at {time:.3f} s is damaged ({reason(error)})") from error
        if raw is None:
            raise PictureError(f"{self.name}: the still at {time:.3f} s is not there; was the video cut?")
        if raw.height * raw.width > max_pixels:
            raise PictureError(f"{self.name}: {raw.width} x {raw.height} pixels, expected at most {max_pixels:,}")
        return Pixels(raw, (raw.height, raw.width), round(getattr(raw, "rotation", 0) / 90) % 4)()

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    @cached_property
    def _clocks(self) -> list[int]:
        return self._read_through[0]

    @cached_property
    def _read_through(self) -> tuple[list[int], list[int]]:
        """The clocks of all stills, in order, and those that decoding can begin with."""
        with self._using:
            try:
                self._rewind(None)
                found = [
                    (packet.pts, packet.is_keyframe)
                    for packet in self._container.demux(self._stream)
                    if packet.size and packet.pts is not None and not packet.is_discard
                ]
            except av().error.FFmpegError as error:
                raise VideoError(f"{self.name}: cannot be read to its end ({reason(error)})") from error
            finally:
                self._last = None
        if not found:
            raise VideoError(f"{self.name}: there are no stills with a time in it; convert it to MP4")
        return sorted({clock for clock, _ in found}), sorted(clock for clock, first in found if first)

    def _nearest(self, time: float) -> int:
        wanted = self._clocks[0] + time / float(self._stream.time_base)
        place = bisect_right(self._clocks, wanted)
        return min(self._clocks[max(place - 1, 0) : place + 1], key=lambda clock: abs(clock - wanted))

    def _decoded(self, clock: int) -> Any:
        """FFmpeg's frame of a clock; None if it does not come."""
        begins = self._read_through[1]
        before = begins[max(bisect_right(begins, clock) - 1, 0)] if begins else None
        if self._last is None or self._last >= clock or (before is not None and before > self._last):
            self._rewind(before)
        for raw in self._coming:
            if raw.pts is None:
                continue
            self._last = raw.pts
            if raw.pts >= clock:
                return raw if raw.pts == clock else None
        self._last = None
        return None

    def _rewind(self, clock: int | None) -> None:
        first = clock if clock is not None else self._stream.start_time or 0
        self._container.seek(first, stream=self._stream, backward=True)
        self._coming, self._last = self._container.decode(self._stream), None
