"""Answers of HTTP: problems as RFC 9457 tells them, JSON lines, files."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.responses import Response

from seesame.web.problems import Refusal
from seesame.web.schemas.about import Problem

PROBLEM = "application/problem+json"
LINES = "application/x-ndjson"


_CODES = {404: "no-such-address", 405: "no-such-method", 413: "too-large", 415: "wrong-type", 422: "invalid-request"}


def refusal_of_http(error: HTTPException) -> Refusal:
    """What the framework refuses, as one of our causes."""
    code = _CODES.get(error.status_code, "bad-request" if error.status_code < 500 else "bug")
    return Refusal(code, str(error.detail), dict(error.headers or {}))


def problem_response(refusal: Refusal, request_id: str) -> Response:
    """A refusal as it goes over the wire."""
    told = Problem(
        type=f"urn:seesame:problem:{refusal.code}",
        title=refusal.cause.title,
        status=refusal.cause.status,
        detail=refusal.detail,
        code=refusal.code,
        request_id=request_id,
        errors=refusal.errors,
    )
    content = told.model_dump_json(exclude_none=True)
    headers = {"Cache-Control": "no-store", **refusal.headers}
    return Response(content, refusal.cause.status, headers, PROBLEM)


def cached(content: bytes, media: str, tag: str, asked: str, immutable: bool) -> Response:
    """A picture with the headers that let browsers keep it; 304 where they have it.

    Takes: its entity tag; what the request says of the tags that it has; whether its address changes with it.
    """
    quoted = f'"{tag}"'
    keep = "private, max-age=31536000, immutable" if immutable else "private, no-cache"
    headers: Mapping[str, str] = {"ETag": quoted, "Cache-Control": keep}
    known = {each.strip().removeprefix("W/") for each in asked.split(",")}
    if quoted in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, media)
