"""The application: layers, routes, the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from seesame import __version__
from seesame.errors import SeesameError
from seesame.web import openapi
from seesame.web.guard import Guard
from seesame.web.metrics import Metrics
from seesame.web.paged import Page
from seesame.web.problems import Refusal, refusal_of
from seesame.web.record import LOG, Record
from seesame.web.responses import problem_response, refusal_of_http
from seesame.web.routes import about, cards, collection, exports, find, jobs, pictures, session
from seesame.web.service import Service

API = "/api/v1"


def create(service: Service) -> FastAPI:
    """The application around a service, which it closes at its end."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await service.close()

    app = FastAPI(
        title="seesame",
        version=__version__,
        summary="Show it one, see the same.",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # its pages would load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.service, app.state.metrics = service, Metrics(service)
    for part in (about, session, pictures, collection, find, exports, cards, jobs):
        app.include_router(part.router, prefix=API)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    for kind, handler in _HANDLERS:
        app.add_exception_handler(kind, handler)
    app.add_middleware(Page)
    app.add_middleware(Guard, settings=service.settings)
    app.add_middleware(Record, metrics=app.state.metrics)
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem_response(error, _id(request))


async def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, SeesameError)
    refusal = refusal_of(error)
    if refusal.code == "bug":
        LOG.error("failed", exc_info=error, extra={"told": {"request_id": _id(request)}})
    return problem_response(refusal, _id(request))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong: list[dict[str, object]] = [
        {"where": ".".join(str(part) for part in each["loc"]), "what": each["msg"]} for each in error.errors()
    ]
    first = f"{wrong[0]['where']}: {wrong[0]['what']}" if wrong else "the request"
    return problem_response(Refusal("invalid-request", first, errors=wrong[:20]), _id(request))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refusal = refusal_of_http(error)
    if error.status_code == 405:
        refusal.headers["Allow"] = ", ".join(openapi.methods(request.app, request.url.path))
    return problem_response(refusal, _id(request))


def _id(request: Request) -> str:
    name: Any = request.scope.get("request_id", "")
    return str(name)


_HANDLERS = ((Refusal, _refused), (SeesameError, _own), (RequestValidationError, _invalid), (HTTPException, _http))
