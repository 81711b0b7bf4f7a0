"""What routes need of the application."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Path, Query, Request

from seesame.web.problems import Refusal
from seesame.web.schemas.wire import CardId, PictureId
from seesame.web.service import Service


def service_of(request: Request) -> Service:
    """The application's service."""
    service: Any = request.app.state.service
    assert isinstance(service, Service)
    return service


Serving = Annotated[Service, Depends(service_of)]
Picture = Annotated[PictureId, Path()]
_FOUR = r"^-?[0-9]{1,6}(\.[0-9]{1,4})?(,-?[0-9]{1,6}(\.[0-9]{1,4})?){3}$"
CardName = Annotated[CardId, Path()]


def box_asked(
    box: Annotated[
        str | None,
        Query(pattern=_FOUR, max_length=100, description="x1,y1,x2,y2, pixels of the upright picture."),
    ] = None,
) -> tuple[float, ...] | None:
    """A box in an address."""
    return None if box is None else tuple(float(part) for part in box.split(","))


def version_asked(
    if_match: Annotated[str | None, Header(max_length=100, description="The card's version: change only that.")] = None,
    if_none_match: Annotated[Literal["*"] | None, Header(description="Only if there is none yet.")] = None,
) -> str | None:
    """Which version of a card may be changed; None for any, "none" for a new card alone.

    Raises: Refusal: the headers say both.
    """
    if if_none_match is not None:
        if if_match is not None:
            raise Refusal("input-unusable", "If-None-Match and If-Match came together, expected one of them")
        return "none"
    if if_match is None or if_match.strip() == "*":
        return None
    return if_match.strip().removeprefix("W/").strip('"')


OnlyVersion = Annotated[str | None, Depends(version_asked)]
BoxText = Annotated["tuple[float, ...] | None", Depends(box_asked)]
