"""What is written of a labelled folder: annotations, and what a person should look at."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.cli.screen import Report, complain, progress, show_table
from seesame.data.convert import WRITERS, convert
from seesame.errors import ConfigError, InputError
from seesame.files import folder, write

if TYPE_CHECKING:
    from seesame.label import Doubt, Labelled

OUT = Path("seesame-labels")
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", metavar="|".join(WRITERS), help="May be repeated.", show_default="coco"),
]
Copy = Annotated[bool, typer.Option("--copy", help="Copy the pictures, too.")]
_SHOWN = 60  # doubts on the sheet
HEADER = ("picture", "category", "x1", "y1", "x2", "y2", "score", "now", "instead")


def check_free(out: Path, formats: Sequence[str]) -> None:
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


@contextmanager
def labelling(out: Path, quiet: bool) -> Iterator[tuple[Path, Report]]:
    """The journal to write to, and what is told of the progress; an interruption ends the program with what to do."""
    journal = folder(out) / "labels.jsonl"
    try:
        with progress("labelling", quiet) as report:
            yield journal, report
    except KeyboardInterrupt:
        complain(f"interrupted; the same command goes on from {journal}")
        raise typer.Exit(130) from None


def write_labels(
    labelled: Sequence[Labelled],
    names: Sequence[str],
    out: Path,
    formats: Sequence[str],
    copy: bool,
    missing: Sequence[str],
    max_pixels: int,
    quiet: bool,
) -> int:
    """Write a folder for each format, `review.csv` and `review.jpg`; say what is in them, and what could not be read.

    Takes: names of the categories by the claims' `card`; why pictures are missing. Returns: the exit code.
    """
    from seesame.label import dataset_of, doubts  # late: slow to import, and a mistake should be told at once

    dataset = dataset_of(labelled, names, out.resolve().name)
    with progress("writing", quiet) as report:
        for format in formats:
            convert(dataset, out / format, format, copy, report, suggested=True)
    doubtful = doubts(labelled)
    write(out / "review.csv", _review(doubtful, names).encode("utf-8", "surrogateescape"))
    _sheet(doubtful, out, max_pixels)
    if not quiet:
        _show(labelled, names, doubtful)
    failed = [*missing, *(each.failed for each in labelled if each.failed)]
    for reason in failed:
        complain(f"could not be read: {reason}")
    return _exit_code(labelled, bool(failed))


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
