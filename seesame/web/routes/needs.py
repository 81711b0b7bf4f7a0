"""What routes need of the application."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request
from pydantic import BeforeValidator

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
CardName = Annotated[CardId, Path()]


def _sides(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ValueError("expected x1,y1,x2,y2") from None


def version_asked(
    if_match: Annotated[str | None, Header(max_length=100, description="The card's version: change only that.")] = None,
    if_none_match: Annotated[str | None, Header(max_length=100, description="*: only if there is none yet.")] = None,
) -> str | None:
    """Which version of a card may be changed; None for any, "none" for a new card alone.

    Raises: Refusal: the headers say something else.
    """
    if if_none_match is not None:
        if if_none_match.strip() != "*" or if_match is not None:
            raise Refusal("invalid-request", "If-None-Match came as something else than *, or together with If-Match")
        return "none"
    if if_match is None or if_match.strip() == "*":
        return None
    return if_match.strip().removeprefix("W/").strip('"')


OnlyVersion = Annotated[str | None, Depends(version_asked)]
BoxText = Annotated[
    tuple[float, float, float, float] | None,
    BeforeValidator(_sides),
    Query(description="x1,y1,x2,y2 in pixels of the upright picture."),
]
