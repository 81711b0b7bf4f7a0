"""Long work: what is asked, and how far it is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from seesame.web.schemas.wire import Asked, CardId, PictureId, Told, given, shaped


class IndexJob(Asked):
    """Put the folder, or a folder in it, into the collection."""

    kind: Literal["index"]
    under: str = Field(default="", max_length=1000, description="A folder in the folder.")
    retry: bool = Field(default=False, description="Try again what could not be read before.")


class CalibrateJob(Asked):
    """Fit a card's threshold to pictures that do not show the thing: the promise holds for pictures like them."""

    model_config = shaped(oneOf=[given("pictures"), given("under")])

    kind: Literal["calibrate"]
    card: CardId
    false_alarms: float = Field(gt=0, lt=1)
    pictures: list[PictureId] | None = Field(default=None, min_length=1, max_length=10_000)
    under: str | None = Field(default=None, max_length=1000, description="Instead of pictures: a folder in the folder.")

    @model_validator(mode="after")
    def _one(self) -> CalibrateJob:
        if (self.pictures is None) == (self.under is None):
            raise ValueError("pictures and under came together or not at all, expected one of them")
        return self


Job = Annotated[IndexJob | CalibrateJob, Field(discriminator="kind")]


class JobTold(Told):
    """How far it is. Events of `GET /jobs/{id}/events` are of this shape too."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    text: str
    started: str = Field(description="ISO 8601, UTC.")
    seconds: float
    result: dict[str, object] | None = Field(default=None, description="What it came to, once it is done.")
    problem: str | None = Field(default=None, description="Why it failed.")


class JobsTold(Told):
    """All jobs that are remembered, the latest first."""

    jobs: list[JobTold]
