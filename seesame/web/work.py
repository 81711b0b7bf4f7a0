"""Work off the event loop: a bounded pool, work that ends when nobody waits for it, and one flight for many."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from seesame.web.memory import Memory
from seesame.web.problems import busy

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Gone(Exception):  # noqa: N818 - nothing went wrong: whoever asked went away
    """Nobody waits for this work any more."""


class Ticket:
    """Tells work whether somebody still waits for it."""

    def __init__(self) -> None:
        self._left = threading.Event()

    def leave(self) -> None:
        """Nobody waits any more."""
        self._left.set()

    def check(self) -> None:
        """To be called between steps. Raises: Gone: nobody waits."""
        if self._left.is_set():
            raise Gone


Work = Callable[[Ticket], T]


class Pool:
    """Threads that do work, and a queue of a limited length before them; of one event loop."""

    def __init__(self, name: str, workers: int, waiting: int) -> None:
        self.workers, self.most_waiting = workers, waiting
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._inside = 0
        self._usual = 0.2  # seconds that one piece of work takes, a running mean
        self.refused = 0
        self.abandoned = 0

    @property
    def running(self) -> int:
        """Pieces of work that are done right now."""
        return min(self._inside, self.workers)

    @property
    def waiting(self) -> int:
        """Pieces of work that wait."""
        return max(self._inside - self.workers, 0)

    @property
    def full(self) -> bool:
        """Whether the next piece would be refused."""
        return self._inside >= self.workers + self.most_waiting

    async def run(self, work: Work[T], admitted: bool = False) -> T:
        """Do a piece of work. If the waiting task is cancelled, work that has not begun never begins, and work that has
        is told by its ticket.

        Args:
            admitted: it belongs to something that was let in before, and is not refused.

        Raises: Refusal: too much waits.
        """
        if self.full and not admitted:
            self.refused += 1
            raise busy(self._usual * self._inside / self.workers)
        ticket, loop = Ticket(), asyncio.get_running_loop()
        self._inside += 1
        done = self._threads.submit(self._timed, work, ticket)
        done.add_done_callback(lambda _: self._leave(loop))
        try:
            return await asyncio.wrap_future(done, loop=loop)
        except asyncio.CancelledError:
            ticket.leave()
            done.cancel()
            self.abandoned += 1
            raise

    def close(self) -> None:
        """End when the work of now has ended; what waits is dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _timed(self, work: Work[T], ticket: Ticket) -> T:
        ticket.check()
        began = time.perf_counter()
        try:
            return work(ticket)
        finally:
            self._usual += 0.1 * (time.perf_counter() - began - self._usual)

    def _leave(self, loop: asyncio.AbstractEventLoop) -> None:
        """One piece of work is done or dropped; told by the thread that had it."""
        with contextlib.suppress(RuntimeError):  # the loop has ended, and its counts with it
            loop.call_soon_threadsafe(self._count_out)

    def _count_out(self) -> None:
        self._inside -= 1


@dataclass
class _Flight(Generic[V]):
    task: asyncio.Task[V]
    passengers: int = field(default=0)


class Flights(Generic[K, V]):
    """What is made once and remembered: whoever asks while it is made waits for the same flight."""

    def __init__(self, memory: Memory[K, V]) -> None:
        self.memory = memory
        self._flights: dict[K, _Flight[V]] = {}
        self.shared = 0

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> tuple[V, bool]:
        """The value, and whether it had to be made. When all who wait are gone, the making is cancelled."""
        kept = self.memory.get(key)
        if kept is not None:
            return kept, False
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.ensure_future(self._make(key, make)))
            flight.task.add_done_callback(_looked_at)
        else:
            self.shared += 1
        flight.passengers += 1
        try:
            return await asyncio.shield(flight.task), True
        finally:
            flight.passengers -= 1
            if flight.passengers == 0 and not flight.task.done():
                flight.task.cancel()
                self._land(key, flight)

    async def _make(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        own = asyncio.current_task()
        try:
            value = await make()
            return self.memory.put(key, value)
        finally:
            flight = self._flights.get(key)
            if flight is not None and flight.task is own:
                self._land(key, flight)

    def _land(self, key: K, flight: _Flight[V]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]


def _looked_at(task: asyncio.Task[Any]) -> None:
    """The failure of a flight that all passengers left is no noise in the log."""
    if not task.cancelled():
        task.exception()
