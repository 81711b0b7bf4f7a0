"""`seesame label`: from one picture of each thing to a labelled folder."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.card import SUFFIX, Card
from seesame.cli.answers import list_scenes
from seesame.cli.options import FalseAlarms, MaxPixels, Quiet, Threads, Threshold, Top, WeightsName
from seesame.cli.question import category, described, least_score, rate_of, read_with_warnings
from seesame.cli.screen import complain, progress, show_table
from seesame.data.convert import WRITERS, convert
from seesame.errors import ConfigError, InputError
from seesame.files import folder, write
from seesame.images.read import MAX_PIXELS

if TYPE_CHECKING:
    from seesame.label import Doubt, Labelled

OUT = Path("seesame-labels")
_SHOWN = 60  # doubts on the sheet
HEADER = ("picture", "category", "x1", "y1", "x2", "y2", "score", "now", "instead")


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
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = OUT,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="|".join(WRITERS), help="May be repeated.", show_default="coco"),
    ] = None,
    copy: Annotated[bool, typer.Option("--copy", help="Copy the pictures, too.")] = False,
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
    _free(out, wanted)
    rate = rate_of(threshold, false_alarms)
    paths, missing = list_scenes(scenes, None)
    cards = [read_with_warnings([text], max_pixels) for text in references]
    from seesame.inference import Finder, Tiling  # late: slow to import, and a mistake should be told at once
    from seesame.label import Plan, dataset_of, doubts
    from seesame.label import label as label_all

    finder = Finder(weights, threads=threads)
    levels = tuple(least_score(finder, card, threshold, rate) for card in cards)
    tiling = None if tiles == "off" else Tiling.of(tiles, [each for card in cards for each in card.references])
    questions = tuple(described(finder, card) for card in cards)
    plan = Plan(tuple(cards), questions, levels, tiling, top, max_pixels)
    try:
        with progress("labelling", quiet) as report:
            labelled = label_all(finder, plan, paths, folder(out) / "labels.jsonl", report)
    except KeyboardInterrupt:
        complain(f"interrupted; the same command goes on from {out / 'labels.jsonl'}")
        raise typer.Exit(130) from None
    names = [_called(text, card) for text, card in zip(references, cards, strict=True)]
    dataset = dataset_of(labelled, names, out.resolve().name)
    with progress("writing", quiet) as report:
        for format in wanted:
            convert(dataset, out / format, format, copy, report, suggested=True)
    doubtful = doubts(labelled)
    write(out / "review.csv", _review(doubtful, names).encode("utf-8", "surrogateescape"))
    _sheet(doubtful, out, max_pixels)
    if not quiet:
        _show(labelled, names, doubtful)
    failed = [*(each.reason for each in missing), *(each.failed for each in labelled if each.failed)]
    for reason in failed:
        complain(f"could not be read: {reason}")
    raise typer.Exit(_exit_code(labelled, bool(failed)))


def _called(text: str, card: Card) -> str:
    return card.name if text.endswith(SUFFIX) else category(text)


def _free(out: Path, formats: Sequence[str]) -> None:
    """Refuse to write over labels that somebody may have corrected.

    Raises: ConfigError: there is no such format. InputError: there are labels already.
    """
    for format in formats:
        if format not in WRITERS:
            raise ConfigError(f"{format!r} cannot be written, expected one of {', '.join(WRITERS)}")
        if (out / format).exists():
            raise InputError(
                f"{out / format}: is there already, and somebody may have corrected it; name another folder with "
                "--out, or move it away"
            )


def _review(doubtful: Sequence[Doubt], names: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(HEADER)
    for each in doubtful:
        claim = each.claim
        now = "labelled" if claim.margin >= 0 else "left out"
        rival = names[claim.rival] if claim.rival is not None else ""
        box = [f"{side:.1f}" for side in claim.box]
        lines.writerow([each.picture, names[claim.card], *box, f"{claim.score:.4f}", now, rival])
    return text.getvalue()


def _sheet(doubtful: Sequence[Doubt], out: Path, max_pixels: int) -> None:
    """Write `review.jpg`: the first doubts, row by row."""
    import cv2
    import numpy as np

    from seesame.images import read
    from seesame.images.sheet import contact_sheet
    from seesame.reference import Reference

    if not doubtful:
        (out / "review.jpg").unlink(missing_ok=True)
        return
    shown = [Reference.from_box(read(each.picture, max_pixels), each.claim.box) for each in doubtful[:_SHOWN]]
    _, code = cv2.imencode(".jpg", np.ascontiguousarray(contact_sheet(shown, columns=6)[..., ::-1]))
    write(out / "review.jpg", code.tobytes())


def _show(labelled: Sequence[Labelled], names: Sequence[str], doubtful: Sequence[Doubt]) -> None:
    counted: Counter[str] = Counter()
    pictures: Counter[str] = Counter()
    unsure = Counter(names[each.claim.card] for each in doubtful)
    for each in labelled:
        found = [names[claim.card] for claim in each.claims if claim.margin >= 0]
        counted.update(found)
        pictures.update(set(found))
    rows = [(name, *(str(many[name]) for many in (counted, pictures, unsure))) for name in dict.fromkeys(names)]
    show_table(("category", "labelled", "in pictures", "to review"), rows)


def _exit_code(labelled: Sequence[Labelled], failed: bool) -> int:
    if all(each.failed for each in labelled):
        return 4
    if failed:
        return 3
    return 0 if any(claim.margin >= 0 for each in labelled for claim in each.claims) else 1
