"""Ask: a question is understood, pictures are looked at, answers come; the work is done in a pool."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from seesame.card import Card
from seesame.inference import Finder, Scene
from seesame.web import answering, outlining, understanding
from seesame.web.answering import Found
from seesame.web.pictures import Pictures
from seesame.web.scenes import Scenes, tiling_of
from seesame.web.schemas import questions as wire
from seesame.web.schemas.answers import Answer, OutlineTold
from seesame.web.schemas.wire import Masks
from seesame.web.source import Source
from seesame.web.understanding import Understanding, Understood
from seesame.web.work import Pool, Ticket


@dataclass(frozen=True, eq=False)
class Ask:
    """A question that was understood, and how it is to be answered."""

    card: Card
    threshold: float
    top: int
    tiles: str | int
    masks: Masks


class Asking:
    """Answers questions."""

    def __init__(
        self, finder: Finder, pictures: Pictures, scenes: Scenes, understanding: Understanding, pool: Pool
    ) -> None:
        self.finder, self.pictures, self.scenes, self.pool = finder, pictures, scenes, pool
        self._understanding = understanding

    async def understood(self, question: wire.Question, admitted: bool = False) -> Understood:
        """The question, described and taught. Raises: Refusal, InputError: it cannot be used."""
        known = self._understanding.remembered(question)
        if known is not None:
            return known
        scenes = await self.judged(question.judgements, admitted)
        return await self.pool.run(lambda _: self._understanding.understand(question, scenes), admitted)

    async def judged(self, said: Sequence[wire.Judgement], admitted: bool = False) -> list[Scene]:
        """The scenes of judgements, in their order, each picture looked at once."""
        every = {each.picture: self.pictures.source(each.picture) for each in said}
        scenes = {name: await self.scenes.whole(source, admitted) for name, source in every.items()}
        return [scenes[each.picture] for each in said]

    async def ask(self, asked: wire.Asking, admitted: bool = False) -> Ask:
        """A question and its settings, understood. Raises: Refusal, InputError: they cannot be used."""
        card = (await self.understood(asked.question, admitted)).card
        threshold = understanding.threshold_of(self.finder, card, asked)
        return Ask(card, threshold, asked.top, asked.tiles, asked.masks)

    async def answer(self, source: Source, ask: Ask, admitted: bool = False) -> Answer:
        """What one picture answers. Raises: Refusal, InputError."""
        began = time.perf_counter()
        looked = await self.scenes.look(source, tiling_of(ask.tiles, ask.card), admitted)

        def say(ticket: Ticket) -> Answer:
            ticket.check()
            said = answering.found(self.finder, looked.scene, ask.card, ask.threshold, ask.top)
            return answering.answer(source, said, ask.masks, began, looked.anew)

        return await self.pool.run(say, admitted)

    async def found(self, source: Source, ask: Ask, admitted: bool = False) -> Found:
        """What is found in one picture, not yet in words. Raises: Refusal, InputError."""
        looked = await self.scenes.look(source, tiling_of(ask.tiles, ask.card), admitted)
        return await self.pool.run(
            lambda _: answering.found(self.finder, looked.scene, ask.card, ask.threshold, ask.top), admitted
        )

    async def outline(self, asked: wire.Outline) -> OutlineTold:
        """The mask of what was drawn around. Raises: Refusal, InputError."""
        source = self.pictures.source(asked.picture)
        scene = await self.scenes.whole(source)
        return await self.pool.run(
            lambda _: outlining.outlined(self.finder, scene, self.pictures.read(source), asked)
        )

    async def answers(
        self, sources: Sequence[Source], ask: Ask
    ) -> AsyncGenerator[tuple[Source, Answer | Exception], None]:
        """What pictures answer, as it comes; as many are looked at as the pool has workers, no more.

        Failures of single pictures come in their place. Those that are waited for are cancelled when this is closed.
        """
        waiting: dict[asyncio.Task[Answer], Source] = {}
        rest = iter(sources)
        try:
            while True:
                while len(waiting) < self.pool.workers and (source := next(rest, None)) is not None:
                    waiting[asyncio.ensure_future(self.answer(source, ask, admitted=True))] = source
                if not waiting:
                    return
                done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    error = task.exception()
                    if error is not None and not isinstance(error, Exception):
                        raise error
                    yield waiting.pop(task), error or task.result()
        finally:
            for task in waiting:
                task.cancel()
