"""From an encoded picture and a question to what goes over the wire."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass

from seesame.card import Card
from seesame.geometry import polygons, runlength
from seesame.inference import Finder, Scene, TiledScene
from seesame.instances import Instances
from seesame.web.pictures import png
from seesame.web.schemas.answers import Answer, InstanceTold
from seesame.web.schemas.wire import Masks, MaskTold, RleTold
from seesame.web.source import Source


@dataclass(frozen=True, eq=False)
class Found:
    """What a picture answered, before it is put into words.

    Attributes:
        best: the best score of any region, 0 to 1.
        presence: how probable it is that the thing is there at all; None where the weights cannot tell.
    """

    instances: Instances
    best: float
    presence: float | None


def found(finder: Finder, scene: Scene | TiledScene, card: Card, threshold: float, top: int) -> Found:
    """Ask a picture. Raises: InputError: the settings do not go together."""
    assert card.descriptor is not None
    scores = finder.scores(scene, card.descriptor)
    instances = finder.instances(scene, scores, threshold, top)
    return Found(instances, float(scores.max(initial=0.0)), finder.presence(scene, card.descriptor, scores))


def answer(source: Source, said: Found, masks: Masks, began: float, anew: bool) -> Answer:
    """In words; `began` is when looking began, of `time.perf_counter`."""
    height, width = said.instances.size
    told = [
        InstanceTold(
            number=row + 1,
            box=box_told(said.instances, row),
            score=round(float(said.instances.scores[row]), 5),
            mask=mask_told(said.instances, row, masks),
        )
        for row in range(len(said.instances))
    ]
    return Answer(
        picture=source.id,
        name=source.name,
        width=width,
        height=height,
        score=round(said.best, 5),
        presence=None if said.presence is None else round(said.presence, 4),
        instances=told,
        seconds=round(time.perf_counter() - began, 4),
        encoded=anew,
    )


def box_told(instances: Instances, row: int) -> tuple[float, float, float, float]:
    """A box, rounded to a hundredth of a pixel and never beyond the picture."""
    x1, y1, x2, y2 = (round(float(side), 2) for side in instances.boxes[row])
    return x1, y1, x2, y2


def mask_told(instances: Instances, row: int, form: Masks) -> MaskTold | None:
    """A mask in the form that was asked for."""
    if form == "none":
        return None
    crop = instances.crops[row]
    corner = (int(instances.corners[row][0]), int(instances.corners[row][1]))
    if form == "rle":
        return MaskTold(rle=RleTold.model_validate(runlength.encode_crop(crop, corner, instances.size)))
    if form == "png":
        code = png(crop.astype("uint8") * 255) if crop.size else b""
        return MaskTold(png=base64.b64encode(code).decode("ascii"), corner=corner)
    pieces = polygons.from_mask(crop)
    x, y = corner
    return MaskTold(
        polygons=[[value + (y if place % 2 else x) for place, value in enumerate(piece)] for piece in pieces]
    )
