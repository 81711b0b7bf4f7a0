"""Long work: started, followed, cancelled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Path, Response
from starlette.responses import StreamingResponse

from seesame.web import indexing
from seesame.web.jobs import Job as Running
from seesame.web.routes.needs import Serving
from seesame.web.schemas.jobs import IndexJob, Job, JobsTold, JobTold
from seesame.web.service import Service

router = APIRouter(tags=["jobs"])

Name = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=100)]
_EVENTS = {
    "description": "Server-sent events: `progress`, each a `JobTold`, and `end`, the last one.",
    "content": {"text/event-stream": {}},
}


@router.post("/jobs", status_code=202, responses={200: {"model": JobTold, "description": "It was started before."}})
async def start(asked: Job, response: Response, service: Serving, key: Key = None) -> JobTold:
    """Start indexing the folder into the collection, or fitting a card's threshold.

    The same job that still runs, or that was started with the same key, is not started again: 200 instead of 202.
    """
    work = await service.viewing.run(
        lambda _: indexing.index(service.finder, service.pictures, asked)
        if isinstance(asked, IndexJob)
        else indexing.calibrate(service.finder, service.pictures, service.shelf, asked)
    )
    job, new = service.jobs.start(asked.kind, asked.model_dump_json(), work, key)
    response.status_code = 202 if new else 200
    return job.told()


@router.get("/jobs")
async def every(service: Serving) -> JobsTold:
    """All jobs that are remembered, the latest first."""
    return JobsTold(jobs=[job.told() for job in service.jobs.every()])


@router.get("/jobs/{job}")
async def one(job: Name, service: Serving) -> JobTold:
    """How far a job is."""
    return service.jobs.job(job).told()


@router.delete("/jobs/{job}")
async def cancel(job: Name, service: Serving) -> JobTold:
    """Cancel a job: it ends after the picture of now, and what it finished stays."""
    return service.jobs.cancel(job).told()


@router.get("/jobs/{job}/events", response_class=StreamingResponse, responses={200: _EVENTS})
async def events(job: Name, service: Serving) -> StreamingResponse:
    """How far a job is, as it changes."""
    found = service.jobs.job(job)
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_events(service, found), media_type="text/event-stream", headers=headers)


async def _events(service: Service, job: Running) -> AsyncIterator[bytes]:
    async for told in service.jobs.events(job.id):
        name = "end" if told.state in ("done", "failed", "cancelled") else "progress"
        yield f"event: {name}\ndata: {told.model_dump_json()}\n\n".encode()
