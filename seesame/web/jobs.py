"""Long work: it outlives who started it, tells how far it is, and can be cancelled."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Literal

from seesame.errors import SeesameError
from seesame.web.problems import Refusal, refusal_of
from seesame.web.schemas.jobs import JobTold
from seesame.web.work import Gone, Ticket

LOG = logging.getLogger("seesame.web")

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Report = Callable[[int, int, str], None]
Work = Callable[[Report], dict[str, object]]

REMEMBERED = 50
"""Jobs that have ended."""

_BETWEEN = 0.25  # seconds between two events of one job, at the least


@dataclass(frozen=True)
class Progress:
    """How far a job is."""

    state: State
    done: int = 0
    total: int = 0
    text: str = ""
    result: dict[str, object] | None = None
    problem: str | None = None


@dataclass(eq=False)
class Job:
    """One job; `progress` is replaced whole, so that any thread may read it."""

    id: str
    kind: str
    asked: str
    key: str | None
    began: float = field(default_factory=time.time)
    ended: float | None = None
    progress: Progress = Progress("waiting")
    ticket: Ticket = field(default_factory=Ticket)

    @property
    def over(self) -> bool:
        """Whether it has ended, one way or another."""
        return self.progress.state in ("done", "failed", "cancelled")

    def told(self) -> JobTold:
        """In words."""
        spent = (self.ended or time.time()) - self.began
        started = datetime.fromtimestamp(self.began, timezone.utc).isoformat(timespec="seconds")
        return JobTold(id=self.id, kind=self.kind, started=started, seconds=round(spent, 2), **vars(self.progress))


class Jobs:
    """One job at a time, in a thread of its own; others wait."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._jobs: dict[str, Job] = {}

    def start(self, kind: str, asked: str, work: Work, key: str | None = None) -> tuple[Job, bool]:
        """Start a job, unless the same one was started with the same key, or runs.

        Args:
            kind: index, calibrate.
            asked: what was asked for, as text: equal for equal requests.
            key: of a client that may ask again for the same job.

        Returns: the job, and whether it is new. Raises: Refusal: another of the kind runs, or the key was another's.
        """
        if key is not None:
            for job in self._jobs.values():
                if job.key == key:
                    if job.asked != asked:
                        raise Refusal("conflict", f"the key {key!r} was used for another job; use a new one")
                    return job, False
        for job in self._jobs.values():
            if job.kind == kind and not job.over:
                if job.asked == asked:
                    return job, False
                raise Refusal("conflict", f"another {kind} job runs, {job.id}; wait for its end or cancel it")
        job = Job(secrets.token_hex(8), kind, asked, key)
        self._jobs[job.id] = job
        self._forget()
        self._thread.submit(_run, job, work)
        return job, True

    def job(self, name: str) -> Job:
        """By its id. Raises: Refusal: there is none."""
        if name not in self._jobs:
            raise Refusal("no-such-job", f"there is no job {name!r}, or it was forgotten")
        return self._jobs[name]

    def every(self) -> list[Job]:
        """All that are remembered, the latest first."""
        return sorted(self._jobs.values(), key=lambda job: -job.began)

    def cancel(self, name: str) -> Job:
        """Cancel a job; what it finished stays. One that has ended is left as it is. Raises: Refusal: there is none."""
        job = self.job(name)
        job.ticket.leave()
        if job.progress.state == "waiting":
            _end(job, Progress("cancelled"))
        return job

    async def events(self, name: str) -> AsyncIterator[JobTold]:
        """How far a job is, whenever that changes; the last one tells the end. Raises: Refusal: there is none."""
        job, before = self.job(name), None
        while True:
            over, now = job.over, job.progress
            if now is not before:
                before = now
                yield job.told()
            if over:
                return
            await asyncio.sleep(_BETWEEN)

    def close(self) -> None:
        """Cancel all and wait for their end: what is finished is written."""
        for job in self._jobs.values():
            job.ticket.leave()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _forget(self) -> None:
        over = [job for job in self.every() if job.over]
        for job in over[REMEMBERED:]:
            del self._jobs[job.id]


def _run(job: Job, work: Work) -> None:
    def report(done: int, total: int, text: str) -> None:
        job.ticket.check()
        job.progress = replace(job.progress, done=done, total=total, text=text)

    if job.over:
        return
    job.progress = Progress("running")
    try:
        job.ticket.check()
        result = work(report)
        _end(job, replace(job.progress, state="done", result=result))
    except Gone:
        _end(job, replace(job.progress, state="cancelled"))
    except Refusal as refusal:
        _end(job, replace(job.progress, state="failed", problem=refusal.detail))
    except SeesameError as error:
        _end(job, replace(job.progress, state="failed", problem=refusal_of(error).detail))
    except Exception:
        LOG.exception("job failed", extra={"told": {"job": job.id, "kind": job.kind}})
        _end(job, replace(job.progress, state="failed", problem="the program failed; the log tells how"))


def _end(job: Job, progress: Progress) -> None:
    job.ended = time.time()
    job.progress = progress
