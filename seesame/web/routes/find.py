"""Questions: of one picture, of many, about themselves."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

from seesame.inspect import WhyPaper, paper, sheet
from seesame.inspect import why as explain
from seesame.inspect.why import Why
from seesame.web import cards, understanding
from seesame.web.attended import AttendedRoute
from seesame.web.commands import commands as written
from seesame.web.pictures import png
from seesame.web.responses import LINES
from seesame.web.routes.needs import Serving
from seesame.web.schemas.answers import Answer, CheckTold, CommandsTold, Line, OutlineTold
from seesame.web.schemas.questions import AskCommands, AskWhy, Find, Level, Outline, Question, Search
from seesame.web.service import Service
from seesame.web.understanding import Understood

router = APIRouter(tags=["questions"], route_class=AttendedRoute)

_PNG = {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}, "description": "A PNG."}
_LINES = {
    "description": "A JSON object a line, each a `Line`: started, hit, answer, failed, ended, broken.",
    "content": {LINES: {"schema": {"type": "string"}}},
}


@router.post("/outline")
async def outline(asked: Outline, service: Serving) -> OutlineTold:
    """The mask of what lies in a drawn box or at a point, corrected by strokes: so one sees what is understood.

    The mask is the network's, of the object that fills the box. A stroke changes it near the stroke, by colours. Draw
    the box, send it; add strokes, send all of them again.
    """
    return await service.asking.outline(asked)


@router.post("/find")
async def find(asked: Find, service: Serving) -> Answer:
    """Ask one picture. The second question to it costs little: it is encoded once."""
    ask = await service.asking.ask(asked)
    return await service.asking.answer(service.pictures.source(asked.picture), ask)


@router.post("/search", response_class=StreamingResponse, responses={200: _LINES})
async def search(asked: Search, service: Serving) -> StreamingResponse:
    """Ask pictures, the folder or the collection. Answers come as they are found; close the connection to stop.

    What is wrong with the question is told by the status; what comes up later, by a last line of the kind `broken`.
    """
    service.enter_stream()
    try:
        lines = await service.searching.begin(asked)
    except BaseException:
        service.leave_stream()
        raise
    return StreamingResponse(_bytes(service, lines), media_type=LINES, headers={"X-Accel-Buffering": "no"})


@router.post("/check")
async def check(question: Question, service: Serving) -> CheckTold:
    """How a question is understood, and what would make it better: examples that are small, dark, cut off, unlike."""
    understood = await service.asking.understood(question)
    card, finder = understood.card, service.finder
    remarks = await service.pool.run(lambda _: cards.checked(finder, card))
    asked = understanding.asked(card, understanding.threshold_of(finder, card, Level()))
    return CheckTold(asked=asked, remarks=remarks, levels=understanding.levels(finder, card.same))


@router.post("/why")
async def why(asked: AskWhy, service: Serving) -> WhyPaper:
    """Why an instance was found; with `at`, what became of the thing in that box. About the match with the category."""
    answer, understood = await _why(asked, service)
    names = [each.name for each in understood.card.references]
    return paper(answer, names, service.pictures.source(asked.picture).name)


@router.post("/why/sheet", response_class=Response, responses={200: _PNG})
async def why_sheet(asked: AskWhy, service: Serving) -> Response:
    """The same as a picture to look at."""
    answer, understood = await _why(asked, service)
    source = service.pictures.source(asked.picture)
    drawn = await service.pool.run(
        lambda _: png(sheet(answer, service.pictures.read(source), understood.card.references))
    )
    return Response(drawn, media_type="image/png")


@router.post("/commands")
async def commands(asked: AskCommands, service: Serving) -> CommandsTold:
    """The same question as a command line and as Python, to be copied."""
    return await service.viewing.run(lambda _: written(asked, service.settings, service.pictures, service.shelf))


async def _why(asked: AskWhy, service: Service) -> tuple[Why, Understood]:
    understood = await service.asking.understood(asked.question)
    card, finder = understood.card, service.finder
    least = understanding.threshold_of(finder, card, asked)
    scene = await service.asking.scenes.whole(service.pictures.source(asked.picture))
    answer = await service.pool.run(
        lambda _: explain(finder, scene, card, asked.at, asked.instance - 1, least, asked.top)
    )
    return answer, understood


async def _bytes(service: Service, lines: AsyncGenerator[Line, None]) -> AsyncIterator[bytes]:
    try:
        async with aclosing(lines) as open_lines:
            async for line in open_lines:
                yield line.model_dump_json().encode() + b"\n"
    finally:
        service.leave_stream()
