"""What is asked for: examples, counterexamples, what was said of answers, a card, and from which score it counts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from seesame.web.schemas.wire import (
    MOST_EXAMPLES,
    WHOLE,
    Asked,
    Box,
    CardId,
    MaskRle,
    Masks,
    PictureId,
    Point,
    Polygon,
    Same,
    Share,
    Text,
    given,
    shaped,
)

Counted = Annotated[int, Field(strict=True, ge=1), WHOLE]
Top = Annotated[int, Field(strict=True, ge=1, le=1000), WHOLE]
TileSide = Annotated[int, Field(strict=True, ge=64, le=20000), WHOLE]
PageNumber = Annotated[int, Field(strict=True, ge=1, le=100_000), WHOLE]
PageSize = Annotated[int, Field(strict=True, ge=1, le=200), WHOLE]
Looks = Annotated[int, Field(strict=True, ge=0, le=200), WHOLE]


class Example(Asked):
    """A picture and the region that is meant; without box, polygons and mask the whole picture is."""

    model_config = shaped(**{"not": {"allOf": [given("polygons"), given("mask")]}})

    picture: PictureId
    box: Box | None = None
    polygons: list[Polygon] | None = Field(default=None, min_length=1, max_length=200)
    mask: MaskRle | None = None
    name: Text = ""

    @model_validator(mode="after")
    def _one_outline(self) -> Example:
        if self.polygons is not None and self.mask is not None:
            raise ValueError("polygons and mask came together, expected one of them")
        return self


class Judgement(Asked):
    """What somebody said of an instance that was found."""

    picture: PictureId
    box: Box = Field(description="The instance's box, as it was told.")
    right: StrictBool = Field(description="Whether it is what was asked for.")


class Question(Asked):
    """What is asked for. It is sent whole each time; the server remembers what it made of it.

    A card, or at least one reference; to a card references, negatives and judgements are added for this question.
    """

    model_config = shaped(
        anyOf=[given("card"), {"required": ["references"], "properties": {"references": {"minItems": 1}}}]
    )

    card: CardId | None = None
    references: list[Example] = Field(default_factory=list, max_length=MOST_EXAMPLES)
    negatives: list[Example] = Field(default_factory=list, max_length=MOST_EXAMPLES)
    judgements: list[Judgement] = Field(default_factory=list, max_length=256)
    same: Same | None = Field(
        default=None, description="Their category, or the very object; null: what the card says, or category."
    )
    name: Text = Field(default="", description="What to call it in results.")

    @model_validator(mode="after")
    def _something(self) -> Question:
        if self.card is None and not self.references:
            raise ValueError("neither a card nor a reference came, expected at least one")
        return self


class Level(Asked):
    """From which score an instance counts; at most one is given, none means the card's own or the advised one."""

    model_config = shaped(**{"not": {"allOf": [given("threshold"), given("false_alarms")]}})

    threshold: Share | None = None
    false_alarms: Annotated[float, Field(strict=True, gt=0, lt=1)] | None = Field(
        default=None, description="The share of pictures without the thing that may raise an alarm, as 0.05."
    )

    @model_validator(mode="after")
    def _one(self) -> Level:
        if self.threshold is not None and self.false_alarms is not None:
            raise ValueError("threshold and false_alarms came together, expected one of them")
        return self


class Asking(Level):
    """A question and how it is to be answered."""

    question: Question
    top: Top = Field(default=100, description="The most instances of one picture.")
    tiles: Literal["off", "auto"] | TileSide = Field(
        default="off", description="Look at large pictures in parts too, for small things: auto, or a side in pixels."
    )
    masks: Masks = "polygons"


class Find(Asking):
    """Ask one picture."""

    picture: PictureId


class InPictures(Asked):
    """These pictures."""

    kind: Literal["pictures"]
    pictures: list[PictureId] = Field(min_length=1, max_length=10_000)


class InFolder(Asked):
    """All pictures of the folder, or those whose path holds a text."""

    kind: Literal["folder"]
    filter: Text = ""
    under: str = Field(default="", max_length=1000, description="A folder in the folder.")


class InCollection(Asked):
    """A page of the collection's hits: looked up in milliseconds, then looked at again."""

    kind: Literal["collection"]
    filter: Text = Field(default="", description="Only pictures whose path holds this text.")
    page: PageNumber = 1
    size: PageSize = 20
    verify: Looks | None = Field(default=None, description="Look again at so many; null: all of the page.")


Scope = Annotated[InPictures | InFolder | InCollection, Field(discriminator="kind")]


class Search(Asking):
    """Ask many pictures."""

    scope: Scope


class Stroke(Asked):
    """A correction: what is under it belongs to the object, or does not."""

    points: list[Point] = Field(min_length=1, max_length=2000, description="x, y, picture pixels.")
    width: float = Field(strict=True, default=8.0, ge=1, le=400, description="Picture pixels.")
    belongs: StrictBool


class Outline(Asked):
    """What lies in a drawn box, or at a point; corrected by strokes."""

    model_config = shaped(oneOf=[given("box"), given("point")])

    picture: PictureId
    box: Box | None = None
    point: Point | None = Field(default=None, description="Instead of a box: something that was clicked.")
    mask: MaskRle | None = Field(default=None, description="Correct this mask instead of the network's own.")
    strokes: list[Stroke] = Field(default_factory=list, max_length=100)
    masks: Masks = "rle"

    @model_validator(mode="after")
    def _one_place(self) -> Outline:
        if (self.box is None) == (self.point is None):
            raise ValueError("box and point came together or not at all, expected one of them")
        return self


class AskWhy(Level):
    """Why an instance was found, or what became of a box."""

    question: Question
    picture: PictureId
    at: Box | None = Field(default=None, description="A thing that somebody points at.")
    instance: Counted = Field(default=1, description="Which of the found instances; not looked at with `at`.")
    top: Top = 100


class Chosen(Asked):
    """What to take away of one picture."""

    picture: PictureId
    instances: list[Counted] | None = Field(
        default=None, description="Their numbers; null: all."
    )


class Export(Asking):
    """Take away what was found, of these pictures."""

    pictures: list[Chosen] = Field(min_length=1, max_length=2000)
    format: Literal["coco", "yolo", "csv", "masks", "cutouts", "overlays"]


class AskCommands(Asking):
    """The same question for the command line and for Python."""

    scope: Scope
