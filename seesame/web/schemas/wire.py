"""What all schemas are made of: strict requests, plain answers, boxes, masks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LONGEST_NAME = 200
MOST_EXAMPLES = 64
MOST_POINTS = 10_000


class Asked(BaseModel):
    """Something a client sends: an unknown field is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """Something the server says. Later versions may say more: ignore what you don't know."""

    model_config = ConfigDict(frozen=True)


def shaped(**rules: object) -> ConfigDict:
    """The configuration of a request whose fields depend on each other, as JSON Schema says it."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra=dict(rules))  # type: ignore[arg-type]


def given(name: str) -> dict[str, object]:
    """JSON Schema that says that a field is there and is not null."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


def _whole(value: object) -> object:
    """JSON knows one kind of number: 5.0 is an integer there."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Stands last in the annotation of a strict integer, so that its bounds are told of the integer."""

Whole = Annotated[int, Field(strict=True), WHOLE]
Number = Annotated[float, Field(strict=True, ge=-1e6, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Box = Annotated[
    tuple[Number, Number, Number, Number],
    Field(description="x1, y1, x2, y2 in pixels of the upright picture, right and bottom exclusive."),
]
Point = Annotated[tuple[Number, Number], Field(description="x, y in pixels of the upright picture.")]
Polygon = Annotated[
    list[Number],
    Field(min_length=6, max_length=2 * MOST_POINTS, description="x1, y1, x2, y2, ... of 3 points or more."),
]
PictureId = Annotated[
    str,
    Field(
        pattern=r"^[ufc]-[A-Za-z0-9_-]{1,2000}$",
        max_length=2002,
        description="u-... was uploaded (made of its content), f-... lies in the folder, c-... in the collection.",
    ),
]
CardId = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Lower case letters, digits, hyphens; names the file.")
]
Text = Annotated[str, Field(max_length=LONGEST_NAME)]
Same = Literal["category", "object"]
Masks = Literal["polygons", "rle", "png", "none"]


class MaskRle(Asked):
    """A mask as COCO's run lengths: column by column, background first, as a compressed string or a list of numbers."""

    size: tuple[Whole, Whole] = Field(description="height, width of the picture")
    counts: str | list[Whole] = Field(description="as pycocotools reads and writes them")

    def run_lengths(self) -> dict[str, object]:
        """As `seesame.geometry.runlength` takes them."""
        return {"size": list(self.size), "counts": self.counts}


class RleTold(Told):
    """A mask as COCO's run lengths."""

    size: tuple[int, int] = Field(description="height, width of the picture")
    counts: str


class MaskTold(Told):
    """A mask in the one form that was asked for; the others are null."""

    polygons: list[list[float]] | None = Field(
        default=None, description="A flat x1, y1, x2, y2, ... a piece, along pixel edges; filled by the even-odd rule."
    )
    rle: RleTold | None = Field(default=None, description="COCO's run lengths of the whole picture.")
    png: str | None = Field(default=None, description="Base64 of a PNG, 0 and 255, of the mask's own rectangle.")
    corner: tuple[int, int] | None = Field(default=None, description="With png: x, y of its first pixel.")
