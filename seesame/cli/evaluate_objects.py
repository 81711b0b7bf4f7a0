"""`seesame evaluate-objects`: does one photograph find the others of the same object?"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.options import Quiet, ReportFile, Threads, WeightsName
from seesame.cli.screen import complain, progress
from seesame.descriptor import Same
from seesame.files import write


class Crop(str, Enum):
    """What of the asking photograph is the reference."""

    whole = "whole"
    object = "object"


def evaluate_objects(
    pictures: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Has a folder of photographs for each object.", show_default=False)
    ],
    distractors: Annotated[
        list[str] | None,
        typer.Option(metavar="PICTURES...", help="Others that show none of the objects.", show_default="none"),
    ] = None,
    crop: Annotated[
        Crop, typer.Option(help="Ask with the whole photograph, or with its most likely object.")
    ] = Crop.whole,
    same: Annotated[
        Same, typer.Option(help="Ask for anything of its category, or for the very object.")
    ] = "category",
    system: Annotated[
        str, typer.Option(metavar="finder|torch|correlation|orb|sift|frozen", help="What to examine.")
    ] = "finder",
    weights: WeightsName = "default",
    threads: Threads = None,
    out: ReportFile = None,
    quiet: Quiet = False,
) -> None:
    """Measure how well one photograph finds the others of the same object in a collection.

    \b
    seesame evaluate-objects objects/ --distractors holiday/ --out report.json
    seesame evaluate-objects objects/ --crop object --same object
    seesame evaluate-objects objects/ --crop object --system sift

    Every photograph asks once; all others are ranked by their best instance.
    """
    from seesame.cli.command import command
    from seesame.evaluate import open_system
    from seesame.evaluate.provenance import provenance
    from seesame.evaluate.retrieval import read_collection, retrieve

    collection, asked = read_collection(pictures, distractors or ()), open_system(system, weights, threads)
    with progress("evaluating", quiet) as advance:
        report = retrieve(asked, collection, crop.value, advance, same)
    report = replace(report, provenance=provenance(command(), asked))
    if out:
        write(out, report.to_json().encode("utf-8"))
    if not quiet:
        sizes = ", ".join(f"{count} {name}" for name, count in report.sizes.items())
        print(f"{report.collection}: {sizes}; {report.system['weights']}, the same {same} as the {report.crop} shows")
        for rank, share in report.recall.items():
            print(f"  a right one among the first {rank:<3} {100 * share:5.1f} %")
        print(f"  mean average precision       {100 * report.precision:5.1f} %")
    for name, reason in report.failed.items():
        complain(f"{name}: {reason}")
    raise typer.Exit(3 if report.failed else 0)
