"""What a server is, what it has, what it takes."""

from __future__ import annotations

from pydantic import Field

from seesame.web.schemas.answers import LevelsTold
from seesame.web.schemas.wire import Asked, Told


class Version(Told):
    """Which program and which network answer."""

    seesame: str
    api: str
    weights: str
    network: str
    engine: str


class Limits(Told):
    """What is refused beyond."""

    upload_bytes: int
    upload_pixels: int
    body_bytes: int


class FolderTold(Told):
    """The folder that was opened with the server."""

    name: str
    pictures: int
    version: str


class About(Told):
    """All that a page needs to begin."""

    version: Version
    limits: Limits
    folder: FolderTold | None
    collection: str | None = Field(description="Its name; null where there is none and none can be made.")
    can_index: bool = Field(description="Whether index jobs can be started: there is a folder, and LanceDB.")
    levels: list[LevelsTold] = Field(description="The sliders' scales, for category and object.")
    needs_token: bool


class Health(Told):
    """Whether the process lives."""

    status: str


class Ready(Told):
    """Whether it answers questions: the network is loaded and the queue is not full."""

    status: str
    waiting: int
    running: int


class Token(Asked):
    """The server's token, to be exchanged for a cookie."""

    token: str = Field(min_length=1, max_length=500)


class Problem(Told):
    """RFC 9457: why something was refused. `code` is one of the table of docs/http.md."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[dict[str, object]] | None = Field(default=None, description="Which fields were wrong, and how.")
