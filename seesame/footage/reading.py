"""From a file or a camera to stills: upright, in order, with their times, one at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from seesame.errors import VideoError
from seesame.footage.pyav import av
from seesame.footage.sources import Source, parse_source
from seesame.footage.still import Still
from seesame.images.read import MAX_PIXELS

_HD = 720  # lines; from here on, untagged colours are those of high definition
_UNTAGGED = 2  # FFmpeg's number of an unspecified colour space
_PATIENCE = (10.0, 20.0)  # seconds to open an address, and between two packets of it
_WHOLE = 0.9  # of what a file promises; less is taken for cut short
_MOST_FAILURES = 1000  # packets in a row that cannot be decoded; such a file has no more to give


class Footage:
    """A video or a camera, opened; iterate over it once.

    Attributes:
        name: as it was asked for.
        size: (height, width) of every still, upright.
        rate: stills a second, as far as it is known; the times of the stills are what counts.
        aspect: the width of a pixel by its height.
        time_base: the unit of its clock, seconds.
        expected: how many stills there should be; None where nothing says so.
        live: a camera, which has no end.
        unreadable: how many stills could not be read, so far.
        broken: why the reading ended before the end; "" where it did not.
    """

    def __init__(self, source: str, max_pixels: int = MAX_PIXELS) -> None:
        """Open and read up to the first still.

        Takes: a file, `camera:0`, a device or an address.

        Raises: VideoError: there is no such video, or nothing in it can be read. InstallationError: PyAV is missing.
        """
        av()  # its absence is told before anything else
        found = parse_source(source)
        self.name, self.live = source, found.live
        self.unreadable, self.broken = 0, ""
        self._max_pixels, self._start = max_pixels, 0.0
        self._container = opened(found)
        try:
            self._stream = self._checked()
            self._stills = self._decoded()
            first = next(self._stills, None)
        except BaseException:
            self._container.close()
            raise
        if first is None:
            self._container.close()
            reason = self.broken or "no still in it can be decoded"
            raise VideoError(f"{source}: there is nothing to see ({reason}); play it elsewhere, or convert it to MP4")
        self._stills = chain([first], self._stills)
        self.size = first.size

    def __iter__(self) -> Iterator[Still]:
        return self._stills

    def __enter__(self) -> Footage:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or the camera."""
        self._container.close()

    def _checked(self) -> Any:
        """The stream of pictures, with what it says of itself kept."""
        if not self._container.streams.video:
            raise VideoError(f"{self.name}: there are no pictures in it, expected a video; name another file")
        stream = self._container.streams.video[0]
        stream.thread_type = "AUTO"
        self._check_size(stream.codec_context.height, stream.codec_context.width)
        self.rate: Fraction = stream.average_rate or stream.guessed_rate or Fraction(30)
        self.time_base: Fraction = stream.time_base or 1 / self.rate
        self.aspect: Fraction = stream.sample_aspect_ratio or Fraction(1)
        seconds = _seconds(self._container, stream)
        about = None if seconds is None else max(round(seconds * self.rate), 1)
        self.expected: int | None = None if self.live else stream.frames or about
        return stream

    def _check_size(self, height: int, width: int) -> None:
        if height * width > self._max_pixels:
            raise VideoError(
                f"{self.name}: its stills have {width} x {height} pixels, expected at most {self._max_pixels:,}; "
                "make it smaller, or raise max_pixels if you trust it"
            )

    def _decoded(self) -> Iterator[Still]:
        """Every still that can be read; damage is counted, and ends nothing but itself."""
        quarter_turns, size, read, last = 0, (0, 0), 0, 0.0
        for number, raw in enumerate(self._raw()):
            if number == 0:
                quarter_turns = round(getattr(raw, "rotation", 0) / 90) % 4
                size = (raw.height, raw.width)
                self._check_size(*size)
                self._start = float(raw.pts * raw.time_base) if raw.pts is not None else 0.0
                if quarter_turns % 2:
                    self.aspect = 1 / self.aspect
            timed = raw.pts is not None and raw.time_base is not None
            time = float(raw.pts * raw.time_base) - self._start if timed else float(number / self.rate)
            upright = size[::-1] if quarter_turns % 2 else size
            yield Still(number, time, upright, Pixels(raw, size, quarter_turns))
            read, last = number + 1, time
        if not self.broken:
            self.broken = self._lacking(read, last)

    def _lacking(self, read: int, last: float) -> str:
        """How far a file that ended without a complaint is from what it promised; "" where it kept it.

        Files that were trimmed hold fewer stills than they count, and sound may be longer: only both together tell.
        """
        promised, seconds = self._stream.frames, self._container.duration
        if self.live or not promised or seconds is None:
            return ""
        few = read + self.unreadable < _WHOLE * promised
        early = last < _WHOLE * seconds / av().time_base - 1 / float(self.rate)
        return f"{promised} stills were promised, {read} are there" if few and early else ""

    def _raw(self) -> Iterator[Any]:
        """FFmpeg's own frames."""
        wrong, failures = av().error.FFmpegError, 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except wrong as error:
                self.broken = reason(error)
                return
            try:
                decoded = packet.decode()
                failures = 0
            except wrong:
                if packet.size:  # the last packet only asks for what is left
                    self.unreadable += 1
                    failures += 1
                if failures >= _MOST_FAILURES:
                    self.broken = f"{failures} stills in a row cannot be decoded"
                    return
                continue
            yield from decoded


class Pixels:
    """The colours of one of FFmpeg's frames, made when they are asked for."""

    def __init__(self, raw: Any, size: tuple[int, int], quarter_turns: int) -> None:
        self._raw, self._size, self._quarter_turns = raw, size, quarter_turns

    def __call__(self) -> NDArray[np.uint8]:
        """RGB uint8 (H, W, 3), upright."""
        height, width = self._size
        # What has no colour space is shown by players as its height suggests.
        space = "ITU709" if self._raw.colorspace == _UNTAGGED and height >= _HD else None
        pixels = self._raw.to_ndarray(format="rgb24", width=width, height=height, src_colorspace=space)
        return np.ascontiguousarray(np.rot90(pixels, self._quarter_turns))


def opened(source: Source, file: BinaryIO | None = None) -> Any:
    """FFmpeg's container of a source, or of a file that was opened already.

    Raises: VideoError: it is no video.
    """
    pyav = av()
    try:
        timeout = _PATIENCE if "://" in source.url else None
        return pyav.open(file or source.url, format=source.format, timeout=timeout, metadata_errors="replace")
    except (pyav.error.FFmpegError, ValueError) as error:
        kind, advice = "as a video", "see whether another program plays it"
        if source.format:
            kind, advice = "as a camera", "check that it is connected and no other program uses it"
        elif "://" in source.url:
            advice = "check the address and the connection"
        raise VideoError(f"{source.name}: cannot be opened {kind} ({reason(error)}); {advice}") from error


def reason(error: Exception) -> str:
    """Why FFmpeg failed."""
    return getattr(error, "strerror", None) or str(error)


def _seconds(container: Any, stream: Any) -> float | None:
    """How long a video says that it is."""
    with contextlib.suppress(TypeError):
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av().time_base
