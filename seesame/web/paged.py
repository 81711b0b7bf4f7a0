"""The page: static files beside the API."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from seesame.web.responses import problem_response, refusal_of_http

FILES = Path(__file__).parent / "page"


class Page:
    """A layer that serves the page's files, and leaves the API to the application."""

    def __init__(self, app: ASGIApp, folder: Path = FILES) -> None:
        self._app = app
        self._files = _Files(directory=folder, html=True, check_dir=False)
        self._there = (folder / "index.html").is_file()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file, or what the application answers."""
        if scope["type"] != "http" or scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        try:
            if not self._there:
                raise HTTPException(404, "this installation has no page; the API is at /api/v1")
            await self._files(scope, receive, send)
        except HTTPException as error:
            await problem_response(refusal_of_http(error), scope.get("request_id", ""))(scope, receive, send)


class _Files(StaticFiles):
    """Browsers ask each time whether a file has changed, so that an update is seen at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
