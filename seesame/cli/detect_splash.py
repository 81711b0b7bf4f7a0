"""`seesame maskrcnn splash`: what is found in colour, the rest grey, in pictures and videos."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.cli.answers import list_scenes
from seesame.cli.closed_evaluate import ClosedWeightsName
from seesame.cli.delivery import deliver
from seesame.cli.detect import OUT, detections, writers
from seesame.cli.options import MaxPixels, Quiet, Threads, Threshold, Top
from seesame.cli.screen import Report, complain, progress
from seesame.cli.styles import Style
from seesame.cli.tally import Tally
from seesame.errors import VideoError
from seesame.files import folder
from seesame.footage import Footage
from seesame.footage.sources import stem
from seesame.images import splash as coloured
from seesame.images.read import MAX_PIXELS
from seesame.results import Names
from seesame.video import VideoWriter

if TYPE_CHECKING:
    from seesame.inference import Detector

VIDEOS = frozenset({".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ogv", ".ts", ".wmv"})


def splash(
    sources: Annotated[
        list[str],
        typer.Option(
            "--in",
            metavar="SOURCES...",
            show_default=False,
            help="Pictures, folders, quoted globs; video files, camera:0 or an address such as rtsp://...",
        ),
    ],
    weights: ClosedWeightsName,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = OUT,
    threshold: Threshold = None,
    top: Top = 100,
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    quiet: Quiet = False,
) -> None:
    """Leave what a trained Mask R-CNN finds in colour and make the rest grey.

    \b
    seesame maskrcnn splash --weights runs/balloon/weights --in party.jpg
    seesame maskrcnn splash --weights runs/balloon/weights --in party.mp4 --out found

    DIR then holds NAME-found.jpg or .png for every picture with something in it, and NAME-found.mp4 for every video,
    every frame of which is searched, without sound; videos need pip install "seesame[video]".

    Exit codes: as of `seesame maskrcnn detect`.
    """
    videos = [each for each in sources if _is_video(each)]
    others = [each for each in sources if each not in videos]
    paths, missing = list_scenes(others, out) if others else ([], [])
    from seesame.inference import Detector  # late: slow to import, and a mistake should be told at once

    detector = Detector.open(weights, threads=threads)
    least, target, tally = detector.threshold if threshold is None else threshold, folder(out), Tally(tiled=True)
    takers = [tally, *writers(target, (), detector.categories, True, Style.splash)]
    with progress("detecting", quiet) as report:
        answered = detections(detector, paths, least, top, max_pixels)
        complete = deliver(chain(missing, answered), len(paths) + len(missing), takers, target, report)
    if others and not quiet:
        tally.show()
    if others:
        tally.tell(complete, quiet)
    codes = [tally.exit_code(complete)] if others else []
    codes += _videos(videos, target, detector, least, max_pixels, quiet) if complete else []
    raise typer.Exit(_joined(codes))


def _is_video(source: str) -> bool:
    return source.startswith("camera:") or "://" in source or Path(source).suffix.lower() in VIDEOS


def _videos(
    sources: Sequence[str], out: Path, detector: Detector, threshold: float, max_pixels: int, quiet: bool
) -> list[int]:
    """The exit code of each video, up to the first that a person interrupts."""
    names, codes = Names(), []
    for source in sources:
        try:
            with progress(source, quiet) as report, Footage(source, max_pixels) as footage:
                name = names.of(f"{stem(source)}.mp4")
                found, complete = _film(footage, out / f"{name}-found.mp4", detector, threshold, report)
                broken = footage.broken
        except VideoError as error:
            complain(f"could not be read: {error}")
            codes.append(4)
            continue
        if broken:
            complain(f"{source}: broke off ({broken}); what was read is written")
        codes.append(130 if not complete else 3 if broken else 0 if found else 1)
        if not complete:
            complain(f"{source}: interrupted; what was finished is written")
            break
    return codes


def _film(footage: Footage, path: Path, detector: Detector, threshold: float, report: Report) -> tuple[int, bool]:
    """Write a video in splash; returns how many instances its stills showed, and whether its end was reached."""
    found = 0
    with VideoWriter(path, footage.size, footage.rate, footage.time_base, footage.aspect) as film:
        try:
            for still in footage:
                picture = still.picture
                seen = detector.detect(picture, threshold)
                film.add(still.time, coloured(picture, seen.instances))
                found += len(seen)
                report(still.number + 1, footage.expected or 0, "frames")
        except KeyboardInterrupt:
            return found, False
    return found, True


def _joined(codes: Sequence[int]) -> int:
    """One exit code of several, as docs/conventions.md has them."""
    if 130 in codes:
        return 130
    if all(code == 4 for code in codes):
        return 4
    if 3 in codes or 4 in codes:
        return 3
    return 0 if 0 in codes else 1
