"""The token, exchanged for a cookie, for browsers."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from seesame.web.guard import cookie_name, cookie_value, same_secret
from seesame.web.problems import Refusal
from seesame.web.routes.needs import Serving
from seesame.web.schemas.about import Token

router = APIRouter(tags=["session"])

_SECONDS = 30 * 24 * 3600


@router.post("/session", status_code=204)
async def enter(given: Token, request: Request, service: Serving) -> Response:
    """Exchange the server's token for a cookie that scripts cannot read and other sites cannot send."""
    token = service.settings.token
    answer = Response(status_code=204)
    if token is None:
        return answer
    if not same_secret(given.token, token):
        raise Refusal("token-needed", "this is not the server's token")
    answer.set_cookie(
        cookie_name(service.settings),
        cookie_value(token),
        max_age=_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.delete("/session", status_code=204)
async def leave(service: Serving) -> Response:
    """Forget the cookie."""
    answer = Response(status_code=204)
    answer.delete_cookie(cookie_name(service.settings), httponly=True, samesite="strict")
    return answer
