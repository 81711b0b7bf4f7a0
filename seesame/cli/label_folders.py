"""`seesame label-folders`: from folders of pictures, each of one kind of thing, to a labelled data set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.answers import list_scenes
from seesame.cli.labels import OUT, Copy, Formats, Out, check_free, labelling, write_labels
from seesame.cli.options import MaxPixels, Quiet, Threads, WeightsName
from seesame.errors import InputError
from seesame.images.read import MAX_PIXELS


def label_folders(
    folders: Annotated[
        list[str],
        typer.Argument(
            metavar="FOLDER...",
            show_default=False,
            help="Folders of pictures that all show one kind of thing, or what holds such folders; each is a category "
            "of its own name.",
        ),
    ],
    out: Out = OUT,
    formats: Formats = None,
    copy: Copy = False,
    weights: WeightsName = "default",
    threads: Threads = None,
    max_pixels: MaxPixels = MAX_PIXELS,
    quiet: Quiet = False,
) -> None:
    """Outline what the pictures of a folder have in common: no example, no box.

    \b
    seesame label-folders animals/ --out animals-labelled
    seesame label-folders photos/gulls photos/terns --format cvat --format coco

    For pictures that are sorted into folders, one thing in each and somewhere near its middle, as for a classifier. The
    folder's name becomes the category. DIR then holds what `seesame label` writes: a folder for each format, review.csv
    and review.jpg with the least certain, and labels.jsonl, from which an interrupted run goes on.

    Exit codes: 0 labelled, 1 nothing found, 2 wrong use, 3 some pictures unreadable, 4 all unreadable, 5 something is
    not installed, 130 interrupted.
    """
    wanted = formats or ["coco"]
    check_free(out, wanted)
    paths, missing = list_scenes(folders, None)
    sorted_ones = _by_folder(paths)
    from seesame.inference import Finder  # late: slow to import, and a mistake should be told at once
    from seesame.label import label_folders as label_all

    finder = Finder(weights, threads=threads)
    with labelling(out, quiet) as (journal, report):
        labelled = label_all(finder, sorted_ones, journal, max_pixels, report)
    reasons = [each.reason for each in missing]
    raise typer.Exit(write_labels(labelled, list(sorted_ones), out, wanted, copy, reasons, max_pixels, quiet))


def _by_folder(paths: list[str]) -> dict[str, list[str]]:
    """The pictures of each folder that has any, by the folder's name.

    Raises: InputError: a picture comes from standard input, which is in no folder.
    """
    found: dict[str, list[str]] = {}
    for path in paths:
        if path == "-":
            raise InputError("a picture came on standard input, expected folders whose names are categories")
        found.setdefault(Path(os.path.abspath(path)).parent.name, []).append(path)
    return found
