"""Search many pictures: a stream of lines, the remembered and the most promising first."""

from __future__ import annotations

import bisect
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from seesame.errors import PictureError, SeesameError
from seesame.web import understanding
from seesame.web.asking import Ask, Asking
from seesame.web.collected import Collected, contains, id_of
from seesame.web.folder import Folder
from seesame.web.pictures import Pictures
from seesame.web.problems import Refusal, refusal_of
from seesame.web.schemas.answers import Answer, AskedTold, Broken, Ended, Failed, HitTold, Line, RegionTold, Started
from seesame.web.schemas.questions import InCollection, InFolder, InPictures, Search
from seesame.web.source import Source
from seesame.web.work import Ticket

if TYPE_CHECKING:
    from seesame.index import Hit

PERSIST = ("picture-unreadable", "no-such-picture", "too-large")
"""Causes that concern one picture; the search goes on."""

_CHUNK = 200  # pictures that are looked for at once


@dataclass
class _Count:
    """What a search came to so far."""

    began: float = field(default_factory=time.perf_counter)
    answers: int = 0
    failures: int = 0
    found: int = 0
    pictures_with: int = 0
    ranks: list[float] = field(default_factory=list)

    def add(self, answer: Answer) -> Answer:
        """The answer with its place among those so far."""
        self.answers += 1
        self.found += len(answer.instances)
        self.pictures_with += bool(answer.instances)
        place = bisect.bisect_right(self.ranks, -answer.score)
        self.ranks.insert(place, -answer.score)
        return answer.model_copy(update={"place": place})

    def fail(self, source: Source, error: Exception) -> Failed:
        """A failure of one picture in words. Raises: the error, if it concerns the search."""
        refusal = _refusal(error)
        if refusal.code not in PERSIST:
            raise error
        self.failures += 1
        return Failed(picture=source.id, name=source.name, reason=refusal.detail)

    def ended(self) -> Ended:
        spent = round(time.perf_counter() - self.began, 4)
        return Ended(
            answers=self.answers,
            failures=self.failures,
            found=self.found,
            pictures_with=self.pictures_with,
            seconds=spent,
        )


class Searching:
    """Searches through pictures, the folder, the collection."""

    def __init__(self, asking: Asking, pictures: Pictures, folder: Folder | None, collection: Collected | None) -> None:
        self._asking, self._pictures, self._folder, self._collection = asking, pictures, folder, collection

    async def begin(self, search: Search) -> AsyncGenerator[Line, None]:
        """Begin a search: what is wrong with it is told before the first line.

        Returns: the lines. Raises: Refusal, InputError: it cannot be done.
        """
        ask = await self._asking.ask(search)
        scope = search.scope
        if isinstance(scope, InCollection):
            hits, pages, came_up = await self._asking.pool.run(lambda _: self._hits(ask, scope))
            return self._collected(ask, scope, hits, pages, came_up)
        named = await self._asking.pool.run(lambda _: self._named(scope))
        named.sort(key=lambda each: not self._pictures.seen(each))
        return self._looked(ask, named, Started(asked=self._told(ask), pictures=len(named)))

    def _told(self, ask: Ask) -> AskedTold:
        return understanding.asked(ask.card, ask.threshold)

    def _named(self, scope: InPictures | InFolder) -> list[str]:
        """The ids of what is to be searched."""
        if isinstance(scope, InPictures):
            return list(dict.fromkeys(scope.pictures))
        if self._folder is None:
            raise Refusal("no-such-folder", "the server was started without a folder; give it --folder PICTURES")
        return [self._folder.id_of(name) for name in self._folder.chosen(scope.filter, scope.under)]

    def _hits(self, ask: Ask, scope: InCollection) -> tuple[list[Hit], int, int]:
        """The hits of a page, how many pages there are, and how many pictures came up."""
        from seesame.index.add import check_weights
        from seesame.index.search import look_up

        collected, finder = self._opened(), self._asking.finder
        tables = collected.collection().tables
        check_weights(tables.manifest, finder, collected.name)
        assert ask.card.descriptor is not None
        every = look_up(tables, finder, ask.card.descriptor, contains(scope.filter))
        start = (scope.page - 1) * scope.size
        return every[start : start + scope.size], max(-(-len(every) // scope.size), 1), len(every)

    def _opened(self) -> Collected:
        if self._collection is None:
            raise Refusal("no-such-collection", "the server has no collection; give it one, or LanceDB to make one")
        return self._collection

    async def _collected(
        self, ask: Ask, scope: InCollection, hits: Sequence[Hit], pages: int, came_up: int
    ) -> AsyncGenerator[Line, None]:
        collected = self._opened()
        every = await self._asking.pool.run(lambda _: collected.sources([hit.key for hit in hits]), admitted=True)
        found = {source.id: source for source in every if not source.failed}
        reached = [(hit, found[id_of(hit.key)]) for hit in hits if id_of(hit.key) in found]
        looked = [source.id for _, source in reached][: len(reached) if scope.verify is None else scope.verify]
        started = Started(
            asked=self._told(ask), pictures=len(looked), page=scope.page, pages=pages, came_up=came_up
        )
        async for line in self._looked(ask, looked, started, [_told(hit, source) for hit, source in reached]):
            yield line

    async def _looked(
        self, ask: Ask, named: Sequence[str], started: Started, hits: Sequence[HitTold] = ()
    ) -> AsyncGenerator[Line, None]:
        """All lines of a search through pictures of these ids."""
        yield started
        for hit in hits:
            yield hit
        count = _Count()
        try:
            for start in range(0, len(named), _CHUNK):
                part = named[start : start + _CHUNK]
                sources, lost = await self._asking.pool.run(partial(self._sources, part), admitted=True)
                for failed in lost:
                    count.failures += 1
                    yield failed
                async with aclosing(self._asking.answers(sources, ask)) as answers:
                    async for source, said in answers:
                        yield count.add(said) if isinstance(said, Answer) else count.fail(source, said)
            yield count.ended()
        except (SeesameError, Refusal) as error:
            refusal = _refusal(error)
            yield Broken(code=refusal.code, detail=refusal.detail)

    def _sources(self, named: Sequence[str], ticket: Ticket) -> tuple[list[Source], list[Failed]]:
        """The pictures of these ids, and those that are not there."""
        sources, lost = [], []
        for name in named:
            ticket.check()
            try:
                sources.append(self._pictures.source(name))
            except Refusal as refusal:
                lost.append(Failed(picture=name, name=name, reason=refusal.detail))
        return sources, lost


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, SeesameError):
        return refusal_of(error)
    if isinstance(error, MemoryError):
        return refusal_of(PictureError("there is not enough memory for this picture; make it smaller"))
    raise error


def _told(hit: Hit, source: Source) -> HitTold:
    height, width = hit.size
    regions = [
        RegionTold(box=(round(x1, 2), round(y1, 2), round(x2, 2), round(y2, 2)), estimate=round(float(estimate), 4))
        for (x1, y1, x2, y2), estimate in zip(hit.boxes.tolist(), hit.estimates, strict=True)
    ]
    return HitTold(
        picture=source.id, name=source.name, width=width, height=height, score=round(hit.score, 4), regions=regions
    )
