"""`seesame fit-objects`: fit and measure how weights tell one object from others of its category."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.evaluate_objects import Crop
from seesame.cli.options import Quiet, ReportFile, Threads, WeightsName
from seesame.cli.screen import complain, progress, show_table
from seesame.files import write


def fit_objects(
    recipe: Annotated[
        Path,
        typer.Argument(metavar="RECIPE", help="Objects, their kinds, where else there are such.", show_default=False),
    ],
    data: Annotated[Path, typer.Option(metavar="DIR", help="The recipe's data folder.", show_default=False)],
    crop: Annotated[
        Crop, typer.Option(help="Ask with the whole photograph, or with its most likely object.")
    ] = Crop.object,
    weights: WeightsName = "default",
    write_weights: Annotated[
        bool, typer.Option("--write", help="Keep what was fitted on the card of the weights.")
    ] = False,
    threads: Threads = None,
    out: ReportFile = None,
    quiet: Quiet = False,
) -> None:
    """Fit how weights tell one object from others of its category, and measure it.

    \b
    seesame fit-objects recipes/same-object/default.toml --data data --out results/same-object/switch-object.json
    seesame fit-objects recipes/same-object/default.toml --data data --weights runs/mine/weights --write

    What is reported was fitted on one half of the objects and other photographs and counted on the other, both ways
    round; what --write keeps was fitted on all of them.
    """
    from seesame.cli.command import command
    from seesame.configuration import read_toml
    from seesame.evaluate.lookalikes import LookalikesRecipe, read_places
    from seesame.evaluate.provenance import provenance
    from seesame.evaluate.sameness import ask
    from seesame.evaluate.switch import examine
    from seesame.inference import Finder
    from seesame.weights import find, write_card

    places = read_places(read_toml(LookalikesRecipe, recipe), data)
    found = find(weights)
    finder = Finder(found, threads=threads)
    with progress("asking", quiet) as advance:
        asked = ask(finder, places, crop.value, advance)
    report, fitted = examine(finder, asked, crop.value)
    report = replace(report, provenance=provenance(command(), finder))
    if out:
        write(out, report.to_json().encode("utf-8"))
    if write_weights:
        write_card(finder.card.model_copy(update={"same_object": fitted}), found.folder)
        complain(f"{found.folder}: tells objects apart by {', '.join(fitted.slopes)}")
    if not quiet:
        _show(report.switch)
    for reason in report.failed.values():
        complain(reason)
    raise typer.Exit(3 if report.failed else 0)


def _show(switch: object) -> None:
    assert isinstance(switch, dict)
    rows = []
    for same, told in switch.items():
        shares = [*told["among"]["recall"].values(), told["among"]["precision"]]
        shares += [told["accepted"][name] for name in ("same", "look-alikes", "others")]
        rows.append((f"the same {same}", *(f"{100 * share:.1f}" for share in shares)))
    header = ("asked for (%)", "first is right", "of 5", "of 10", "precision", "accepted: same", "alike", "others")
    show_table(header, rows)
