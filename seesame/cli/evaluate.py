"""`seesame evaluate`: the one-shot protocol on a dataset in COCO's format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.files import write
from seesame.cli.screen import complain, progress
from seesame.errors import require


def evaluate(
    annotations: Annotated[Path, typer.Argument(metavar="COCO_JSON", help="Annotations.", show_default=False)],
    pictures: Annotated[Path, typer.Argument(metavar="IMAGES", help="Folder of the pictures.", show_default=False)],
    shots: Annotated[int, typer.Option(metavar="COUNT", min=1, help="References of one question.")] = 1,
    runs: Annotated[
        int, typer.Option(metavar="COUNT", min=1, help="Ask everything so often, with other references each time.")
    ] = 5,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Of all draws.")] = 0,
    limit: Annotated[
        int | None, typer.Option(metavar="COUNT", min=1, help="Search only so many pictures.", show_default="all")
    ] = None,
    categories: Annotated[
        list[str] | None,
        typer.Option("--category", metavar="NAME...", help="Ask only for these categories.", show_default="all"),
    ] = None,
    same_picture: Annotated[
        bool, typer.Option("--same-picture", help="References may come from the searched picture, as in the paper.")
    ] = False,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="Chance beside it: the finds, shuffled; its report is FILE-chance.json.")
    ] = False,
    weights: Annotated[str, typer.Option(metavar="WEIGHTS", help="Name or folder of the weights.")] = "default",
    threads: Annotated[
        int | None, typer.Option(metavar="COUNT", min=1, help="Processor threads.", show_default="all")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report here, as JSON.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
) -> None:
    """Measure how well weights find what they are shown.

    \b
    seesame evaluate instances.json pictures/ --runs 5 --shots 1 --out report.json
    seesame evaluate instances.json pictures/ --runs 1 --limit 20 --category cat dog

    For every category of every picture, references are drawn from other pictures; as many questions are asked for
    things that are not there.
    """
    require("pycocotools", "evaluate")
    from seesame.data import read_coco
    from seesame.evaluate import Protocol, Shuffled, table
    from seesame.evaluate import evaluate as examine
    from seesame.inference import Finder

    names = tuple(categories) if categories else None
    protocol = Protocol(shots, runs, seed, same_picture, limit=limit, categories=names)
    dataset, finder = read_coco(annotations, pictures), Finder(weights, threads=threads)
    with progress("evaluating", quiet) as advance:
        report = examine(finder, dataset, protocol, advance)
    beside = []
    if baseline:
        with progress("evaluating chance", quiet) as advance:
            beside.append(examine(Shuffled(finder, seed), dataset, protocol, advance))
    if out:
        write(out, report.to_json().encode("utf-8"))
        for other in beside:
            write(out.with_stem(f"{out.stem}-chance"), other.to_json().encode("utf-8"))
    if not quiet:
        print(table(report, *beside), end="")
    if report.failed:
        complain(f"{len(report.failed)} pictures or references could not be used; the report names them")
    raise typer.Exit(3 if report.failed else 0)
