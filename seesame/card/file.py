"""Cards on disk: a zip file with `card.json`, the examples as PNG, arrays without pickle, a preview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from seesame import __version__
from seesame.card.archive import read_archive, write_archive
from seesame.card.arrays import read_array, write_array
from seesame.card.card import Card, Promise
from seesame.card.judgement import Impressions, Judgement
from seesame.card.schema import FORMAT, Arrays, CardPaper, Described, Example, Impressed, Judged, Learnt, Promised
from seesame.descriptor import Descriptor, Lesson
from seesame.errors import CardError, InputError
from seesame.images import read
from seesame.images.sheet import contact_sheet
from seesame.reference import Reference

SUFFIX = ".seesame"
PAPER = "card.json"

_MAX_PIXELS = 16_000_000  # of one example
_PAPER_BYTES = 4 << 20

Floats = npt.NDArray[np.float32]


def read_card(path: Path) -> Card:
    """Read a card; nothing in it is trusted and nothing is written.

    Raises: CardError: it cannot be opened, is no card, is damaged, or its parts do not fit each other.
    """
    members = read_archive(path)
    try:
        paper = _paper(members)
        references, negatives = (
            tuple(_example(each, members) for each in part) for part in (paper.references, paper.negatives)
        )
        votes = tuple(each.votes for each in references)
        described = None if paper.descriptor is None else _described(paper.descriptor, votes, members)
        promise = None if paper.promise is None else Promise(**paper.promise.model_dump())
        judgements = tuple(Judgement(_example(each.example, members), each.right) for each in paper.judgements)
        impressions = None if paper.impressions is None else _impressions(paper.impressions, members)
        return Card(
            paper.name,
            references,
            negatives,
            paper.threshold,
            paper.notes,
            promise,
            described,
            paper.same,
            judgements,
            impressions,
        )
    except InputError as error:
        raise CardError(f"{path}: {error}") from error


def write_card(card: Card, path: Path) -> None:
    """Write a card; the same card gives the same file.

    Raises: InputError: it cannot be written.
    """
    members: dict[str, bytes] = {}
    references, negatives = (
        tuple(_kept(each, f"{kind}/{number}", members) for number, each in enumerate(part))
        for kind, part in (("references", card.references), ("negatives", card.negatives))
    )
    descriptor = None if card.descriptor is None else _arrays(card.descriptor, members)
    judgements = tuple(
        Judged(example=_kept(each.example, f"judgements/{number}", members), right=each.right)
        for number, each in enumerate(card.judgements)
    )
    impressions = None if card.impressions is None else _impressed(card.impressions, members)
    sheet = contact_sheet(card.references[:9])
    members["preview.jpg"] = _encoded(".jpg", sheet)
    paper = CardPaper(
        format=FORMAT,
        made_with=f"seesame {__version__}",
        name=card.name,
        notes=card.notes,
        threshold=card.threshold,
        promise=None if card.promise is None else Promised(**asdict(card.promise)),
        references=references,
        negatives=negatives,
        descriptor=descriptor,
        same=card.same,
        judgements=judgements,
        impressions=impressions,
        preview="preview.jpg",
    )
    write_archive(path, {PAPER: (paper.model_dump_json(indent=2) + "\n").encode("utf-8"), **members})


def _paper(members: Mapping[str, bytes]) -> CardPaper:
    text = _member(PAPER, members)
    if len(text) > _PAPER_BYTES:
        raise CardError(f"its {PAPER} has {len(text)} bytes, expected at most {_PAPER_BYTES}; it is no card")
    try:
        return CardPaper.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or PAPER
        raise CardError(f"its {PAPER} is not that of a card: {where}: {first['msg']}; make the card anew") from error


def _member(name: str, members: Mapping[str, bytes]) -> bytes:
    if name not in members:
        raise CardError(f"it lacks its member {name!r}; get it anew from where it came")
    return members[name]


def _example(told: Example, members: Mapping[str, bytes]) -> Reference:
    picture = read(_member(told.picture, members), _MAX_PIXELS)
    if told.mask is None:
        return Reference(picture, told.box, None, told.name, told.votes)
    mask = read(_member(told.mask, members), _MAX_PIXELS)[..., 0] > 127
    return Reference(picture, told.box, mask, told.name, told.votes)


def _described(told: Described, votes: tuple[float, ...], members: Mapping[str, bytes]) -> Descriptor:
    references = _descriptor(told.references, told.weights_id, members)
    negatives = None if told.negatives is None else _descriptor(told.negatives, told.weights_id, members)
    lesson = None if told.lesson is None else _lesson(told.lesson, members)
    return replace(references, negatives=negatives, lesson=lesson, votes=votes)


def _lesson(told: Learnt, members: Mapping[str, bytes]) -> Lesson:
    return Lesson(read_array(_member(told.direction, members), 1), told.quality, told.offset)


def _impressions(told: Impressed, members: Mapping[str, bytes]) -> Impressions:
    axes = {"vectors": 2, "maps": 4, "quality": 1, "surroundings": 2}
    arrays = {name: read_array(_member(getattr(told, name), members), count) for name, count in axes.items()}
    return Impressions(**arrays, weights_id=told.weights_id)


def _descriptor(told: Arrays, weights_id: str, members: Mapping[str, bytes]) -> Descriptor:
    vectors = read_array(_member(told.vectors, members), 2)
    maps = read_array(_member(told.maps, members), 4)
    weights = read_array(_member(told.weights, members), 3)
    if maps.shape[2:] != weights.shape[1:]:
        raise CardError(f"its descriptor has maps {maps.shape} and weights {weights.shape}; make the card anew")
    if told.gists is None:
        return Descriptor(vectors, maps, weights, weights_id)
    return Descriptor(vectors, maps, weights, weights_id, gists=read_array(_member(told.gists, members), 2))


def _kept(example: Reference, stem: str, members: dict[str, bytes]) -> Example:
    members[f"{stem}.png"] = _encoded(".png", example.picture)
    mask = None
    if example.mask is not None:
        mask = f"{stem}-mask.png"
        members[mask] = _encoded(".png", np.repeat(example.mask[..., None], 3, 2).astype(np.uint8) * 255)
    return Example(picture=f"{stem}.png", box=example.box, mask=mask, name=example.name, votes=example.votes)


def _arrays(descriptor: Descriptor, members: dict[str, bytes]) -> Described:
    negatives, lesson = descriptor.negatives, descriptor.lesson
    learnt = None
    if lesson is not None:
        where = _members({"direction": lesson.direction}, "descriptor/lesson", members)
        learnt = Learnt(**where, quality=lesson.quality, offset=lesson.offset)
    return Described(
        weights_id=descriptor.weights_id,
        references=_saved(descriptor, "descriptor/references", members),
        negatives=None if negatives is None else _saved(negatives, "descriptor/negatives", members),
        lesson=learnt,
    )


def _impressed(impressions: Impressions, members: dict[str, bytes]) -> Impressed:
    parts = {name: getattr(impressions, name) for name in ("vectors", "maps", "quality", "surroundings")}
    return Impressed(**_members(parts, "judgements/seen", members), weights_id=impressions.weights_id)


def _saved(descriptor: Descriptor, stem: str, members: dict[str, bytes]) -> Arrays:
    parts = {"vectors": descriptor.vectors, "maps": descriptor.maps, "weights": descriptor.weights}
    if descriptor.gists.size:
        parts["gists"] = descriptor.gists
    return Arrays(**_members(parts, stem, members))


def _members(parts: Mapping[str, Floats], stem: str, members: dict[str, bytes]) -> dict[str, str]:
    """Adds arrays as members; returns their names there."""
    names = {name: f"{stem}-{name}.npy" for name in parts}
    members.update({names[name]: write_array(array) for name, array in parts.items()})
    return names


def _encoded(suffix: str, picture: npt.NDArray[np.uint8]) -> bytes:
    done, code = cv2.imencode(suffix, np.ascontiguousarray(picture[..., ::-1]))
    if not done:
        raise CardError(f"an example of {np.shape(picture)} cannot be encoded as {suffix}")
    return code.tobytes()
