"""Why something is refused: one table of causes, and which error is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seesame.errors import (
    CardError,
    ConfigError,
    DataError,
    InputError,
    InstallationError,
    PictureError,
    QuestionError,
    SeesameError,
)


@dataclass(frozen=True)
class Cause:
    """A kind of refusal: the status of its answer, and what it says of itself."""

    status: int
    title: str


CAUSES: Mapping[str, Cause] = {
    "bad-request": Cause(400, "the request is no request"),
    "token-needed": Cause(401, "a token is needed, or it is another one"),
    "foreign-origin": Cause(403, "the request comes from a page of another origin"),
    "foreign-host": Cause(403, "the server was addressed by a name that is not its own"),
    "no-such-address": Cause(404, "there is nothing there"),
    "no-such-picture": Cause(404, "there is no such picture, or it was forgotten: upload it again"),
    "no-such-card": Cause(404, "there is no such card"),
    "no-such-job": Cause(404, "there is no such job, or it was forgotten"),
    "no-such-folder": Cause(404, "there is no such folder in the folder"),
    "no-such-collection": Cause(404, "there is no collection"),
    "no-such-method": Cause(405, "the address does not do that"),
    "conflict": Cause(409, "another job of this kind runs, or the key was used for something else"),
    "changed-meanwhile": Cause(412, "the card is not of the version that was named"),
    "too-large": Cause(413, "more bytes or pixels than are taken"),
    "wrong-type": Cause(415, "the body is of another type than JSON"),
    "invalid-request": Cause(422, "a field is missing, unknown or wrong; `errors` says which"),
    "picture-unreadable": Cause(422, "this is no picture, or a damaged one"),
    "question-unusable": Cause(422, "a region or a reference cannot be used"),
    "card-unusable": Cause(422, "this is no card, or it cannot do that"),
    "setting-unusable": Cause(422, "a setting makes no sense, or the weights were not measured for it"),
    "input-unusable": Cause(422, "something else that was given cannot be used"),
    "bug": Cause(500, "the program failed; the log knows the request id"),
    "not-installed": Cause(501, "a package is missing; the detail names it"),
    "busy": Cause(503, "too many questions wait; `Retry-After` says when to come again"),
}

_KINDS: tuple[tuple[type[SeesameError], str], ...] = (
    (PictureError, "picture-unreadable"),
    (CardError, "card-unusable"),
    (QuestionError, "question-unusable"),
    (ConfigError, "setting-unusable"),
    (DataError, "input-unusable"),
    (InputError, "input-unusable"),
    (InstallationError, "not-installed"),
)


@dataclass
class Refusal(Exception):  # noqa: N818 - a refusal is what it is called on the wire, too
    """A request that is not answered, for one of the causes."""

    code: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, object]] | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"

    @property
    def cause(self) -> Cause:
        """Its row of the table."""
        return CAUSES[self.code]


def refusal_of(error: SeesameError) -> Refusal:
    """What the program's own error is on the wire; the most particular kind counts."""
    for kind, code in _KINDS:
        if isinstance(error, kind):
            return Refusal(code, str(error))
    return Refusal("bug", "the program failed; look for the request id in the log")


def busy(seconds: float) -> Refusal:
    """Too much waits; come again after so many seconds, whole ones from 1 to 60."""
    wait = min(max(round(seconds), 1), 60)
    return Refusal("busy", f"too many questions wait; come again in {wait} s", {"Retry-After": str(wait)})
