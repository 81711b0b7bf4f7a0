"""What is found, and what is told of a question."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seesame.web.schemas.wire import MaskTold, Same, Told


class InstanceTold(Told):
    """One found instance."""

    number: int = Field(description="Its place in the picture, the best is 1; `why` and exports name it so.")
    box: tuple[float, float, float, float]
    score: float
    mask: MaskTold | None = Field(default=None, description="null where masks were not asked for.")


class Answer(Told):
    """What one picture answered."""

    kind: Literal["answer"] = "answer"
    picture: str
    name: str
    width: int
    height: int
    score: float = Field(description="The best score of the picture, also where it is under the threshold.")
    presence: float | None = Field(description="How probable it is that the thing is there at all; null: unknown.")
    instances: list[InstanceTold]
    place: int = Field(default=0, description="In a stream: its rank among the answers so far, the best is 0.")
    seconds: float = Field(description="That looking took.")
    encoded: bool = Field(description="Whether the picture had to be encoded; else it was remembered.")


class Failed(Told):
    """A picture that could not be asked; the others go on."""

    kind: Literal["failed"] = "failed"
    picture: str
    name: str
    reason: str


class RegionTold(Told):
    """A region that came up in the collection, before the network looked again."""

    box: tuple[float, float, float, float]
    estimate: float


class HitTold(Told):
    """A picture that came up in the collection; an answer follows for those that are looked at again."""

    kind: Literal["hit"] = "hit"
    picture: str
    name: str
    width: int
    height: int
    score: float = Field(description="Estimated from the vectors alone.")
    regions: list[RegionTold]


class Started(Told):
    """The first line of a stream: what is asked, and of how many pictures."""

    kind: Literal["started"] = "started"
    asked: AskedTold
    pictures: int = Field(description="That will be looked at; answers and failures together.")
    page: int | None = None
    pages: int | None = None
    came_up: int | None = Field(default=None, description="Of a collection: pictures that came up, on all pages.")


class Ended(Told):
    """The last line of a stream; without it the stream was cut."""

    kind: Literal["ended"] = "ended"
    answers: int
    failures: int
    found: int = Field(description="Instances.")
    pictures_with: int = Field(description="Pictures that have one or more.")
    seconds: float


class Broken(Told):
    """The last line of a stream that cannot go on."""

    kind: Literal["broken"] = "broken"
    code: str
    detail: str


Line = Annotated[Started | HitTold | Answer | Failed | Ended | Broken, Field(discriminator="kind")]


class LevelTold(Told):
    """A stop of the slider: with this threshold, this share of pictures without the thing raises a false alarm."""

    rate: float
    threshold: float
    recall: float = Field(description="The share of objects that is found there, as measured with the weights.")


class LevelsTold(Told):
    """The slider's scale. `advised` is the threshold that counts where nothing is said."""

    same: Same
    advised: float
    levels: list[LevelTold]


class AskedTold(Told):
    """A question as it was understood."""

    name: str
    same: Same
    threshold: float
    references: int
    negatives: int
    judgements: int
    taught: bool = Field(description="Whether the judgements taught something; then measured rates are off.")
    warnings: list[str] = Field(description="What makes the question weaker than it could be.")


class Remark(Told):
    """One thing to mend in a question's examples."""

    example: str
    kind: str
    text: str
    box: tuple[float, float, float, float] | None = None


class CheckTold(Told):
    """A question as it was understood, and what would make it better."""

    asked: AskedTold
    remarks: list[Remark]
    levels: list[LevelTold]


class OutlineTold(Told):
    """What was understood: a mask, its box."""

    box: tuple[float, float, float, float]
    mask: MaskTold
    pixels: int
    worth: float = Field(description="How sure the network is that it is one whole object, 0 to 1.")
    strokes: int = Field(description="That were heeded.")


class CommandsTold(Told):
    """The same question elsewhere."""

    command: str
    python: str
    needs_card: bool = Field(description="Whether the question must first be saved as the card that the lines name.")


Started.model_rebuild()
