"""`seesame card teach`: say yes and no to what was found, and the card learns from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from seesame.card import Card, Judgement, read_card, write_card
from seesame.cli.options import Quiet, WeightsName
from seesame.cli.screen import complain, progress
from seesame.errors import ConfigError, InputError
from seesame.geometry import runlength
from seesame.images import read, read_reference
from seesame.reference import Reference

RESULTS = Path("seesame-found") / "results.json"


def teach(
    path: Annotated[Path, typer.Argument(metavar="CARD", help="A card, as in mug.seesame.", show_default=False)],
    yes: Annotated[
        list[str] | None,
        typer.Option(
            "--yes",
            metavar="INSTANCE...",
            help="What is meant: ids of instances in the results, or PICTURE@x1,y1,x2,y2.",
            show_default=False,
        ),
    ] = None,
    no: Annotated[
        list[str] | None,
        typer.Option("--no", metavar="INSTANCE...", help="What is not meant, the same way.", show_default=False),
    ] = None,
    results: Annotated[
        Path, typer.Option(metavar="FILE", help="The results.json of `seesame find` that the ids are of.")
    ] = RESULTS,
    forget: Annotated[bool, typer.Option("--forget", help="First forget all that was said before.")] = False,
    weights: WeightsName = "default",
    quiet: Quiet = False,
) -> None:
    """Say yes and no to what was found: the card learns from it, and its threshold is fitted to it.

    \b
    seesame find mug.seesame --in kitchen/
    seesame card teach mug.seesame --yes 3 7 --no 1 4
    seesame card teach mug.seesame --no kitchen/shelf.jpg@300,20,380,90
    seesame card teach mug.seesame --results found/results.json --yes 2

    Ids are those of the annotations in results.json. What was said is kept on the card, cut out of the pictures;
    another round adds to it, and a second word on an instance replaces the first. Something is learnt only where it
    predicts judgements that were held out better than the scores do; a dozen, with both yes and no among them, are a
    good start.
    """
    if not (yes or no or forget):
        raise ConfigError("nothing was said, expected --yes or --no with instances, or --forget")
    card = read_card(path)
    card = card.forgetting() if forget else card
    twice = sorted({*(yes or [])} & {*(no or [])})
    if twice:
        raise ConfigError(f"{', '.join(twice)}: came as yes and as no, expected one of them; leave one out")
    said = [*_judgements(yes or [], True, results), *_judgements(no or [], False, results)]
    from seesame.inference import Finder, feedback  # late: they are slow to import, and a mistake is told at once

    finder = Finder(weights)
    with progress("learning", quiet) as report:
        scenes = _scenes(finder, said, report)
        taught = feedback.teach(finder, card, said, scenes)
    write_card(taught, path)
    complain(f"{path}: {told(taught)}; next: seesame find {path} --in PICTURES")


def told(card: Card) -> str:
    """How much was said, and what came of it."""
    right = sum(each.right for each in card.judgements)
    learnt = card.descriptor is not None and card.descriptor.lesson is not None
    outcome = "learnt from them" if learnt else "nothing to learn from them yet"
    level = "" if card.threshold is None else f", an instance counts from {card.threshold:.3f}"
    return f"{right} yes and {len(card.judgements) - right} no, {outcome}{level}"


def _judgements(texts: Sequence[str], right: bool, results: Path) -> list[Judgement]:
    """What instances are meant: those of ids in the results, and boxes in pictures."""
    ids = [int(text) for text in texts if text.isdecimal()]
    said = [] if not ids else _of_results(ids, results)
    said += [read_reference(text) for text in texts if not text.isdecimal()]
    return [Judgement(replace(each, name=_nameless(each.name)), right) for each in said]


def _of_results(ids: Sequence[int], results: Path) -> list[Reference]:
    """Instances of a results.json by their ids, each picture read once.

    Raises: InputError: there is no such file, it is none, or it has no such instance.
    """
    try:
        content = json.loads(results.read_text(encoding="utf-8"))
        paths = {int(each["id"]): str(each["file_name"]) for each in content["images"]}
        rows = {int(each["id"]): each for each in content["annotations"]}
    except OSError as error:
        raise InputError(
            f"{results}: cannot be read ({error.strerror}); give the results.json of `seesame find` with --results"
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"{results}: is no results.json of `seesame find` ({error!r}); find anew") from error
    missing = [number for number in ids if number not in rows]
    if missing:
        raise InputError(
            f"{results}: has no instance {', '.join(map(str, missing))}, only 1 to {max(rows, default=0)}; "
            "take the ids of its annotations"
        )
    pictures: dict[str, Any] = {}
    found = []
    for number in ids:
        try:
            path = paths[int(rows[number]["image_id"])]
            if path not in pictures:
                pictures[path] = read(path)
            found.append(_instance(rows[number], pictures[path], f"{path}@{number}"))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{results}: its instance {number} cannot be used ({error!r}); find anew") from error
    return found


def _instance(row: Mapping[str, Any], picture: Any, name: str) -> Reference:
    x, y, width, height = (float(side) for side in row["bbox"])
    mask = runlength.decode(row["segmentation"])
    box = (x, y, x + width, y + height)
    if mask.shape != picture.shape[:2]:
        raise InputError(f"{name}: was found in a picture of {mask.shape}, this one is {picture.shape[:2]}; find anew")
    inside = mask[int(y) : int(-(-box[3] // 1)), int(x) : int(-(-box[2] // 1))].any()
    return Reference(picture, box, mask if inside else None, name)


def _nameless(name: str) -> str:
    """Without folders: a card is sent to others, who need not know them."""
    path, at, where = name.rpartition("@")
    return f"{Path(path).name}{at}{where}" if at else Path(name).name


def _scenes(finder: Any, said: Sequence[Judgement], report: Any) -> list[Any]:
    """The scene of each judgement, each picture encoded once."""
    every = {id(each.example.picture): each.example.picture for each in said}
    scenes = {}
    for done, (key, picture) in enumerate(every.items(), 1):
        scenes[key] = finder.encode(picture)
        report(done, len(every), "learning")
    return [scenes[id(each.example.picture)] for each in said]
