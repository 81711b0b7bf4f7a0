"""From examples as they come over the wire to references."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from seesame.card import Judgement
from seesame.errors import DataError, QuestionError
from seesame.geometry import masks as mask_geometry
from seesame.geometry import polygons, runlength
from seesame.reference import Reference
from seesame.web.pictures import Pictures
from seesame.web.schemas import questions as wire
from seesame.web.schemas.wire import MaskRle


def references(pictures: Pictures, examples: Sequence[wire.Example]) -> tuple[Reference, ...]:
    """Examples as references, read. Raises: Refusal, PictureError, QuestionError: one cannot be used."""
    return tuple(reference(pictures, each) for each in examples)


def reference(pictures: Pictures, example: wire.Example) -> Reference:
    """One example as a reference. Raises: as `references`."""
    source = pictures.source(example.picture)
    picture, name = pictures.read(source), example.name or source.name
    mask = _mask(example, picture.shape[:2], name)
    if mask is not None and example.box is not None:
        return Reference(picture, example.box, mask, name)
    if mask is not None:
        return Reference.from_mask(picture, mask, name)
    if example.box is not None:
        return Reference.from_box(picture, example.box, name)
    return Reference.whole(picture, name)


def judgements(pictures: Pictures, said: Sequence[wire.Judgement]) -> tuple[Judgement, ...]:
    """What was said of found instances. Raises: as `references`."""
    made = []
    for each in said:
        source = pictures.source(each.picture)
        made.append(Judgement(Reference.from_box(pictures.read(source), each.box, source.name), each.right))
    return tuple(made)


def mask_of(told: MaskRle, size: tuple[int, int], name: str) -> NDArray[np.bool_]:
    """A mask (H, W) that came as run lengths. Raises: QuestionError: it is none, or of another size."""
    if tuple(told.size) != tuple(size):
        raise QuestionError(
            f"{name}: a mask of {told.size[1]} x {told.size[0]} pixels came, expected {size[1]} x {size[0]}, "
            "the size of its picture"
        )
    try:
        return runlength.decode(told.run_lengths())
    except DataError as error:
        raise QuestionError(f"{name}: its mask cannot be used: {error}") from error


def _mask(example: wire.Example, size: tuple[int, ...], name: str) -> NDArray[np.bool_] | None:
    height, width = size
    if example.mask is not None:
        return mask_of(example.mask, (height, width), name)
    if example.polygons is None:
        return None
    try:
        mask = polygons.to_mask(example.polygons, height, width)
    except DataError as error:
        raise QuestionError(f"{name}: its polygons cannot be used: {error}") from error
    if not mask_geometry.tight_crop(mask)[0].size:
        raise QuestionError(f"{name}: its polygons enclose nothing of the picture; draw them inside it")
    return mask
