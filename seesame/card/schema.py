"""What `card.json` in a card says: checked before anything else in the file is looked at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from seesame.reference import MOST_VOTES

FORMAT: Literal["seesame-card/4"] = "seesame-card/4"
"""What is written; a card of format 1 is one without judgements, one of format 2 one without votes, one of format 3
one without gists."""

Side = Annotated[float, Field(allow_inf_nan=False)]
Member = Annotated[str, Field(max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Strict):
    """One example: a member that is a picture, the box of the object in it (x1 y1 x2 y2, pixels), a mask's member, how
    much it counts among the references."""

    picture: Member
    box: tuple[Side, Side, Side, Side]
    mask: Member | None = None
    name: str = Field(default="", max_length=2000)
    votes: float = Field(default=1.0, ge=0, le=MOST_VOTES)


class Arrays(_Strict):
    """Members that are NumPy files of float32: what `Descriptor` keeps of examples."""

    vectors: Member
    maps: Member
    weights: Member
    gists: Member | None = None


class Learnt(_Strict):
    """What judgements taught: a member that is a NumPy file of float32 (D,), and two numbers."""

    direction: Member
    quality: Side
    offset: Side


class Judged(_Strict):
    """What somebody said of one instance."""

    example: Example
    right: bool


class Impressed(_Strict):
    """Members that are NumPy files of float32: what `Impressions` keeps of all judgements."""

    weights_id: str = Field(max_length=200)
    vectors: Member
    maps: Member
    quality: Member
    surroundings: Member


class Described(_Strict):
    """The examples as one network sees them."""

    weights_id: str = Field(max_length=200)
    references: Arrays
    negatives: Arrays | None = None
    lesson: Learnt | None = None


class Promised(_Strict):
    """What the threshold was fitted for."""

    false_alarms: float = Field(gt=0, lt=1)
    pictures: int = Field(ge=0)
    recall: float | None = Field(ge=0, le=1)


class CardPaper(_Strict):
    """The whole of `card.json`."""

    format: Literal["seesame-card/1", "seesame-card/2", "seesame-card/3", "seesame-card/4"]
    made_with: str = Field(max_length=200)
    name: str = Field(max_length=2000)
    notes: str = Field(default="", max_length=100_000)
    threshold: float | None = Field(default=None, ge=0, le=1)
    promise: Promised | None = None
    references: tuple[Example, ...] = Field(min_length=1, max_length=256)
    negatives: tuple[Example, ...] = Field(default=(), max_length=256)
    descriptor: Described | None = None
    same: Literal["category", "object"] = "category"
    judgements: tuple[Judged, ...] = Field(default=(), max_length=256)
    impressions: Impressed | None = None
    preview: Member | None = None
