"""Service: everything that answers requests, put together once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from seesame.errors import InstallationError, require
from seesame.inference import Finder
from seesame.web.asking import Asking
from seesame.web.collected import Collected
from seesame.web.folder import Folder
from seesame.web.jobs import Jobs
from seesame.web.pictures import Pictures
from seesame.web.problems import busy
from seesame.web.scenes import Scenes
from seesame.web.searching import Searching
from seesame.web.settings import Settings
from seesame.web.shelf import Shelf
from seesame.web.understanding import Understanding
from seesame.web.work import Pool

CARDS, COLLECTION = "cards", "collection.index"
"""What a library holds."""

_VIEWERS, _VIEWS_WAITING = 2, 1024  # threads that make small pictures, and requests for them that may wait


@dataclass(eq=False)
class Service:
    """A finder and all that is around it; of one event loop.

    Attributes:
        pool: where questions are answered; viewing: where pictures are made small.
        streams: searches that run now.
    """

    settings: Settings
    finder: Finder
    pictures: Pictures
    shelf: Shelf
    jobs: Jobs
    pool: Pool
    viewing: Pool
    scenes: Scenes
    understanding: Understanding
    asking: Asking
    searching: Searching
    streams: int = 0
    can_index: bool = field(default=False)

    @classmethod
    def of(cls, settings: Settings, finder: Finder) -> Service:
        """Open the library, the folder and the collection. Raises: InputError: one cannot be opened."""
        limits = settings.limits
        folder = None if settings.folder is None else Folder(settings.folder)
        lance = _has_lance(needed=settings.collection is not None)
        where = settings.collection or str(settings.library / COLLECTION)
        collection = Collected(where, "" if folder is None else folder.root) if lance else None
        if settings.collection is not None and folder is None and collection is not None:
            collection.collection()  # told at once where there is none, and nothing to make one of
        shelf = Shelf(settings.library / CARDS)
        pictures = Pictures(limits, folder, collection)
        pool = Pool("question", limits.workers, limits.waiting)
        scenes = Scenes(finder, pictures, pool, limits)
        understanding = Understanding(finder, pictures, shelf, limits)
        asking = Asking(finder, pictures, scenes, understanding, pool)
        return cls(
            settings=settings,
            finder=finder,
            pictures=pictures,
            shelf=shelf,
            jobs=Jobs(),
            pool=pool,
            viewing=Pool("view", _VIEWERS, _VIEWS_WAITING),
            scenes=scenes,
            understanding=understanding,
            asking=asking,
            searching=Searching(asking, pictures, folder, collection),
            can_index=lance and folder is not None,
        )

    def enter_stream(self) -> None:
        """One more search. Raises: Refusal: too many run."""
        if self.streams >= self.settings.limits.streams:
            self.pool.refused += 1
            raise busy(5.0)
        self.streams += 1

    def leave_stream(self) -> None:
        """One search less."""
        self.streams -= 1

    async def close(self) -> None:
        """End: jobs write what they finished, work that runs is waited for."""
        await asyncio.to_thread(self.jobs.close)
        await asyncio.to_thread(self.pool.close)
        await asyncio.to_thread(self.viewing.close)


def _has_lance(needed: bool) -> bool:
    """Whether collections can be opened. Raises: InstallationError: they cannot, and one is needed."""
    try:
        require("lancedb", "index")
    except InstallationError:
        if needed:
            raise
        return False
    return True
