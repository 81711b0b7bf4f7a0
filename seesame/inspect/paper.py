"""An answer as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from seesame.descriptor import Floats
from seesame.inspect.correspondence import Correspondence
from seesame.inspect.judgement import Judged, Spoken
from seesame.inspect.traces import Other
from seesame.inspect.why import Why
from seesame.inspect.words import told

FORMAT: Literal["seesame-why/1"] = "seesame-why/1"

Sides = tuple[float, float, float, float]
Cells = tuple[tuple[float, ...], ...]
Place = tuple[int, int]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PairPaper(_Strict):
    """A cell of the reference and the cell of the region that is most alike, row and column from 0."""

    reference: Place
    region: Place
    cosine: float


class SpokenPaper(_Strict):
    """What one reference says, logits; maps are rows of cells."""

    name: str
    cosine: float
    logit: float
    start: float
    whole: float
    cells: float
    share: float
    weights: Cells
    on_reference: Cells
    on_region: Cells
    in_place: Cells
    pairs: tuple[PairPaper, ...]


class JudgedPaper(_Strict):
    """The region that speaks for it; the values of `parts` add up to `log_odds`, those of the score."""

    box: Sides
    grid: Sides
    score: float
    log_odds: float
    parts: dict[str, float]
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
    judged: JudgedPaper | None
    looked: LookedPaper | None
    by: OtherPaper | None
    hidden: OtherPaper | None
    next_best: OtherPaper | None


def paper(why: Why, references: Sequence[str] = (), picture: str = "") -> WhyPaper:
    """An answer as it is written; references and picture as they were named."""
    words, looked = told(why), why.looked
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
        judged=None if why.judged is None else _judged(why.judged),
        looked=None
        if looked is None
        else LookedPaper(
            candidates=looked.candidates,
            regions=looked.regions,
            limit=looked.limit,
            candidate=_other(looked.candidate),
            place=looked.place,
            region=_other(looked.region),
        ),
        by=_other(why.by),
        hidden=_other(why.hidden),
        next_best=_other(why.next_best),
    )


def _judged(judged: Judged) -> JudgedPaper:
    return JudgedPaper(
        box=judged.box,
        grid=judged.grid,
        score=judged.score,
        log_odds=judged.log_odds,
        parts={part.name: part.points for part in judged.parts},
        match=judged.match,
        quality=judged.quality,
        negatives=judged.negatives,
        with_sure_match=judged.with_sure_match,
        with_sure_box=judged.with_sure_box,
        with_no_negatives=judged.with_no_negatives,
        references=tuple(_spoken(each) for each in judged.references),
    )


def _spoken(spoken: Spoken) -> SpokenPaper:
    found: Correspondence = spoken.correspondence
    return SpokenPaper(
        name=spoken.name,
        cosine=spoken.cosine,
        logit=spoken.logit,
        start=spoken.start,
        whole=spoken.whole,
        cells=spoken.cells,
        share=spoken.share,
        weights=_cells(found.weights),
        on_reference=_cells(found.on_reference),
        on_region=_cells(found.on_region),
        in_place=_cells(found.in_place),
        pairs=tuple(PairPaper(reference=p.reference, region=p.region, cosine=round(p.cosine, 4)) for p in found.pairs),
    )


def _cells(values: Floats) -> Cells:
    return tuple(tuple(round(float(value), 4) for value in row) for row in values)


def _other(other: Other | None) -> OtherPaper | None:
    if other is None:
        return None
    return OtherPaper(
        kind=other.kind,
        box=other.box,
        overlap=other.overlap,
        score=other.score,
        match=other.match,
        quality=other.quality,
    )
