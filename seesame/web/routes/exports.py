"""Take away what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

from seesame.errors import PictureError
from seesame.results import Answer, Asked, Failure, Names
from seesame.web import cards, exports
from seesame.web.asking import Ask
from seesame.web.attended import AttendedRoute
from seesame.web.problems import Refusal
from seesame.web.routes.needs import Serving
from seesame.web.schemas.cards import CardPut
from seesame.web.schemas.questions import Chosen, Export
from seesame.web.service import Service

router = APIRouter(tags=["exports"], route_class=AttendedRoute)

_BLOCK = 1 << 18
_FILES = {
    "description": "A file: JSON, CSV or a zip, by the format.",
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "text/csv": {"schema": {"type": "string"}},
        "application/zip": {"schema": {"type": "string", "format": "binary"}},
    },
}


@router.post("/exports", response_class=StreamingResponse, responses={200: _FILES})
async def export(asked: Export, service: Serving) -> StreamingResponse:
    """What pictures answer, as a file: the same formats as `seesame find` writes, masks, cut-outs, overlays.

    Pictures are asked again, which costs little while they are remembered. Those that cannot be read are named in
    results.json and results.csv.
    """
    ask = await service.asking.ask(asked)
    name = ask.card.name or "found"
    told = Asked((), name, ask.threshold, ask.top, service.finder.weights_id, str(ask.tiles), ask.card.same)
    with exports.Package.of(asked.format, told) as package:
        names = Names()
        for number, chosen in enumerate(asked.pictures, 1):
            said = await _answered(service, ask, chosen, number, names)
            add = package.add if isinstance(said, Answer) else package.fail
            await service.viewing.run(lambda _, add=add, said=said: add(said), admitted=True)  # type: ignore[misc]
        file = await service.viewing.run(lambda _: package.file(), admitted=True)
    kind = exports.KINDS[asked.format]
    attached = {"Content-Disposition": f'attachment; filename="{_plain(name)}-{asked.format}.{kind.suffix}"'}
    return StreamingResponse(_blocks(file), media_type=kind.media, headers=attached)


@router.post(
    "/exports/card",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def card(asked: CardPut, service: Serving) -> Response:
    """A question as a .seesame file, without keeping it on the shelf."""
    made = (await service.asking.understood(asked.question)).card
    made = cards.levelled(service.finder, cards.named(made, asked.name, asked.notes), asked)
    content = await service.viewing.run(lambda _: exports.card_file(made))
    attached = {"Content-Disposition": f'attachment; filename="{_plain(made.name)}.seesame"'}
    return Response(content, media_type="application/octet-stream", headers=attached)


async def _answered(service: Service, ask: Ask, chosen: Chosen, number: int, names: Names) -> Answer | Failure:
    """What one picture answers, with its pixels."""
    try:
        source = service.pictures.source(chosen.picture)
        found = await service.asking.found(source, ask, admitted=True)
        picture = await service.viewing.run(lambda _: service.pictures.read(source), admitted=True)
    except (PictureError, Refusal) as error:
        detail = error.detail if isinstance(error, Refusal) else str(error)
        return Failure(chosen.picture, detail)
    answer = Answer(number, source.name, names.of(source.name), picture, found.instances, found.presence)
    return exports.chosen(answer, chosen.instances)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block


def _plain(name: str) -> str:
    """A name that every file system takes."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in name)
    return kept.strip("-.")[:60] or "seesame"
