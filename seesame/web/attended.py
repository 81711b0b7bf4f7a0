"""Routes whose work ends when their client goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.routing import APIRoute

T = TypeVar("T")

GONE = 499
"""Status in the log of a request whose client went away; nobody reads it."""


class AttendedRoute(APIRoute):
    """Reads the body, then works for as long as the client is there."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, attended."""
        handle = super().get_route_handler()

        async def attended(request: Request) -> Response:
            await request.body()
            answer = await while_there(request, handle(request))
            return Response(status_code=GONE) if answer is None else answer

        return attended


async def while_there(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work gives; None if the client went away before, and the work was cancelled."""
    task = asyncio.ensure_future(work)
    going = asyncio.ensure_future(_going(request))
    try:
        await asyncio.wait({task, going}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for each in (task, going):
            if not each.done():
                each.cancel()


async def _going(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
