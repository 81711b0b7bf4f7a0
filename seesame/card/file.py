"""Cards on disk: a zip file with `card.json`, the examples as PNG, arrays without pickle, a preview."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from seesame import __version__
from seesame.card.archive import read_archive, write_archive
from seesame.card.card import Card, Promise
from seesame.card.schema import FORMAT, Arrays, CardPaper, Described, Example, Promised
from seesame.descriptor import Descriptor
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
        described = None if paper.descriptor is None else _described(paper.descriptor, members)
        promise = None if paper.promise is None else Promise(**paper.promise.model_dump())
        return Card(paper.name, references, negatives, paper.threshold, paper.notes, promise, described, paper.same)
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
        return Reference(picture, told.box, None, told.name)
    mask = read(_member(told.mask, members), _MAX_PIXELS)[..., 0] > 127
    return Reference(picture, told.box, mask, told.name)


def _described(told: Described, members: Mapping[str, bytes]) -> Descriptor:
    negatives = None if told.negatives is None else _descriptor(told.negatives, told.weights_id, None, members)
    return _descriptor(told.references, told.weights_id, negatives, members)


def _descriptor(
    told: Arrays, weights_id: str, negatives: Descriptor | None, members: Mapping[str, bytes]
) -> Descriptor:
    vectors = _array(_member(told.vectors, members), 2)
    maps = _array(_member(told.maps, members), 4)
    weights = _array(_member(told.weights, members), 3)
    if maps.shape[2:] != weights.shape[1:]:
        raise CardError(f"its descriptor has maps {maps.shape} and weights {weights.shape}; make the card anew")
    return Descriptor(vectors, maps, weights, weights_id, negatives)


def _array(content: bytes, axes: int) -> Floats:
    """A NumPy file of float32, C order, without asking NumPy to believe its header."""
    stream = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            raise ValueError(f"format {version}")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream, max_header_size=1000)
        if len(shape) != axes or min(shape) < 1 or fortran or dtype != np.dtype("<f4"):
            raise ValueError(f"{shape} {dtype}")
        array = np.frombuffer(content, np.float32, offset=stream.tell()).reshape(shape)
    except Exception as error:  # NumPy raises whatever damaged bytes lead it to
        raise CardError(f"its descriptor has an array that cannot be used ({error}); make the card anew") from error
    if not np.isfinite(array).all():
        raise CardError("its descriptor has numbers that are not finite; make the card anew")
    return array


def _kept(example: Reference, stem: str, members: dict[str, bytes]) -> Example:
    members[f"{stem}.png"] = _encoded(".png", example.picture)
    mask = None
    if example.mask is not None:
        mask = f"{stem}-mask.png"
        members[mask] = _encoded(".png", np.repeat(example.mask[..., None], 3, 2).astype(np.uint8) * 255)
    return Example(picture=f"{stem}.png", box=example.box, mask=mask, name=example.name)


def _arrays(descriptor: Descriptor, members: dict[str, bytes]) -> Described:
    negatives = descriptor.negatives
    return Described(
        weights_id=descriptor.weights_id,
        references=_saved(descriptor, "descriptor/references", members),
        negatives=None if negatives is None else _saved(negatives, "descriptor/negatives", members),
    )


def _saved(descriptor: Descriptor, stem: str, members: dict[str, bytes]) -> Arrays:
    parts = {"vectors": descriptor.vectors, "maps": descriptor.maps, "weights": descriptor.weights}
    for name, array in parts.items():
        stream = io.BytesIO()
        np.lib.format.write_array(stream, np.ascontiguousarray(array, np.float32), (1, 0), allow_pickle=False)
        members[f"{stem}-{name}.npy"] = stream.getvalue()
    return Arrays(**{name: f"{stem}-{name}.npy" for name in parts})


def _encoded(suffix: str, picture: npt.NDArray[np.uint8]) -> bytes:
    done, code = cv2.imencode(suffix, np.ascontiguousarray(picture[..., ::-1]))
    if not done:
        raise CardError(f"an example of {np.shape(picture)} cannot be encoded as {suffix}")
    return code.tobytes()
