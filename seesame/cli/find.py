"""`seesame find`: one question, many pictures."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.answers import answers, list_scenes
from seesame.cli.delivery import deliver
from seesame.cli.options import FalseAlarms, MaxPixels, Quiet, SameOption, Threads, Threshold, Top, WeightsName
from seesame.cli.overlays import Overlays
from seesame.cli.question import category, described, least_score, rate_of, read_with_warnings
from seesame.cli.screen import complain, progress
from seesame.cli.styles import Style
from seesame.cli.tally import Tally
from seesame.files import folder
from seesame.images.read import MAX_PIXELS
from seesame.reference import Reference
from seesame.results import Asked, CocoResults, CsvResults, Results, YoloResults

OUT = Path("seesame-found")


class Format(str, Enum):
    """How the results are written."""

    coco = "coco"
    yolo = "yolo"
    csv = "csv"


def find(
    references: Annotated[
        list[str],
        typer.Argument(
            metavar="REFERENCE",
            show_default=False,
            help="What to look for: a picture of it, as in mug.jpg, or a picture and the box of the thing in it, as in "
            "mug.jpg@x1,y1,x2,y2 (pixels). A polygon is mug.jpg@x1,y1,x2,y2,x3,y3,..., a mask mug.jpg@mask:mask.png. "
            "Several references of one kind of thing make one better question. A card, mug.seesame, holds one.",
        ),
    ],
    scenes: Annotated[
        list[str],
        typer.Option(
            "--in",
            metavar="SCENES...",
            show_default=False,
            help="Where to look: pictures, folders, quoted globs, or - for a picture on standard input. "
            "Takes all values up to the next option.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write to.", show_default=f"{OUT}; nothing is written with --json"),
    ] = None,
    formats: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            metavar="coco|yolo|csv",
            help="Write results.json, labels/NAME.txt or results.csv; may be repeated.",
            show_default="coco",
        ),
    ] = None,
    threshold: Threshold = None,
    false_alarms: FalseAlarms = None,
    same: SameOption = None,
    top: Top = 100,
    tiles: Annotated[
        str,
        typer.Option(
            metavar="auto|off|SIDE",
            help="Look at large pictures in parts too, for things that are small in them; SIDE is that of the smallest "
            "parts, in pixels. Takes longer, and finds more that is wrong.",
        ),
    ] = "off",
    every_match: Annotated[
        bool, typer.Option("--every-match/--best", help="All instances of a picture, or only its best one.")
    ] = True,
    overlays: Annotated[bool, typer.Option(help="Draw what was found: NAME-found.jpg or .png.")] = True,
    style: Annotated[
        Style,
        typer.Option(
            metavar="outline|splash", help="Draw masks with scores, or leave the found things in colour, the rest grey."
        ),
    ] = Style.outline,
    weights: WeightsName = "default",
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    as_json: Annotated[bool, typer.Option("--json", help="Print results.json instead of a table.")] = False,
    quiet: Quiet = False,
) -> None:
    """Find a thing in pictures, from one picture of it.

    \b
    One picture that shows the thing and little else:
        seesame find mug.jpg --in kitchen/
    The thing is in a box x1,y1,x2,y2 of a larger picture, in pixels:
        seesame find desk.jpg@40,12,180,160 --in office/ "holidays/*.jpg" --out found
    This very mug, not any mug:
        seesame find my-mug.jpg --in kitchen/ --same object
    At most one false alarm in twenty pictures that do not show it:
        seesame find mug.jpg --in kitchen/ --false-alarms 5%
    The found things in colour, the rest grey:
        seesame find mug.jpg --in kitchen/ --style splash
    Two pictures of it; only the best find of each picture; for a spreadsheet:
        seesame find mug-1.jpg mug-2.jpg --in kitchen/ --best --format csv
    Small things in large pictures:
        seesame find gull.jpg --in beach.jpg --tiles auto
    For a program to read:
        seesame find mug.jpg --in kitchen/ --json | jq ".not_found"

    DIR then holds results.json (COCO's format with run-length masks; also what was not found and what failed), and
    NAME-found.jpg or .png for every picture with something in it.

    Exit codes: 0 found, 1 nothing found, 2 wrong use, 3 some pictures unreadable, 4 all unreadable, 5 something is not
    installed, 130 interrupted.
    """
    rate = rate_of(threshold, false_alarms)
    target = out or (None if as_json else OUT)
    paths, missing = list_scenes(scenes, target)
    card = read_with_warnings(references, max_pixels)
    card = card.meaning(same) if same else card
    from seesame.inference import Finder, Tiling  # late: slow to import, and a mistake should be told at once

    tiling = None if tiles == "off" else Tiling.of(tiles, card)
    if tiling is not None and rate is not None:
        complain("warning: rates of false alarms were measured without tiles; with tiles there may be more")
    finder = Finder(weights, threads=threads)
    least = least_score(finder, card, threshold, rate)
    most = top if every_match else 1
    asked = Asked(tuple(references), category(references[0]), least, most, finder.weights_id, tiles, card.same)
    coco, tally, formats = CocoResults(asked), Tally(tiled=tiling is not None), formats or [Format.coco]
    takers: list[Results] = [tally, *([coco] if as_json or Format.coco in formats else [])]
    shown = card.references[0] if overlays else None
    takers += _writers(folder(target), formats, asked.name, shown, style) if target else []
    descriptor = described(finder, card)
    with progress("searching", quiet) as report:
        answered = answers(finder, descriptor, paths, least, most, max_pixels, tiling, report)
        complete = deliver(chain(missing, answered), len(paths) + len(missing), takers, target, report)
    if as_json:
        print(coco.text(complete))
    elif not quiet:
        tally.show()
    tally.tell(complete, quiet)
    raise typer.Exit(tally.exit_code(complete))


def _writers(
    out: Path, formats: Collection[Format], category: str, shown: Reference | None, style: Style
) -> list[Results]:
    """What writes files of its own; `shown` is the reference to show on overlays, None for no overlays."""
    writers: list[Results] = []
    if Format.yolo in formats:
        writers.append(YoloResults(out, category))
    if Format.csv in formats:
        writers.append(CsvResults())
    if shown is not None:
        writers.append(Overlays(out, shown, style))
    return writers
