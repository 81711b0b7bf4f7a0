from __future__ import annotations

import asyncio
import threading

import pytest

from seesame.web.memory import Memory
from seesame.web.problems import Refusal
from seesame.web.work import Flights, Gone, Pool, Ticket


def test_what_is_too_much_is_refused_and_told_when_to_come_again() -> None:
    async def run() -> None:
        pool, go = Pool("test", workers=1, waiting=1), threading.Event()
        first = asyncio.ensure_future(pool.run(lambda _: go.wait(10)))
        second = asyncio.ensure_future(pool.run(lambda _: "second"))
        await asyncio.sleep(0)
        assert (pool.running, pool.waiting, pool.full) == (1, 1, True)
        with pytest.raises(Refusal) as refused:
            await pool.run(lambda _: "third")
        assert refused.value.code == "busy" and 1 <= int(refused.value.headers["Retry-After"]) <= 60
        admitted = asyncio.ensure_future(pool.run(lambda _: "let in before", admitted=True))
        go.set()
        assert [await first, await second, await admitted] == [True, "second", "let in before"]
        await asyncio.sleep(0.01)
        assert (pool.running, pool.waiting, pool.refused) == (0, 0, 1)
        pool.close()

    asyncio.run(run())


def test_work_that_nobody_waits_for_never_begins_or_is_told() -> None:
    async def run() -> None:
        pool, began, told = Pool("test", workers=1, waiting=4), threading.Event(), threading.Event()

        def long(ticket: Ticket) -> None:
            began.set()
            while True:
                try:
                    ticket.check()
                except Gone:
                    told.set()
                    raise

        running = asyncio.ensure_future(pool.run(long))
        waiting = asyncio.ensure_future(pool.run(lambda _: pytest.fail("nobody waits")))
        await asyncio.to_thread(began.wait, 10)
        waiting.cancel()
        running.cancel()
        await asyncio.gather(running, waiting, return_exceptions=True)
        assert await asyncio.to_thread(told.wait, 10)
        assert await pool.run(lambda _: "the worker is free again") == "the worker is free again"
        assert pool.abandoned == 2
        pool.close()

    asyncio.run(run())


def test_who_asks_at_the_same_time_shares_a_flight() -> None:
    async def run() -> None:
        flights: Flights[str, str] = Flights(Memory(100))
        made, go = 0, asyncio.Event()

        async def make() -> str:
            nonlocal made
            made += 1
            await go.wait()
            return "value"

        asking = [asyncio.ensure_future(flights.get("key", make)) for _ in range(5)]
        await asyncio.sleep(0)
        asking[0].cancel()  # the first one goes; the others keep what it had begun
        go.set()
        results = await asyncio.gather(*asking, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert results[1:] == [("value", True)] * 4
        assert await flights.get("key", make) == ("value", False)
        assert (made, flights.shared) == (1, 4)

    asyncio.run(run())


def test_a_flight_without_passengers_is_cancelled_and_a_failed_one_is_not_remembered() -> None:
    async def run() -> None:
        flights: Flights[str, str] = Flights(Memory(100))
        cancelled = asyncio.Event()

        async def forever() -> str:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.set()
                raise
            return ""

        async def failing() -> str:
            raise ValueError("as it must")

        asking = asyncio.ensure_future(flights.get("key", forever))
        await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.wait_for(cancelled.wait(), 5)
        for _ in range(2):
            with pytest.raises(ValueError, match="as it must"):
                await flights.get("key", failing)

    asyncio.run(run())
