"""One video followed from its first still to its last, and written as it goes: what `seesame video` does with each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from seesame.cli.screen import Report
from seesame.cli.styles import Style, drawn
from seesame.video import Footage, LinesWriter, Rules, Sight, Still, Tracks, VideoWriter, watch
from seesame.video.lines import Asked


@dataclass(frozen=True, eq=False)
class Plan:
    """What is asked of every video.

    Attributes:
        descriptor: the question.
        references: as they were written on the command line.
        style: how found things are drawn; None for no video.
        seconds: how much of each video; None for all of it.
    """

    finder: Any
    descriptor: Any
    references: tuple[str, ...]
    rules: Rules
    every: int
    top: int
    style: Style | None
    seconds: float | None
    max_pixels: int


@dataclass(frozen=True)
class Followed:
    """What one video came to.

    Attributes:
        source: as it was named.
        unreadable: stills that could not be decoded.
        broken: why it could not be read to its end; "" where it could.
        interrupted: whether a person ended it.
    """

    source: str
    tracks: Tracks
    unreadable: int
    broken: str
    interrupted: bool


def follow_video(source: str, name: str, out: Path, plan: Plan, report: Report) -> Followed:
    """Search a video and write NAME.jsonl and NAME-found.mp4; what was written is whole however it ends.

    Raises: VideoError: it cannot be read at all. InputError: the folder cannot be written to.
    """
    tracks, interrupted = Tracks(), False
    with Footage(source, plan.max_pixels) as footage, ExitStack() as files:
        total = _total(footage, plan.seconds)
        lines = files.enter_context(LinesWriter(out / f"{name}.jsonl", _asked(footage, plan)))
        film = files.enter_context(_film(footage, out / f"{name}-found.mp4")) if plan.style else None
        began = time.monotonic()
        try:
            for sight in _sights(footage, plan):
                lines.add(sight)
                if film is not None and plan.style is not None:
                    made = drawn(plan.style, sight.still.picture, sight.instances, tracks=sight.tracks)
                    film.add(sight.still.time, made)
                tracks.add(sight)
                done = sight.still.number + 1
                report(done, total or 0, f"frames, {done / max(time.monotonic() - began, 1e-3):.1f} a second")
        except KeyboardInterrupt:
            interrupted = True
        finally:
            lines.end(tracks, footage.unreadable, not interrupted and not footage.broken)
        return Followed(source, tracks, footage.unreadable, footage.broken, interrupted)


def _sights(footage: Footage, plan: Plan) -> Iterator[Sight]:
    stills: Iterator[Still] = iter(footage)
    if plan.seconds is not None:
        end = plan.seconds
        stills = takewhile(lambda still: still.time < end, stills)
    between = plan.style is not None
    return watch(stills, plan.finder, plan.descriptor, plan.rules, plan.every, between, plan.top)


def _total(footage: Footage, seconds: float | None) -> int | None:
    """How many stills there will be, as far as anything says so."""
    wanted = None if seconds is None else max(round(seconds * footage.rate), 1)
    known = [count for count in (footage.expected, wanted) if count is not None]
    return min(known, default=None)


def _film(footage: Footage, path: Path) -> VideoWriter:
    return VideoWriter(path, footage.size, footage.rate, footage.time_base, footage.aspect)


def _asked(footage: Footage, plan: Plan) -> Asked:
    return Asked(
        source=footage.name,
        size=footage.size,
        rate=round(float(footage.rate), 6),
        frames=footage.expected,
        every=plan.every,
        references=plan.references,
        threshold=plan.rules.threshold,
        weights=plan.finder.weights_id,
    )
