"""Who may ask: by which name, from which page, with which token, and how much at once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seesame.web.problems import Refusal
from seesame.web.responses import problem_response
from seesame.web.settings import LOOPBACK, Settings, is_loopback

SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/api/v1/health", "/api/v1/ready", "/api/v1/session")
"""Addresses that need no token; the page itself holds no secrets either."""
PICTURES, CARDS = "/api/v1/pictures", "/api/v1/cards/"
"""Where pictures are sent, and below what the files of cards are."""


class Guard:
    """Lets through what may pass; says why of what may not."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._names = {name.lower() for name in (*LOOPBACK, settings.host, *settings.names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check_host(headers)
            check_origin(scope["method"], headers)
            self._check_token(scope["path"], headers)
            limit = self._limit(scope["path"])
            _check_length(headers, limit)
        except Refusal as refusal:
            await problem_response(refusal, scope.get("request_id", ""))(scope, receive, send)
            return
        await self._app(scope, _Bounded(receive, limit, self._settings.limits.seconds_a_body), send)

    def _check_host(self, headers: Headers) -> None:
        """Only by the server's own names: pages of others could else lead their names here.

        Where the server listens to other machines and no names were given, the token alone protects it.
        """
        if not is_loopback(self._settings.host) and not self._settings.names:
            return
        name = host_of(headers.get("host", ""))
        if name not in self._names:
            raise Refusal("foreign-host", f"the server was addressed as {name[:200]!r}; allow it with --allow-host")

    def _check_token(self, path: str, headers: Headers) -> None:
        token = self._settings.token
        if token is None or not path.startswith("/api/") or path in OPEN:
            return
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and same_secret(given.strip(), token):
            return
        if same_secret(cookie_of(headers, cookie_name(self._settings)), cookie_value(token)):
            return
        raise Refusal(
            "token-needed",
            "send `Authorization: Bearer TOKEN`, or exchange the token for a cookie at POST /api/v1/session",
            {"WWW-Authenticate": 'Bearer realm="seesame"'},
        )

    def _limit(self, path: str) -> int:
        limits = self._settings.limits
        if path == PICTURES:
            return limits.upload_bytes
        file = path.startswith(CARDS) and path.endswith("/file")
        return max(limits.upload_bytes, limits.body_bytes) if file else limits.body_bytes


class _Bounded:
    """A request's body, within a limit of bytes and of time."""

    def __init__(self, receive: Receive, limit: int, seconds: float) -> None:
        self._receive, self._limit, self._seconds = receive, limit, seconds
        self._came, self._complete = 0, False

    async def __call__(self) -> Message:
        if self._complete:  # what is waited for now is the client's going
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._seconds)
        except asyncio.TimeoutError:
            raise HTTPException(400, f"the body did not come within {self._seconds:g} s") from None
        self._came += len(message.get("body", b""))
        if self._came > self._limit:
            raise HTTPException(413, f"the body has more than {self._limit:,} bytes, which is the most that is taken")
        self._complete = message["type"] != "http.request" or not message.get("more_body", False)
        return message


def check_origin(method: str, headers: Headers) -> None:
    """Whatever changes something comes from the server's own page, or from no page at all.

    Browsers say where a request comes from, and pages cannot change what they say. Raises: Refusal: it is another's.
    """
    if method in SAFE:
        return
    origin = headers.get("origin")
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refusal("foreign-origin", "the request was made by a page of another site")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        raise Refusal("foreign-origin", f"the request was made by a page of {origin[:200]!r}")


def host_of(header: str) -> str:
    """The name in a Host header, without the port, lower case."""
    name = urlsplit(f"//{header}").hostname if "]" in header or header.count(":") < 2 else None
    return (name or "").lower()


def cookie_name(settings: Settings) -> str:
    """Browsers do not tell ports apart: two servers on one machine have two cookies."""
    return f"seesame-{settings.port}"


def cookie_value(token: str) -> str:
    """What a cookie holds: it proves the token and does not tell it."""
    return hmac.new(token.encode(), b"seesame cookie", hashlib.sha256).hexdigest()


def cookie_of(headers: Headers, name: str) -> str:
    """The value of a cookie; empty if there is none."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def same_secret(given: str, secret: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how far they are."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode("utf-8", "surrogatepass"))


def _check_length(headers: Headers, limit: int) -> None:
    told = headers.get("content-length", "0")
    if not told.isascii() or not told.isdigit():
        raise Refusal("bad-request", "Content-Length is no number")
    if int(told[:20]) > limit:
        raise Refusal("too-large", f"the body has {told[:20]} bytes, expected at most {limit:,}")
