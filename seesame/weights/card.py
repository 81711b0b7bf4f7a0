"""The papers of a trained network: what it is, what it learnt from, what it reaches, which files it is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from seesame.errors import WeightsError

CARD = "card.json"
P = TypeVar("P", bound="Papers")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sizes(_Strict):
    """What inference must know of the network. Sides in frame pixels, overlaps and context as shares."""

    scene_side: int = Field(gt=0)
    reference_side: int = Field(gt=0)
    reference_context: float = Field(ge=0)
    regions: int = Field(gt=0)
    proposal_overlap: float = Field(gt=0, le=1)
    instance_overlap: float = Field(gt=0, le=1)
    cells: int = Field(gt=0)


class Calibration(_Strict):
    """From the network's scores to ours: `sigmoid(slope * logit(score) + offset)`.

    `threshold` is the score from which an instance counts.
    """

    slope: float = Field(default=1.0, gt=0)
    offset: float = 0.0
    threshold: float = Field(default=0.5, ge=0, le=1)


class AlarmLevel(_Strict):
    """At which threshold which share of pictures without the thing raises a false alarm, and how many objects of those
    that are there it finds."""

    rate: float = Field(gt=0, lt=1)
    threshold: float = Field(ge=0, le=1)
    recall: float = Field(ge=0, le=1)


class Presence(_Strict):
    """Whether a thing is in a picture at all, from the best score there and the likeness of gists:
    `sigmoid(slope * (logit(score) + alike * likeness) + offset)`.

    `levels` are measured, by rising rate.
    """

    slope: float = Field(gt=0)
    alike: float = Field(default=0.0, ge=0)
    offset: float
    levels: tuple[AlarmLevel, ...] = Field(min_length=2)


class Sameness(_Strict):
    """How probable it is that a region shows the very object of a reference: the logistic of `offset` and the evidence,
    each kind times its entry in `slopes`.

    `threshold` is the score from which an instance counts, `presence` is of the best score of a picture. The defaults
    were fitted with lite-default-13247751e8; `seesame fit-objects` fits those of other weights.
    """

    slopes: dict[str, float] = {
        "category": 0.359,
        "quality": -0.318,
        "vector": 2.98,
        "hues": 2.85,
        "shades": 2.13,
        "details": 11.3,
    }
    offset: float = -7.225
    threshold: float = Field(default=0.5, ge=0, le=1)
    presence: Presence | None = None


class DataPaper(_Strict):
    """One dataset that weights were trained on."""

    name: str
    pictures: int
    licence: str


class Papers(_Strict):
    """What every trained network says of itself.

    `files` maps each file's name to its SHA-256; `metrics` holds figures with the command that measured them.
    """

    format: Literal[1] = 1
    name: str
    network: str
    recipe: dict[str, Any]
    data: tuple[DataPaper, ...] = ()
    metrics: dict[str, Any] = {}
    notes: str = ""
    made_with: dict[str, str] = {}
    files: dict[str, str]

    @property
    def id(self) -> str:
        """Name and fingerprint: two networks with one id answer alike."""
        joined = "".join(f"{name}:{digest};" for name, digest in sorted(self.files.items()))
        return f"{self.name}-{hashlib.sha256(joined.encode()).hexdigest()[:10]}"


class WeightsCard(Papers):
    """The card that lies beside the files of a network that is asked with references."""

    sizes: Sizes
    calibration: Calibration = Calibration()
    presence: Presence | None = None
    same_object: Sameness = Sameness()


class ClosedSizes(_Strict):
    """What inference must know of a network for a fixed set of categories. Sides in frame pixels, overlaps as shares.
    """

    scene_side: int = Field(gt=0)
    anchor_scales: tuple[int, ...] = Field(min_length=5, max_length=5)
    anchor_ratios: tuple[float, ...] = Field(min_length=1)
    proposals: int = Field(gt=0)
    proposal_overlap: float = Field(gt=0, le=1)
    instances: int = Field(gt=0)
    instance_overlap: float = Field(gt=0, le=1)
    least_score: float = Field(ge=0, le=1)


class ClosedCard(Papers):
    """The card that lies beside the files of a network for a fixed set of `categories`, the first of which is number 1.

    `threshold` is the score from which an instance counts.
    """

    categories: tuple[str, ...] = Field(min_length=1)
    sizes: ClosedSizes
    threshold: float = Field(default=0.5, ge=0, le=1)


def read_card(folder: Path) -> WeightsCard:
    """The card in a folder of weights that are asked with references.

    Raises: WeightsError: there is none, or it is no such card.
    """
    return _read(WeightsCard, folder, "weights card", "seesame export", "or the name 'default'")


def read_closed_card(folder: Path) -> ClosedCard:
    """The card in a folder of weights for a fixed set of categories.

    Raises: WeightsError: there is none, or it is no such card.
    """
    return _read(ClosedCard, folder, "card of a detector", "seesame maskrcnn train", "or coco")


def _read(kind: type[P], folder: Path, what: str, writer: str, otherwise: str) -> P:
    path = folder / CARD
    try:
        return kind.model_validate_json(path.read_bytes())
    except OSError as error:
        raise WeightsError(
            f"{folder} holds no {CARD}; expected a folder written by `{writer}`, {otherwise}"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WeightsError(
            f"{path} is no {what}: {where}: {first['msg']}; export the weights anew with `{writer}`"
        ) from error


def write_card(card: Papers, folder: Path) -> None:
    """Write a card into the folder of its files."""
    (folder / CARD).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
