"""`seesame maskrcnn detect`: everything that a trained network knows, in many pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from seesame.cli.answers import list_scenes
from seesame.cli.closed_evaluate import ClosedWeightsName
from seesame.cli.delivery import deliver
from seesame.cli.find import Format
from seesame.cli.options import MaxPixels, Quiet, Threads, Threshold, Top
from seesame.cli.overlays import Overlays
from seesame.cli.screen import progress
from seesame.cli.styles import Style
from seesame.cli.tally import Tally
from seesame.errors import InputError, PictureError
from seesame.files import folder
from seesame.images import read
from seesame.images.read import MAX_PIXELS
from seesame.results import Answer, Asked, CocoResults, CsvResults, Failure, Names, Results, YoloResults

if TYPE_CHECKING:
    from seesame.inference import Detector

OUT = Path("seesame-found")


def detect(
    scenes: Annotated[
        list[str],
        typer.Option(
            "--in",
            metavar="SCENES...",
            show_default=False,
            help="Where to look: pictures, folders, quoted globs, or - for a picture on standard input.",
        ),
    ],
    weights: ClosedWeightsName,
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
    categories: Annotated[
        list[str] | None,
        typer.Option("--category", metavar="NAME...", help="Only these categories.", show_default="all"),
    ] = None,
    threshold: Threshold = None,
    top: Top = 100,
    overlays: Annotated[bool, typer.Option(help="Draw what was found: NAME-found.jpg or .png.")] = True,
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    as_json: Annotated[bool, typer.Option("--json", help="Print results.json instead of a table.")] = False,
    quiet: Quiet = False,
) -> None:
    """Find everything that a trained Mask R-CNN knows in pictures.

    \b
    seesame maskrcnn detect --weights runs/balloon/weights --in party/
    seesame maskrcnn detect --weights coco --in street.jpg --category person car --threshold 0.7
    seesame maskrcnn detect --weights runs/balloon/weights --in party/ --format yolo --format csv --out found

    DIR then holds what `seesame find` writes, with the categories of the weights. Weights of a training run without
    torch; coco, which torchvision trained, needs pip install "seesame[train]".

    Exit codes: 0 found, 1 nothing found, 2 wrong use, 3 some pictures unreadable, 4 all unreadable, 5 something is not
    installed, 130 interrupted.
    """
    target = out or (None if as_json else OUT)
    paths, missing = list_scenes(scenes, target)
    from seesame.inference import Detector  # late: slow to import, and a mistake should be told at once

    detector = Detector.open(weights, threads=threads)
    wanted = _wanted(categories or [], detector)
    least = detector.threshold if threshold is None else threshold
    asked = Asked((), Path(weights).name, least, top, detector.weights_id, several=detector.categories)
    coco, tally, formats = CocoResults(asked), Tally(tiled=True), formats or [Format.coco]
    takers: list[Results] = [tally, *([coco] if as_json or Format.coco in formats else [])]
    takers += writers(folder(target), formats, detector.categories, overlays, Style.outline) if target else []
    with progress("detecting", quiet) as report:
        answered = detections(detector, paths, least, top, max_pixels, wanted)
        complete = deliver(chain(missing, answered), len(paths) + len(missing), takers, target, report)
    if as_json:
        print(coco.text(complete))
    elif not quiet:
        tally.show()
    tally.tell(complete, quiet)
    raise typer.Exit(tally.exit_code(complete))


def detections(
    detector: Detector,
    paths: Iterable[str],
    threshold: float,
    top: int,
    max_pixels: int,
    wanted: Collection[int] | None = None,
) -> Iterator[Answer | Failure]:
    """What is found in each picture; one that cannot be read is a Failure, and the next one is searched.

    Takes: wanted, the numbers of the categories that count; None for all.
    """
    names, number = Names(), 0
    for path in paths:
        try:
            picture = read(path, max_pixels)
            found = detector.detect(picture, threshold)
        except PictureError as error:
            yield Failure(path, str(error))
        except MemoryError:
            yield Failure(path, f"{path}: there is not enough memory for this picture; make it smaller")
        else:
            number += 1
            kept = found if wanted is None else found[np.isin(found.numbers, list(wanted))]
            best = kept[:top]
            yield Answer(number, path, names.of(path), picture, best.instances, None, tuple(best.numbers.tolist()))


def writers(
    out: Path, formats: Collection[Format], categories: tuple[str, ...], overlays: bool, style: Style
) -> list[Results]:
    """What writes files of its own."""
    made: list[Results] = []
    if Format.yolo in formats:
        made.append(YoloResults(out, *categories))
    if Format.csv in formats:
        made.append(CsvResults(categories))
    if overlays:
        made.append(Overlays(out, None, style, categories))
    return made


def _wanted(categories: list[str], detector: Detector) -> frozenset[int] | None:
    unknown = [name for name in categories if name not in detector.categories]
    if unknown:
        known = ", ".join(detector.categories[:20])
        raise InputError(f"--category {unknown[0]!r} was given, the weights know {known}; give some of these")
    return frozenset(detector.categories.index(name) + 1 for name in categories) if categories else None
