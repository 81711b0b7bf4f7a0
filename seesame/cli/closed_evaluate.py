"""`seesame maskrcnn evaluate`: COCO's figures of a detector."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seesame.cli.command import command
from seesame.cli.options import Quiet, ReportFile, Threads
from seesame.cli.screen import complain, progress, show_table
from seesame.data.recognise import FORMATS
from seesame.files import write

if TYPE_CHECKING:
    from seesame.evaluate.closed import ClosedReport

ClosedWeightsName = Annotated[
    str,
    typer.Option(
        "--weights",
        metavar="DIR|coco",
        help="A folder that `seesame maskrcnn train` wrote, or coco for what torchvision trained on COCO.",
        show_default=False,
    ),
]


def evaluate(
    annotations: Annotated[
        Path, typer.Argument(metavar="DATA", help="Annotations in any format, a file or a folder.", show_default=False)
    ],
    weights: ClosedWeightsName,
    pictures: Annotated[
        Path | None,
        typer.Argument(metavar="IMAGES", help="Folder of the pictures, if not by the annotations.", show_default=False),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(metavar="|".join(FORMATS), help="What the annotations are.", show_default="recognised by looking"),
    ] = None,
    unnamed: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What to call objects that the format gives no name.",
            show_default="as the weights call the only thing they know, or object",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="COUNT", min=1, help="Search only so many pictures.", show_default="all")
    ] = None,
    threads: Threads = None,
    out: ReportFile = None,
    quiet: Quiet = False,
) -> None:
    """Measure Mask R-CNN on annotated pictures, as COCO does: twelve figures for boxes, twelve for masks.

    \b
    seesame maskrcnn evaluate balloon/val --weights runs/balloon/weights
    seesame maskrcnn evaluate coco/annotations/instances_val2017.json --weights coco --limit 500 --out coco.json
    """
    from seesame.data import open_dataset
    from seesame.evaluate.closed import evaluate_closed
    from seesame.evaluate.provenance import provenance
    from seesame.inference import Detector

    detector = Detector.open(weights, threads=threads)
    only = detector.categories[0] if len(detector.categories) == 1 else "object"
    dataset = open_dataset(annotations, pictures, format, category=unnamed or only)
    with progress("evaluating", quiet) as report:
        reached = evaluate_closed(detector, dataset, limit, report)
    if not quiet:
        _show(reached)
    for reason, count in reached.failed.items():
        complain(f"{count} could not be used: {reason}")
    if out:
        figures = {"data": dataset.name, "weights": detector.weights_id, **asdict(reached)}
        write(out, (json.dumps(figures | dict(provenance(command(), None)), indent=2) + "\n").encode())
    raise typer.Exit(3 if reached.failed else 0)


def _show(reached: ClosedReport) -> None:
    """The twelve figures, and AP and AP50 of each category where there are several."""
    rows = [(name, _said(reached.box[name]), _said(reached.mask[name])) for name in reached.box]
    show_table(("figure", "boxes", "masks"), rows)
    if len(reached.each) > 1:
        kinds = [
            (name, *(_said(each[kind][figure]) for kind in ("box", "mask") for figure in ("AP", "AP50")))
            for name, each in reached.each.items()
        ]
        show_table(("category", "AP boxes", "AP50 boxes", "AP masks", "AP50 masks"), kinds)
    complain(f"{reached.pictures} pictures, {reached.objects} objects, {reached.seconds or 0:.2f} s a picture")
    if reached.unknown:
        complain(f"passed over, for the weights do not know them: {', '.join(reached.unknown)}")


def _said(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"
