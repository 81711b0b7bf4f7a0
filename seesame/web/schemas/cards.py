"""Cards: saved questions on the library's shelf."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from seesame.web.schemas.answers import Remark
from seesame.web.schemas.questions import Judgement, Level, Question
from seesame.web.schemas.wire import Asked, Same, Share, Told


class PromiseTold(Told):
    """What a threshold was fitted for."""

    false_alarms: float
    pictures: int
    recall: float | None


class ExampleTold(Told):
    """An example of a card; its picture is `GET /cards/{id}/examples/{kind}/{number}`."""

    name: str
    box: tuple[float, float, float, float]
    width: int
    height: int
    masked: bool
    warnings: list[str]


class CardTold(Told):
    """A card as lists show it; its preview is `GET /cards/{id}/preview`."""

    id: str
    name: str
    notes: str
    same: Same
    threshold: float = Field(description="From which score an instance counts.")
    own_threshold: float | None = Field(description="null: the one that the weights advise.")
    promise: PromiseTold | None
    references: int
    negatives: int
    judgements: int
    taught: bool
    version: str = Field(description="Also the ETag: send it as If-Match to change just this version.")
    modified: str = Field(description="ISO 8601, UTC.")


class CardsTold(Told):
    """The shelf, by name; `damaged` are files that are no cards, with the reason."""

    cards: list[CardTold]
    damaged: dict[str, str]


class CardOpened(CardTold):
    """A card and its examples."""

    examples: list[ExampleTold]
    counterexamples: list[ExampleTold]


class CardPut(Level):
    """A card to keep: what is asked, what to call it."""

    question: Question
    name: str = Field(default="", max_length=200)
    notes: str = Field(default="", max_length=5000)


class CardPatch(Asked):
    """What to change of a card; what is not sent stays. A threshold is set by exactly one of the three fields."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    notes: str | None = Field(default=None, max_length=5000)
    same: Same | None = None
    threshold: Share | None = None
    false_alarms: Annotated[float, Field(gt=0, lt=1)] | None = None
    advised: bool = Field(default=False, description="Back to the threshold that the weights advise.")


class Feedback(Asked):
    """Yes and no to what was found: the card learns from it."""

    judgements: list[Judgement] = Field(default_factory=list, max_length=256)
    forget: bool = Field(default=False, description="First forget all that was said before.")


class CardChecked(Told):
    """What would make a card better."""

    remarks: list[Remark]
