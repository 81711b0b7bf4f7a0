"""An answer as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import numpy as np
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from seesame.inspect.breakdown import Part
from seesame.inspect.why import Why
from seesame.inspect.words import told

FORMAT: Literal["seesame-why/1"] = "seesame-why/1"


def _rows(values: Any) -> Any:
    """An array of cells as rows of numbers with four digits."""
    return np.round(values, 4).tolist() if isinstance(values, np.ndarray) else values


def _by_name(parts: Any) -> Any:
    """Parts of a score as points by their names."""
    return {part.name: part.points for part in parts if isinstance(part, Part)} if isinstance(parts, tuple) else parts


Sides: TypeAlias = tuple[float, float, float, float]
Place: TypeAlias = tuple[int, int]
Digits: TypeAlias = Annotated[float, AfterValidator(lambda value: round(value, 4))]
Cells: TypeAlias = Annotated[tuple[tuple[float, ...], ...], BeforeValidator(_rows)]
Parts: TypeAlias = Annotated[dict[str, float], BeforeValidator(_by_name)]


class _Strict(BaseModel):
    """Read from JSON, or from the value of the same shape."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


Paper = TypeVar("Paper", bound=_Strict)


class PairPaper(_Strict):
    """A cell of the reference and the cell of the region that is most alike, row and column from 0."""

    reference: Place
    region: Place
    cosine: Digits


class CorrespondencePaper(_Strict):
    """Reference and region cell by cell; maps are rows of cells."""

    weights: Cells
    on_reference: Cells
    on_region: Cells
    in_place: Cells
    pairs: tuple[PairPaper, ...]


class SpokenPaper(_Strict):
    """What one reference says, logits."""

    name: str
    cosine: float
    logit: float
    start: float
    whole: float
    cells: float
    share: float
    correspondence: CorrespondencePaper


class BreakdownPaper(_Strict):
    """The region that speaks for it; the values of `parts` add up to `log_odds`, those of the score."""

    box: Sides
    grid: Sides
    score: float
    log_odds: float
    parts: Parts
    match: float
    quality: float
    negatives: tuple[float, ...]
    with_sure_match: float
    with_sure_box: float
    with_no_negatives: float
    references: tuple[SpokenPaper, ...]


class OtherPaper(_Strict):
    """Another box that plays a part."""

    kind: Literal["candidate", "region", "instance"]
    box: Sides
    overlap: float
    score: float
    match: float | None
    quality: float | None


class LookedPaper(_Strict):
    """What the network had where the asked box is."""

    candidates: int
    regions: int
    limit: int
    candidate: OtherPaper | None
    place: int | None
    region: OtherPaper | None


class WhyPaper(_Strict):
    """The whole answer. Boxes are x1 y1 x2 y2 in pixels of the picture, `instance` counts from 1."""

    format: Literal["seesame-why/1"]
    weights: str
    references: tuple[str, ...]
    picture: str
    cause: str
    headline: str
    text: str
    asked: Sides | None
    threshold: float
    found: int
    instance: int | None
    blame: str | None
    breakdown: BreakdownPaper | None
    looked: LookedPaper | None
    by: OtherPaper | None
    hidden: OtherPaper | None
    next_best: OtherPaper | None


def paper(why: Why, references: Sequence[str] = (), picture: str = "") -> WhyPaper:
    """An answer as it is written; references and picture as they were named."""
    words = told(why)
    return WhyPaper(
        format=FORMAT,
        weights=why.weights_id,
        references=tuple(references),
        picture=picture,
        cause=why.cause.value,
        headline=words.headline,
        text=words.text,
        asked=why.asked,
        threshold=why.threshold,
        found=len(why.instances),
        instance=None if why.number is None else why.number + 1,
        blame=None if why.blame is None else why.blame.value,
        breakdown=_as(BreakdownPaper, why.breakdown),
        looked=_as(LookedPaper, why.looked),
        by=_as(OtherPaper, why.by),
        hidden=_as(OtherPaper, why.hidden),
        next_best=_as(OtherPaper, why.next_best),
    )


def _as(kind: type[Paper], value: object) -> Paper | None:
    return None if value is None else kind.model_validate(value)
