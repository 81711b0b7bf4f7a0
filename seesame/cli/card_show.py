"""`seesame card show`: what is on a card, as a table, as JSON or as pictures."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from seesame.card import Card, read_card
from seesame.cli.options import ADVISED, CardPath
from seesame.cli.screen import show_table
from seesame.cli.teach import told
from seesame.files import folder, write
from seesame.reference import Reference


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
    level = ADVISED if shown.threshold is None else f"{shown.threshold:g}"
    if shown.promise is not None:
        level += f" for {100 * shown.promise.false_alarms:g} % false alarms, from {shown.promise.pictures} pictures"
    by = shown.descriptor.weights_id if shown.descriptor else "nothing yet"
    print(f"{shown.name}: the same {shown.same}; threshold {level}; described by {by}")
    if shown.judgements:
        print(f"taught by {told(shown)}")
    if shown.notes:
        print(shown.notes.rstrip())
    rows = [
        (
            f"{kind} {number}",
            example.name,
            "{:g},{:g},{:g},{:g}".format(*example.box),
            "yes" if example.mask is not None else "no",
            f"{example.votes:g}" if kind == "reference" else "",
        )
        for kind, part in _examples_of(shown)
        for number, example in enumerate(part, 1)
    ]
    show_table(("", "name", "box", "mask", "votes"), rows)


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
        "references": [_told(each) | {"votes": each.votes} for each in shown.references],
        "negatives": [_told(each) for each in shown.negatives],
    }


def _told(example: Reference) -> dict[str, Any]:
    return {"name": example.name, "box": list(example.box), "mask": example.mask is not None}


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
