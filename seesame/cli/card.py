"""`seesame card`: keep a question in a file, change it, look at it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from seesame.card import SUFFIX, Card, read_card, write_card
from seesame.cli.options import Quiet, Threshold, WeightsName
from seesame.cli.question import read_question
from seesame.cli.rates import parse_rate
from seesame.cli.screen import complain, progress, show_table
from seesame.cli.teach import teach, told
from seesame.cli.values import ManyValues
from seesame.descriptor import Same
from seesame.errors import CardError, ConfigError
from seesame.files import folder, write
from seesame.images import expand
from seesame.images.read import MAX_PIXELS
from seesame.reference import Reference

card = typer.Typer(
    name="card",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Keep a question in a file: references, what is not meant, the threshold. Wherever a reference is taken, a "
    "card is taken too.",
)

card.command(cls=ManyValues, no_args_is_help=True)(teach)

CardPath = Annotated[Path, typer.Argument(metavar="CARD", help="A card, as in mug.seesame.", show_default=False)]
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
def show(
    path: CardPath,
    as_json: Annotated[bool, typer.Option("--json", help="Print what the card says as JSON.")] = False,
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write its examples there, as PNG.", show_default=False)
    ] = None,
) -> None:
    """Show what is on a card.

    \b
    seesame card show mug.seesame
    seesame card show mug.seesame --pictures mug/
    """
    shown = read_card(path)
    if pictures is not None:
        _unpack(shown, folder(pictures))
    if as_json:
        print(json.dumps(summary(shown), indent=2, ensure_ascii=False))
        return
    level = "what the weights advise" if shown.threshold is None else f"{shown.threshold:g}"
    if shown.promise is not None:
        level += f" for {100 * shown.promise.false_alarms:g} % false alarms, from {shown.promise.pictures} pictures"
    by = shown.descriptor.weights_id if shown.descriptor else "nothing yet"
    print(f"{shown.name}: the same {shown.same}; threshold {level}; described by {by}")
    if shown.judgements:
        print(f"taught by {told(shown)}")
    if shown.notes:
        print(shown.notes.rstrip())
    rows = [
        (kind, example.name, "{:g},{:g},{:g},{:g}".format(*example.box), "yes" if example.mask is not None else "no")
        for kind, part in _examples_of(shown)
        for example in part
    ]
    show_table(("", "name", "box", "mask"), rows)


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
    complain(f"{path}: an instance counts from {threshold}")


@card.command("set-same", cls=ManyValues, no_args_is_help=True)
def set_same(
    path: CardPath, same: Annotated[Same, typer.Argument(help="Any of this category, or this very object.")]
) -> None:
    """Say whether the category of the references is meant, or the very object that they show.

    
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


@card.command(cls=ManyValues, no_args_is_help=True)
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
    from seesame.inference import Finder
    from seesame.inference.backgrounds import levelled, look

    kept, rate, finder = read_card(path), parse_rate(false_alarms), Finder(weights)
    with progress("looking where it is not", quiet) as advance:
        seen = look(finder, kept, expand(background), advance)
    fitted = levelled(finder, kept, seen, rate)
    write_card(fitted, path)
    assert fitted.promise is not None
    recall = fitted.promise.recall
    found = "" if recall is None else f"; about {100 * recall:.0f} % of the objects score that much"
    complain(f"{path}: an instance counts from {fitted.threshold:.3f}, fitted on {len(seen.best)} pictures{found}")
    for reason in seen.failed:
        complain(reason)
    raise typer.Exit(3 if seen.failed else 0)


def summary(shown: Card) -> dict[str, Any]:
    """A card without its pictures."""
    return {
        "name": shown.name,
        "notes": shown.notes,
        "same": shown.same,
        "threshold": shown.threshold,
        "promise": None if shown.promise is None else asdict(shown.promise),
        "weights_id": shown.descriptor.weights_id if shown.descriptor else None,
        "taught": shown.descriptor is not None and shown.descriptor.lesson is not None,
        "judgements": [
            {"name": each.example.name, "box": list(each.example.box), "right": each.right} for each in shown.judgements
        ],
        **{
            kind: [{"name": each.name, "box": list(each.box), "mask": each.mask is not None} for each in part]
            for kind, part in (("references", shown.references), ("negatives", shown.negatives))
        },
    }


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
    complain(
        f"{path}: {len(made.references)} references, {len(made.negatives)} negatives; "
        f"next: seesame find {path} --in PICTURES"
    )


def _examples_of(shown: Card) -> tuple[tuple[str, tuple[Reference, ...]], ...]:
    """Its examples by kind."""
    yes, no = (tuple(each.example for each in shown.judgements if each.right is right) for right in (True, False))
    return (("reference", shown.references), ("negative", shown.negatives), ("right", yes), ("wrong", no))


def _unpack(shown: Card, where: Path) -> None:
    import cv2
    import numpy as np

    for kind, part in _examples_of(shown):
        for number, example in enumerate(part, 1):
            _, code = cv2.imencode(".png", np.ascontiguousarray(example.picture[..., ::-1]))
            write(where / f"{kind}-{number}.png", code.tobytes())
