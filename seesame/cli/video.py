"""`seesame video`: one question, a video; each thing found keeps its number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.following import Followed, Plan, follow_video
from seesame.cli.options import FalseAlarms, MaxPixels, Quiet, Threads, Top, WeightsName
from seesame.cli.question import described, least_score, rate_of, read_with_warnings
from seesame.cli.screen import complain, progress, show_table
from seesame.cli.styles import Style
from seesame.errors import VideoError
from seesame.files import folder
from seesame.footage.pyav import av
from seesame.footage.sources import stem
from seesame.images.read import MAX_PIXELS
from seesame.results import Failure, Names
from seesame.video import Rules

OUT = Path("seesame-found")
HEADER = ("video", "track", "from", "to", "best score", "found in")


def video(
    references: Annotated[
        list[str],
        typer.Argument(
            metavar="REFERENCE",
            show_default=False,
            help="What to look for, as for `seesame find`: pictures, pictures with a box, or a card.",
        ),
    ],
    sources: Annotated[
        list[str],
        typer.Option(
            "--in",
            metavar="VIDEO...",
            show_default=False,
            help="Where to look: video files, camera:0 or a device for a camera, or an address such as rtsp://... "
            "Takes all values up to the next option.",
        ),
    ],
    every: Annotated[int, typer.Option(metavar="COUNT", min=1, help="Search every so-manieth frame.")] = 5,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = OUT,
    style: Annotated[
        Style,
        typer.Option(
            metavar="outline|splash", help="Draw masks with numbers, or keep what was found in colour, the rest grey."
        ),
    ] = Style.outline,
    threshold: Annotated[
        float | None,
        typer.Option(
            metavar="SCORE",
            min=0.0,
            max=1.0,
            help="Least score that begins a track, 0 to 1; half of it is enough to go on.",
            show_default="what the weights advise",
        ),
    ] = None,
    false_alarms: FalseAlarms = None,
    confirm: Annotated[
        int, typer.Option(metavar="COUNT", min=1, help="Searched frames that must show a thing before it is believed.")
    ] = 2,
    patience: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.0, help="How long a thing that is out of sight keeps its number.")
    ] = 1.5,
    top: Top = 100,
    seconds: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0.01, help="Stop after so much of each video.", show_default="all of it"),
    ] = None,
    overlays: Annotated[bool, typer.Option(help="Write NAME-found.mp4; without it only NAME.jsonl.")] = True,
    weights: WeightsName = "default",
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    quiet: Quiet = False,
) -> None:
    """Find a thing in videos, from one picture of it; each one found keeps its number.

    \b
    Search every fifth frame; what is found moves smoothly in between:
        seesame video mug.jpg --in clip.mp4 --every 5 --out found/
    The found things in colour, the rest grey:
        seesame video mug.jpg --in clip.mp4 --style splash
    A camera, for a minute; the keys Ctrl and C end it earlier:
        seesame video mug.seesame --in camera:0 --seconds 60
    Only the lines for a program, of many videos:
        seesame video mug.jpg --in monday.mp4 tuesday.mp4 --no-overlays

    DIR then holds NAME.jsonl (a line for each searched frame with track numbers, boxes, scores and run-length masks,
    and a summary; see docs/video.md) and NAME-found.mp4 for every video, without sound.

    Exit codes: 0 found, 1 nothing found, 2 wrong use, 3 some videos unreadable or broken off, 4 all unreadable,
    5 something is not installed, 130 interrupted.
    """
    rate = rate_of(threshold, false_alarms)
    av()  # its absence is told before the weights are loaded
    card = read_with_warnings(references, max_pixels)
    from seesame.inference import Finder  # late: it is slow to import, and a mistake should be told at once

    finder = Finder(weights, threads=threads)
    rules = Rules(least_score(finder, card, threshold, rate), confirm=confirm, patience=patience)
    shown = style if overlays else None
    asked = tuple(references)
    plan = Plan(finder, described(finder, card), asked, rules, every, top, shown, seconds, max_pixels)
    outcomes = _each(sources, folder(out), plan, quiet)
    if not quiet:
        show_table(HEADER, [row for each in outcomes if isinstance(each, Followed) for row in _rows(each)])
    _tell(outcomes, quiet)
    raise typer.Exit(_exit_code(outcomes))


def _each(sources: Sequence[str], out: Path, plan: Plan, quiet: bool) -> list[Followed | Failure]:
    """Every video in turn, until the end or an interruption; one that cannot be read is a Failure."""
    names = Names()
    outcomes: list[Followed | Failure] = []
    for source in sources:
        try:
            with progress(source, quiet) as report:
                followed = follow_video(source, names.of(f"{stem(source)}.mp4"), out, plan, report)
        except VideoError as error:
            outcomes.append(Failure(source, str(error)))
            continue
        outcomes.append(followed)
        if followed.interrupted:
            break
    return outcomes


def _rows(followed: Followed) -> list[tuple[str, ...]]:
    """A row a track."""
    counted = followed.tracks.searched
    return [
        (
            followed.source,
            f"#{track.number}",
            _clock(track.first),
            _clock(track.last),
            f"{track.best:.2f} at {_clock(track.best_time)}",
            f"{track.sightings} of {counted} searched frames",
        )
        for track in followed.tracks.rows
    ]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 2), 60)
    return f"{int(minutes)}:{rest:05.2f}"


def _tell(outcomes: Sequence[Followed | Failure], quiet: bool) -> None:
    """Sums and failures, on standard error; the failures even when quiet."""
    for each in outcomes:
        if isinstance(each, Failure):
            complain(f"could not be read: {each.reason}")
            continue
        tracks, told = each.tracks, f"{each.source}: "
        if not quiet:
            complain(f"{told}{len(tracks)} tracks in {tracks.stills} frames, {tracks.searched} of them searched")
        if each.unreadable:
            complain(f"{told}{each.unreadable} frames could not be read and were passed over")
        if each.broken:
            complain(f"{told}broke off after {tracks.stills} frames ({each.broken}); what was read is written")
        if each.interrupted:
            complain(f"{told}interrupted after {tracks.stills} frames; what was finished is written")


def _exit_code(outcomes: Sequence[Followed | Failure]) -> int:
    """The code of docs/conventions.md."""
    read = [each for each in outcomes if isinstance(each, Followed)]
    if any(each.interrupted for each in read):
        return 130
    if not read:
        return 4
    if len(read) < len(outcomes) or any(each.broken for each in read):
        return 3
    return 0 if any(len(each.tracks) for each in read) else 1
