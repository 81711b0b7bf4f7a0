"""From pictures and times to an MP4 that plays everywhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seesame.errors import InputError
from seesame.footage.pyav import av

CODECS = ("libx264", "libopenh264", "mpeg4")
"""FFmpeg's encoders, best first: H.264 where it was built with one, else the one that it always has."""

_OPTIONS = {"libx264": {"crf": "20", "preset": "veryfast"}}
_BITS_A_PIXEL = 0.2  # of encoders that are not told a quality
_FINEST = Fraction(1, 60000)  # seconds; MPEG-4 counts no finer than 1 / 65535
_BT709 = 1  # FFmpeg's number for the colours of high definition


class VideoWriter:
    """Writes pictures of one size as they come; what was added plays as soon as it is closed.

    A side of an odd number of pixels gets one more, the last line again, because H.264 shares colours between pairs.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        rate: Fraction = Fraction(30),
        time_base: Fraction | None = None,
        aspect: Fraction = Fraction(1),
        codecs: Iterable[str] = CODECS,
    ) -> None:
        """Begin a file.

        Args:
            size: (height, width) of every picture.
            rate: pictures a second, for players that ask; each picture's time is what counts.
            time_base: unit of the times, seconds; None for that of the rate.
            aspect: the width of a pixel by its height.
            codecs: FFmpeg's encoders, the first that is there is used.

        Raises: InputError: the file cannot be written. InstallationError: PyAV is missing.
        """
        self.path, self.size = path, size
        self.codec = _first_of(codecs)
        self._container = self._begun()
        self._base = time_base or 1 / rate
        if self.codec == "mpeg4" and self._base.denominator > _FINEST.denominator:
            self._base = _FINEST
        height, width = size
        stream: Any = self._container.add_stream(self.codec, rate=rate, options=_OPTIONS.get(self.codec, {}))
        stream.height, stream.width, stream.pix_fmt = height + height % 2, width + width % 2, "yuv420p"
        context = stream.codec_context
        context.time_base = stream.time_base = self._base
        context.sample_aspect_ratio = aspect
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        if self.codec not in _OPTIONS:
            context.bit_rate = int(height * width * float(rate) * _BITS_A_PIXEL)
        self._stream, self._last, self._open = stream, -1, True

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def add(self, time: float, picture: NDArray[np.uint8]) -> None:
        """Write one more picture.

        Takes: time, seconds after the first, later than that of the picture before; picture RGB uint8 (H, W, 3).
        """
        if picture.shape != (*self.size, 3):
            raise InputError(f"a picture of {picture.shape} came for a video of {self.size}; make its size the same")
        padded = np.pad(picture, ((0, self.size[0] % 2), (0, self.size[1] % 2), (0, 0)), mode="edge")
        raw = av().VideoFrame.from_ndarray(np.ascontiguousarray(padded), format="rgb24")
        raw = raw.reformat(format="yuv420p", dst_colorspace="ITU709")
        self._last = max(round(time / self._base), self._last + 1)
        raw.pts, raw.time_base = self._last, self._base
        self._write(self._stream.encode(raw))

    def close(self) -> None:
        """Finish the file; a second time does nothing."""
        if not self._open:
            return
        self._open = False
        try:
            if self._last >= 0:
                self._write(self._stream.encode(None))
        finally:
            with contextlib.suppress(av().error.FFmpegError):  # of a disk that is full, which was told above
                self._container.close()

    def _begun(self) -> Any:
        pyav = av()
        try:
            self.path.open("wb").close()  # FFmpeg opens it with the first picture only
            return pyav.open(f"file:{self.path}", mode="w", format="mp4")
        except (OSError, pyav.error.FFmpegError) as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror}); name another folder") from error

    def _write(self, packets: Iterable[Any]) -> None:
        try:
            for packet in packets:
                self._container.mux(packet)
        except av().error.FFmpegError as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror}); free space") from error


def _first_of(codecs: Iterable[str]) -> str:
    pyav, tried = av(), list(codecs)
    for name in tried:
        with contextlib.suppress(pyav.error.FFmpegError, ValueError):
            return str(pyav.Codec(name, "w").name)
    raise InputError(f"FFmpeg has none of the encoders {', '.join(tried)}; install another build of PyAV")
