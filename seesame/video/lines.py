"""JSON lines about a video: what was asked, every searched still, a summary.

A reader needs no more than one line at a time, and a file that was cut short is whole up to there. The schema is in
docs/video.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from seesame import __version__
from seesame.errors import InputError
from seesame.geometry import runlength
from seesame.video.sight import Sight
from seesame.video.tally import Track, Tracks

_DIGITS = 6  # of times and scores


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(_Line):
    """The first line: which video, which question.

    Attributes:
        size: height and width of every frame, upright.
        rate: frames a second, as the video says.
        frames: how many it says it has; None where it does not.
        every: each so-manieth frame was searched.
        references: as they were written on the command line.
    """

    kind: Literal["video"] = "video"
    version: str = __version__
    source: str
    size: tuple[int, int]
    rate: float
    frames: int | None
    every: int
    references: tuple[str, ...]
    threshold: float
    weights: str


class MaskLine(_Line):
    """A mask as COCO's run lengths of the whole frame: size is height and width."""

    size: tuple[int, int]
    counts: str


class Found(_Line):
    """One instance in one frame.

    Attributes:
        track: the number that the thing keeps through the video.
        box: x1 y1 x2 y2, pixels, right and bottom exclusive.
    """

    track: int
    box: tuple[float, float, float, float]
    score: float
    mask: MaskLine


class SearchedFrame(_Line):
    """One searched frame, also where nothing is in it."""

    kind: Literal["frame"] = "frame"
    frame: int
    time: float
    instances: tuple[Found, ...]


class TrackLine(_Line):
    """One thing over the whole video; see `seesame.video.Track`."""

    number: int
    first: float
    last: float
    best: float
    best_time: float
    sightings: int

    @classmethod
    def of(cls, track: Track) -> TrackLine:
        """The line's part about a track."""
        exact = asdict(track)
        return cls.model_validate({name: round(value, _DIGITS) for name, value in exact.items()})


class Summary(_Line):
    """The last line.

    Attributes:
        complete: false where the search was interrupted or the video broke off.
        frames: how many were read; `searched` of them were searched.
        unreadable: how many could not be read.
        seconds: the time of the last frame.
    """

    kind: Literal["summary"] = "summary"
    complete: bool
    frames: int
    searched: int
    unreadable: int
    seconds: float
    tracks: tuple[TrackLine, ...]


class LinesWriter:
    """Writes lines as they come, each of them whole."""

    def __init__(self, path: Path, asked: Asked) -> None:
        """Begin a file with its first line. Raises: InputError: it cannot be written."""
        self.path = path
        try:
            self._file = path.open("wb")
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror}); name another folder") from error
        self._write(asked)

    def __enter__(self) -> LinesWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, sight: Sight) -> None:
        """Write what was found in a still, if it was searched."""
        if sight.searched:
            time = round(sight.still.time, _DIGITS)
            self._write(SearchedFrame(frame=sight.still.number, time=time, instances=_instances(sight)))

    def end(self, tracks: Tracks, unreadable: int, complete: bool) -> None:
        """Write the summary."""
        rows = tuple(TrackLine.of(track) for track in tracks.rows)
        self._write(
            Summary(
                complete=complete,
                frames=tracks.stills,
                searched=tracks.searched,
                unreadable=unreadable,
                seconds=round(tracks.seconds, _DIGITS),
                tracks=rows,
            )
        )

    def _write(self, line: _Line) -> None:
        try:
            self._file.write(line.model_dump_json().encode("utf-8") + b"\n")
            self._file.flush()
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror}); free space") from error


def _instances(sight: Sight) -> tuple[Found, ...]:
    found = sight.instances[sight.found]
    tracks = [track for track, here in zip(sight.tracks, sight.found, strict=True) if here]
    corners = found.corners.tolist()
    rows = zip(tracks, found.boxes.tolist(), found.scores.tolist(), found.crops, corners, strict=True)
    return tuple(
        Found(
            track=track,
            box=_box(box),
            score=round(score, 4),
            mask=MaskLine.model_validate(runlength.encode_crop(crop, (x, y), found.size)),
        )
        for track, box, score, crop, (x, y) in rows
    )


def _box(box: Sequence[float]) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (round(side, 2) for side in box)
    return x1, y1, x2, y2

