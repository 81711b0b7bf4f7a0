"""`seesame label`: from one picture of each thing to a labelled folder."""

from __future__ import annotations

from typing import Annotated

import typer

from seesame.card import SUFFIX, Card
from seesame.cli.answers import list_scenes
from seesame.cli.labels import OUT, Copy, Formats, Out, check_free, labelling, write_labels
from seesame.cli.options import FalseAlarms, MaxPixels, Quiet, Threads, Threshold, Top, WeightsName
from seesame.cli.question import category, described, least_score, rate_of, read_with_warnings
from seesame.images.read import MAX_PIXELS


def label(
    references: Annotated[
        list[str],
        typer.Argument(
            metavar="CARD...",
            show_default=False,
            help="A card for each category, as in mug.seesame; or a reference for each, as for `seesame find`, the "
            "category is then called after its file.",
        ),
    ],
    scenes: Annotated[
        list[str],
        typer.Option(
            "--in", metavar="PICTURES...", show_default=False, help="What to label: pictures, folders, quoted globs."
        ),
    ],
    out: Out = OUT,
    formats: Formats = None,
    copy: Copy = False,
    threshold: Threshold = None,
    false_alarms: FalseAlarms = None,
    tiles: Annotated[
        str, typer.Option(metavar="auto|off|SIDE", help="Look at large pictures in parts too, as for `seesame find`.")
    ] = "off",
    top: Top = 100,
    weights: WeightsName = "default",
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    quiet: Quiet = False,
) -> None:
    """Label a folder with what cards show: one example in, a data set out.

    \b
    seesame label mug.seesame plate.seesame --in kitchen/ --out kitchen-labels --format coco
    seesame label mug.jpg@40,12,180,160 --in kitchen/ --format label-studio --format cvat

    Where cards claim one thing, it goes to the one that is surest of it. DIR then holds a folder for each format, which
    `seesame data`, `seesame evaluate` and recipes read; review.csv with what might be decided otherwise, the most
    useful first, and review.jpg with the first of them; and labels.jsonl, from which an interrupted run goes on.

    Exit codes: 0 labelled, 1 nothing found, 2 wrong use, 3 some pictures unreadable, 4 all unreadable, 5 something is
    not installed, 130 interrupted.
    """
    wanted = formats or ["coco"]
    check_free(out, wanted)
    rate = rate_of(threshold, false_alarms)
    paths, missing = list_scenes(scenes, None)
    cards = [read_with_warnings([text], max_pixels) for text in references]
    from seesame.inference import Finder, Tiling  # late: slow to import, and a mistake should be told at once
    from seesame.label import Plan
    from seesame.label import label as label_all

    finder = Finder(weights, threads=threads)
    levels = tuple(least_score(finder, card, threshold, rate) for card in cards)
    tiling = None if tiles == "off" else Tiling.of(tiles, [each for card in cards for each in card.references])
    questions = tuple(described(finder, card) for card in cards)
    plan = Plan(tuple(cards), questions, levels, tiling, top, max_pixels)
    with labelling(out, quiet) as (journal, report):
        labelled = label_all(finder, plan, paths, journal, report)
    names = [_called(text, card) for text, card in zip(references, cards, strict=True)]
    reasons = [each.reason for each in missing]
    raise typer.Exit(write_labels(labelled, names, out, wanted, copy, reasons, max_pixels, quiet))


def _called(text: str, card: Card) -> str:
    return card.name if text.endswith(SUFFIX) else category(text)
