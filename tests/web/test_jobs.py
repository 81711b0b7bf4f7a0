from __future__ import annotations

import asyncio
import threading

import pytest

from seesame.errors import InputError
from seesame.web.jobs import REMEMBERED, Jobs, Report
from seesame.web.problems import Refusal


def ended(jobs: Jobs, job: str) -> list[str]:
    async def follow() -> list[str]:
        return [told.state async for told in jobs.events(job)]

    return asyncio.run(follow())


def test_a_job_tells_how_far_it_is_and_what_it_came_to() -> None:
    def work(report: Report) -> dict[str, object]:
        report(1, 2, "things")
        return {"things": 2}

    jobs = Jobs()
    job, new = jobs.start("count", "all", work)
    assert ended(jobs, job.id)[-1] == "done" and new
    told = job.told()
    assert (told.done, told.total, told.text, told.result) == (1, 2, "things", {"things": 2})
    jobs.close()


def test_a_cancelled_job_ends_at_its_next_report() -> None:
    began, go = threading.Event(), threading.Event()

    def work(report: Report) -> dict[str, object]:
        began.set()
        go.wait(10)
        report(1, 2, "never told")
        return {}

    jobs = Jobs()
    running, _ = jobs.start("count", "all", work)
    waiting, _ = jobs.start("other", "all", lambda _: pytest.fail("it was cancelled before"))
    began.wait(10)
    assert jobs.start("count", "all", work) == (running, False)
    with pytest.raises(Refusal, match="conflict"):
        jobs.start("count", "else", work)
    assert jobs.cancel(waiting.id).progress.state == "cancelled"
    jobs.cancel(running.id)
    go.set()
    assert ended(jobs, running.id)[-1] == "cancelled" and running.progress.text == ""
    jobs.close()


@pytest.mark.parametrize(("error", "told"), [(InputError("as given"), "as given"), (ValueError("x"), "the log tells")])
def test_a_failure_is_told(error: Exception, told: str) -> None:
    def work(report: Report) -> dict[str, object]:
        raise error

    jobs = Jobs()
    job, _ = jobs.start("count", "all", work)
    assert ended(jobs, job.id)[-1] == "failed" and told in (job.progress.problem or "")
    jobs.close()


def test_old_jobs_are_forgotten() -> None:
    jobs = Jobs()
    for number in range(REMEMBERED + 5):
        job, _ = jobs.start("count", str(number), lambda _: {})
        ended(jobs, job.id)
    jobs.start("count", "last", lambda _: {})
    assert REMEMBERED <= len(jobs.every()) <= REMEMBERED + 1
    jobs.close()
