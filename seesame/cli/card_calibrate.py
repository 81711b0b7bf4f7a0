"""`seesame card calibrate`: a threshold from pictures of one's own that do not show the thing."""

from __future__ import annotations

from typing import Annotated

import typer

from seesame.card import read_card, write_card
from seesame.cli.options import CardPath, Quiet, WeightsName
from seesame.cli.rates import parse_rate
from seesame.cli.screen import complain, progress
from seesame.images import expand


def calibrate(
    path: CardPath,
    background: Annotated[
        list[str],
        typer.Option(metavar="PICTURES...", help="Pictures that do not show the thing.", show_default=False),
    ],
    false_alarms: Annotated[
        str, typer.Option(metavar="RATE", help="At most this share of such pictures may raise a false alarm.")
    ] = "5%",
    weights: WeightsName = "default",
    quiet: Quiet = False,
) -> None:
    """Fit the threshold on pictures of your own that do not show the thing.

    \b
    seesame card calibrate mug.seesame --background empty-desks/ --false-alarms 1%

    What is stated holds for pictures like those given: with n of them no rate below 1 in n + 1 can be promised.
    """
    from seesame.inference import Finder, alarms  # late: they are slow to import
    from seesame.inference.backgrounds import levelled, look

    kept, rate, pictures = read_card(path), parse_rate(false_alarms), expand(background)
    alarms.allowance(len(pictures), rate)  # too few are told before they are looked at
    finder = Finder(weights)
    with progress("looking where it is not", quiet) as advance:
        seen = look(finder, kept, pictures, advance)
    fitted = levelled(finder, kept, seen, rate)
    write_card(fitted, path)
    assert fitted.promise is not None
    recall = fitted.promise.recall
    found = "" if recall is None else f"; about {100 * recall:.0f} % of the objects score that much"
    complain(f"{path}: an instance counts from {fitted.threshold:.3f}, fitted on {len(seen.best)} pictures{found}")
    for reason in seen.failed:
        complain(reason)
    raise typer.Exit(3 if seen.failed else 0)
