"""The same question for the command line and for Python, to be copied."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from seesame.web.pictures import Pictures
from seesame.web.schemas.answers import CommandsTold
from seesame.web.schemas.questions import AskCommands, Example, InCollection, InFolder, InPictures
from seesame.web.settings import Settings
from seesame.web.shelf import Shelf

CARD = "question.seesame"
"""What a question that text cannot say is called, once it was saved as a card."""


def commands(asked: AskCommands, settings: Settings, pictures: Pictures, shelf: Shelf) -> CommandsTold:
    """Lines that ask the same. Uploaded pictures are named as their files were. Raises: Refusal: something is gone."""
    question = asked.question
    texts = _references(asked, pictures)
    needs_card = texts is None
    if question.card is not None and not (question.references or question.negatives or question.judgements):
        texts, needs_card = [str(shelf.path(question.card))], False
    named = [CARD] if texts is None else texts
    where, scenes = _scope(asked.scope, settings, pictures)
    words = ["seesame", "search" if where else "find", *named, "--in", *(where or scenes)]
    return CommandsTold(
        command=shlex.join([*words, *_options(asked, bool(where))]),
        python=_python(asked, named, where, scenes),
        needs_card=needs_card,
    )


def _references(asked: AskCommands, pictures: Pictures) -> list[str] | None:
    """The references as the command line writes them; None where it cannot say them."""
    question = asked.question
    if question.card is not None or question.negatives or question.judgements:
        return None
    texts = [_text(each, pictures) for each in question.references]
    return [text for text in texts if text is not None] if all(text is not None for text in texts) else None


def _text(example: Example, pictures: Pictures) -> str | None:
    source = pictures.source(example.picture)
    path = source.path or source.name
    if example.mask is not None or len(example.polygons or ()) > 1:
        return None
    if example.polygons is not None:
        return f"{path}@{_numbers(example.polygons[0])}"
    return path if example.box is None else f"{path}@{_numbers(example.box)}"


def _scope(
    scope: InPictures | InFolder | InCollection, settings: Settings, pictures: Pictures
) -> tuple[list[str], list[str]]:
    """The collection that is searched, or the pictures that are."""
    if isinstance(scope, InCollection):
        where = pictures.collection.where if pictures.collection is not None else "COLLECTION"
        return [where], []
    if isinstance(scope, InPictures):
        sources = [pictures.source(each) for each in scope.pictures]
        return [], [source.path or source.name for source in sources]
    if pictures.folder is None:
        return [], ["PICTURES"]
    below = Path(pictures.folder.below(scope.under) if scope.under else pictures.folder.root)
    return [], [str(below / "**" / f"*{scope.filter}*") if scope.filter else str(below)]


def _options(asked: AskCommands, searched: bool) -> list[str]:
    words: list[str] = []
    if asked.threshold is not None:
        words += ["--threshold", f"{asked.threshold:g}"]
    if searched:
        assert isinstance(asked.scope, InCollection)
        quoted = asked.scope.filter.lower().replace("'", "''")
        words += ["--page", str(asked.scope.page), "--size", str(asked.scope.size)]
        return [*words, *(["--where", f"strpos(lower(path), '{quoted}') > 0"] if quoted else [])]
    if asked.false_alarms is not None:
        words += ["--false-alarms", f"{100 * asked.false_alarms:g}%"]
    if asked.question.same is not None:
        words += ["--same", asked.question.same]
    if asked.tiles != "off":
        words += ["--tiles", str(asked.tiles)]
    return words + (["--top", str(asked.top)] if asked.top != 100 else [])


def _python(asked: AskCommands, named: Sequence[str], where: Sequence[str], scenes: Sequence[str]) -> str:
    """A small program."""
    cards = [each for each in named if each.endswith(".seesame")]
    lines = ["from pathlib import Path", ""] if cards else []
    lines += ["from seesame import Finder"]
    if cards:
        lines += ["from seesame.card import read_card", *([] if where else ["from seesame.images import expand"])]
        question = f"read_card(Path({cards[0]!r}))"
    else:
        lines += [f"from seesame.images import {'' if where else 'expand, '}read_reference"]
        question = "[" + ", ".join(f"read_reference({each!r})" for each in named) + "]"
    lines += ["from seesame.index import Collection"] if where else []
    same = "" if asked.question.same is None else f", same={asked.question.same!r}"
    lines += ["", "finder = Finder()", f"question = finder.describe({question}{same})"]
    if asked.false_alarms is not None:
        lines += [f"threshold = finder.level({asked.false_alarms:g}, question.same).threshold"]
    elif asked.threshold is not None:
        lines += [f"threshold = {asked.threshold:g}"]
    else:
        lines += [f"threshold = finder.threshold_of({question if cards else 'question'})"]
    if where:
        assert isinstance(asked.scope, InCollection)
        page = f"page={asked.scope.page}, size={asked.scope.size}, threshold=threshold"
        lines += [f"found = Collection.open({where[0]!r}).search(finder, question, {page})"]
        lines += ["for hit in found.hits:", "    print(hit.path, hit.score)"]
    else:
        tiles = "" if asked.tiles == "off" else f", tiles={asked.tiles!r}"
        lines += [f"for path in expand({list(scenes)!r}):"]
        lines += [f"    found = finder.find(path, question, threshold, {asked.top}{tiles})"]
        lines += ["    print(path, found.boxes, found.scores)"]
    return "\n".join(lines) + "\n"


def _numbers(values: Sequence[float]) -> str:
    return ",".join(f"{value:g}" for value in values)
