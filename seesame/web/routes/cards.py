"""Cards: the shelf."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response

from seesame.card import Card
from seesame.web import cards, examples
from seesame.web.attended import AttendedRoute
from seesame.web.pictures import jpeg, png
from seesame.web.responses import cached
from seesame.web.routes.needs import CardName, OnlyVersion, Serving
from seesame.web.routes.pictures import Tags
from seesame.web.schemas.cards import CardChecked, CardOpened, CardPatch, CardPut, CardsTold, Feedback
from seesame.web.service import Service
from seesame.web.shelf import Entry
from seesame.web.understanding import described

router = APIRouter(tags=["cards"], route_class=AttendedRoute)

_FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_BODY = {"requestBody": {"required": True, **_FILE}}
_OPENED: dict[int | str, dict[str, Any]] = {200: {"model": CardOpened, "description": "Another card was there."}}


@router.get("/cards")
async def every(service: Serving) -> CardsTold:
    """The shelf."""
    entries, damaged = await service.viewing.run(lambda _: service.shelf.entries())
    return CardsTold(cards=[cards.told(service.finder, each) for each in entries], damaged=damaged)


@router.get("/cards/{card}")
async def one(card: CardName, response: Response, service: Serving) -> CardOpened:
    """One card and what examples it has."""
    return _opened(service, response, await service.viewing.run(lambda _: service.shelf.entry(card)))


@router.put("/cards/{card}", status_code=201, responses=_OPENED)
async def put(card: CardName, asked: CardPut, only: OnlyVersion, response: Response, service: Serving) -> CardOpened:
    """Keep a question as a card; the same again changes nothing. With If-None-Match: * only if there is none yet."""
    understood = await service.asking.understood(asked.question)
    made = cards.levelled(service.finder, cards.named(understood.card, asked.name, asked.notes), asked)
    return await _put(service, response, card, made, only)


@router.patch("/cards/{card}")
async def patch(
    card: CardName, asked: CardPatch, only: OnlyVersion, response: Response, service: Serving
) -> CardOpened:
    """Change name, notes, meaning or threshold."""

    def change(before: Entry | None) -> Card:
        return cards.patched(service.finder, before, asked, card)

    entry, _ = await service.pool.run(lambda _: service.shelf.change(card, change, only))
    return _opened(service, response, entry)


@router.delete("/cards/{card}", status_code=204)
async def remove(card: CardName, only: OnlyVersion, service: Serving) -> Response:
    """Take a card from the shelf; nothing happens if it is not there."""
    await service.viewing.run(lambda _: service.shelf.remove(card, only))
    return Response(status_code=204)


@router.get("/cards/{card}/file", response_class=Response, responses={200: _FILE})
async def download(card: CardName, service: Serving, tags: Tags = "") -> Response:
    """The card's file, for `seesame find` and for others."""
    entry = await service.viewing.run(lambda _: service.shelf.entry(card))
    content = await service.viewing.run(lambda _: service.shelf.path(card).read_bytes())
    answer = cached(content, "application/octet-stream", entry.version, tags, False)
    answer.headers["Content-Disposition"] = f'attachment; filename="{card}.seesame"'
    return answer


@router.put("/cards/{card}/file", status_code=201, openapi_extra=_BODY, responses=_OPENED)
async def upload(
    card: CardName, request: Request, only: OnlyVersion, response: Response, service: Serving
) -> CardOpened:
    """Put a card's file on the shelf; one that other weights made is described anew when it is asked."""
    content = await request.body()
    entry, new = await service.viewing.run(lambda _: service.shelf.put_file(card, content, only))
    response.status_code = 201 if new else 200
    return _opened(service, response, entry)


@router.get(
    "/cards/{card}/preview",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def preview(card: CardName, service: Serving, tags: Tags = "") -> Response:
    """The first references on one sheet, as a JPEG."""
    entry = await service.viewing.run(lambda _: service.shelf.entry(card))
    content = await service.viewing.run(lambda _: jpeg(cards.preview(entry.card), 600))
    return cached(content, "image/jpeg", f"{entry.version}-p", tags, False)


@router.get(
    "/cards/{card}/examples/{kind}/{number}",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def example(
    card: CardName,
    kind: Literal["references", "negatives"],
    number: Annotated[int, Path(ge=1, le=256)],
    service: Serving,
    tags: Tags = "",
) -> Response:
    """The picture that a card keeps of one example, as a PNG."""
    entry = await service.viewing.run(lambda _: service.shelf.entry(card))
    content = await service.viewing.run(lambda _: png(cards.example(entry.card, kind, number).picture))
    return cached(content, "image/png", f"{entry.version}-{kind}-{number}", tags, False)


@router.post("/cards/{card}/feedback")
async def feedback(
    card: CardName, asked: Feedback, only: OnlyVersion, response: Response, service: Serving
) -> CardOpened:
    """Say yes and no to what was found: the card learns from it at once, and its threshold is fitted if that is enough.

    Pictures of judged instances that are remembered are not encoded again. The last word on an instance counts, so that
    the same judgements again change nothing.
    """
    service.shelf.entry(card)
    scenes = await service.asking.judged(asked.judgements)
    finder, shelf = service.finder, service.shelf

    def teach() -> Entry:
        said = examples.judgements(service.pictures, asked.judgements)
        return cards.taught(finder, shelf, card, said, scenes, asked.forget, only)

    return _opened(service, response, await service.pool.run(lambda _: teach()))


@router.get("/cards/{card}/check")
async def check(card: CardName, service: Serving) -> CardChecked:
    """What would make a card better: examples that are small, dark, blurred, cut off, or unlike the others."""
    entry = await service.viewing.run(lambda _: service.shelf.entry(card))
    finder = service.finder
    remarks = await service.pool.run(lambda _: cards.checked(finder, described(finder, entry.card)))
    return CardChecked(remarks=remarks)


async def _put(service: Service, response: Response, card: str, made: Card, only: str | None) -> CardOpened:
    entry, new = await service.viewing.run(lambda _: service.shelf.change(card, lambda _: made, only))
    response.status_code = 201 if new else 200
    return _opened(service, response, entry)


def _opened(service: Service, response: Response, entry: Entry) -> CardOpened:
    response.headers["ETag"] = f'"{entry.version}"'
    return cards.opened(service.finder, entry)
