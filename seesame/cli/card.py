"""`seesame card`: keep a question in a file, change it, look at it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from seesame.card import SUFFIX, Card, read_card, write_card
from seesame.cli.card_calibrate import calibrate
from seesame.cli.card_show import show
from seesame.cli.options import ADVISED, CardPath, Threshold, WeightsName
from seesame.cli.question import read_question
from seesame.cli.screen import complain, counted, show_table
from seesame.cli.teach import teach
from seesame.cli.values import ManyValues
from seesame.descriptor import Same
from seesame.errors import CardError, ConfigError
from seesame.images.read import MAX_PIXELS
from seesame.reference import Reference

card = typer.Typer(
    name="card",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Keep a question in a file: references, what is not meant, the threshold. Wherever a reference is taken, a "
    "card is taken too.",
)

Examples = Annotated[
    list[str],
    typer.Argument(metavar="REFERENCE...", help="Pictures, as for `seesame find`; cards too.", show_default=False),
]


@card.command(cls=ManyValues, no_args_is_help=True)
def new(
    path: CardPath,
    references: Examples,
    reject: Annotated[
        list[str] | None, typer.Option(metavar="REFERENCE...", help="What is not meant.", show_default="none")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What is asked for.", show_default="the file's name")] = None,
    notes: Annotated[str, typer.Option(metavar="TEXT", help="For people.")] = "",
    threshold: Threshold = None,
    same: Annotated[
        Same | None,
        typer.Option(help="Any of this category, or this very object.", show_default="category"),
    ] = None,
    weights: WeightsName = "default",
    force: Annotated[bool, typer.Option("--force", help="Replace a card of this name.")] = False,
) -> None:
    """Make a card.

    \b
    seesame card new mug.seesame mug.jpg desk.jpg@40,12,180,160
    seesame card new mug.seesame mug.jpg --reject bowl.jpg --name "the blue mug"
    seesame card new my-mug.seesame mug.jpg --same object
    """
    if path.suffix != SUFFIX:
        raise CardError(f"{path}: expected a name that ends in {SUFFIX}, as in {path.stem or 'mug'}{SUFFIX}")
    if path.exists() and not force:
        raise CardError(f"{path}: is there already; name another file, or replace it with --force")
    asked = read_question(references, MAX_PIXELS)
    made = Card.of(_nameless(asked.references), name or path.stem).rejecting(_nameless(asked.negatives))
    made = made.rejecting(_examples(reject) if reject else [])
    asked = asked.meaning(same) if same else asked
    level = asked.threshold if threshold is None else threshold
    _save(replace(made, notes=notes or asked.notes, threshold=level, same=asked.same), path, weights)


@card.command(cls=ManyValues, no_args_is_help=True)
def add(path: CardPath, references: Examples, weights: WeightsName = "default") -> None:
    """Add references: more examples of what is meant.

    \b
    seesame card add mug.seesame kitchen.jpg@40,12,180,160
    """
    asked = read_question(references, MAX_PIXELS)
    added = read_card(path).added(_nameless(asked.references)).rejecting(_nameless(asked.negatives))
    _save(added, path, weights)


@card.command(cls=ManyValues, no_args_is_help=True)
def reject(path: CardPath, references: Examples, weights: WeightsName = "default") -> None:
    """Add negatives: examples of what is taken for it but is not meant.

    \b
    seesame card reject mug.seesame table.jpg@300,20,380,90
    """
    _save(read_card(path).rejecting(_examples(references)), path, weights)


@card.command(cls=ManyValues, no_args_is_help=True)
def remove(
    path: CardPath,
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="As `seesame card show` tells them.", show_default=False)
    ],
    weights: WeightsName = "default",
) -> None:
    """Take examples off a card, of either kind, by their names.

    \b
    seesame card remove mug.seesame "kitchen.jpg@40,12,180,160"
    """
    _save(read_card(path).without(names), path, weights)


@card.command(cls=ManyValues, no_args_is_help=True)
def weigh(
    path: CardPath,
    reference: Annotated[
        str, typer.Argument(metavar="REFERENCE", help="Its number or name, as `seesame card show` tells them.")
    ],
    votes: Annotated[float, typer.Argument(metavar="VOTES", help="How much it counts: 0 to 100; 1 is usual.")],
    weights: WeightsName = "default",
) -> None:
    """Let a reference count more or less: 2 votes as if it had been shown twice, 0 as if it had not been shown.

    \b
    seesame card weigh mug.seesame 2 0.5
    seesame card weigh mug.seesame mug-1.jpg 3
    """
    kept = read_card(path)
    _save(kept.weighed(kept.rows_of(reference), votes), path, weights)


@card.command(cls=ManyValues, no_args_is_help=True)
def merge(
    path: CardPath,
    others: Annotated[
        list[Path], typer.Argument(metavar="CARD...", help="Their examples are added to CARD's.", show_default=False)
    ],
    weights: WeightsName = "default",
) -> None:
    """Put the examples of several cards on the first; each is kept once.

    \b
    seesame card merge mug.seesame anna.seesame ben.seesame
    """
    merged = read_card(path)
    for other in others:
        merged = merged.merged(read_card(other))
    _save(merged, path, weights)


@card.command("set-threshold", cls=ManyValues, no_args_is_help=True)
def set_threshold(
    path: CardPath,
    threshold: Annotated[
        str, typer.Argument(metavar="SCORE", help="0 to 1, or default for the one the weights advise.")
    ],
) -> None:
    """Say from which score an instance counts.

    \b
    seesame card set-threshold mug.seesame 0.4
    seesame card set-threshold mug.seesame default
    """
    try:
        level = None if threshold == "default" else float(threshold)
    except ValueError as error:
        raise ConfigError(f"the threshold came as {threshold!r}, expected 0 to 1 or the word default") from error
    write_card(read_card(path).levelled(level), path)
    complain(f"{path}: an instance counts from {ADVISED if level is None else threshold}")


@card.command("set-same", cls=ManyValues, no_args_is_help=True)
def set_same(
    path: CardPath, same: Annotated[Same, typer.Argument(help="Any of this category, or this very object.")]
) -> None:
    """Say whether the category of the references is meant, or the very object that they show.

    \b
    seesame card set-same mug.seesame object

    The threshold becomes the one that the weights advise: a score means something else then.
    """
    write_card(read_card(path).meaning(same), path)
    complain(f"{path}: means the same {same}")


@card.command(cls=ManyValues, no_args_is_help=True)
def check(path: CardPath, weights: WeightsName = "default") -> None:
    """Tell what makes a card weaker than it could be: examples that do not fit, are small, dark, blurred or cut off.

    \b
    seesame card check mug.seesame

    Exit codes: 0 nothing to mend, 1 something to mend.
    """
    from seesame.inference import Finder, diagnosis

    remarks = diagnosis.check(Finder(weights), read_card(path))
    show_table(("example", "what", "told"), [(each.example, each.kind, each.text) for each in remarks])
    raise typer.Exit(1 if remarks else 0)


for command in (show, teach, calibrate):
    card.command(cls=ManyValues, no_args_is_help=True)(command)


def _examples(texts: Sequence[str]) -> list[Reference]:
    """The references that texts and cards name."""
    return _nameless(read_question(texts, MAX_PIXELS).references)


def _nameless(references: Sequence[Reference]) -> list[Reference]:
    """Named by their files alone: a card is sent to others, who need not know the folders."""
    starts = [each.name.rfind(os.sep, 0, each.name.rfind("@")) + 1 for each in references]
    return [replace(each, name=each.name[start:]) for each, start in zip(references, starts, strict=True)]


def _save(made: Card, path: Path, weights: str) -> None:
    """Describe a card and write it."""
    from seesame.inference import Finder  # late: it is slow to import

    for example in (*made.references, *made.negatives):
        for warning in example.warnings:
            complain(f"warning: {warning}")
    described = replace(made, descriptor=None)
    write_card(replace(described, descriptor=Finder(weights).describe(described, same="category")), path)
    references, negatives = counted(len(made.references), "reference"), counted(len(made.negatives), "negative")
    complain(f"{path}: {references}, {negatives}; next: seesame find {path} --in PICTURES")
