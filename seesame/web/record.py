"""The outermost layer: every request has an id, is written down and counted, and its answer says how to be treated."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from datetime import datetime, timezone
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seesame.web.metrics import Metrics
from seesame.web.problems import Refusal
from seesame.web.responses import problem_response

LOG = logging.getLogger("seesame.web")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer says: no script, style or picture but the server's own, and nobody may frame or borrow it."""

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Record:
    """Writes down what came and what became of it; never what was in it, nor any token."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope["request_id"] = name
        began, status, first = time.perf_counter(), 0, 0.0

        async def tell(message: Message) -> None:
            nonlocal status, first
            if message["type"] == "http.response.start":
                status, first = message["status"], time.perf_counter() - began
                headers = MutableHeaders(scope=message)
                for key, value in HEADERS.items():
                    headers.setdefault(key, value)
                headers["X-Request-Id"] = name
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, tell)
        except Exception:
            LOG.exception("failed", extra={"told": {"request_id": name}})
            if not status:
                refusal = Refusal("bug", f"the program failed; the log tells more about the request {name}")
                await problem_response(refusal, name)(scope, receive, tell)
        finally:
            self._write(scope, status, first, time.perf_counter() - began)

    def _write(self, scope: Scope, status: int, first: float, whole: float) -> None:
        route = route_of(scope)
        self._metrics.count(scope["method"] if scope["method"] in _METHODS else "OTHER", route, status, first)
        told = {
            "request_id": scope["request_id"],
            "client": (scope.get("client") or ("",))[0],
            "method": scope["method"][:16],
            "route": route,
            "status": status,
            "ms": round(1000 * whole, 1),
        }
        LOG.info("request", extra={"told": told})


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def route_of(scope: Scope) -> str:
    """The address as the table of addresses has it, without what fills its places; "page" or "none" for others."""
    path = getattr(scope.get("route"), "path_format", None)
    if isinstance(path, str):
        return path
    return "none" if scope["path"].startswith("/api/") else "page"


class Lines(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)
