"""Add pictures to a collection: what is unchanged costs a look at its size and time, the rest is read and seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from seesame import __version__
from seesame.errors import InputError, PictureError, WeightsError
from seesame.index import places as where_from
from seesame.index.batch import Batch, Seen, see
from seesame.index.intake import Known, Loaded, ahead
from seesame.index.manifest import Manifest
from seesame.index.places import Place
from seesame.index.regions import OVERLAP, PER_PICTURE
from seesame.index.rows import stamp
from seesame.index.space import fit
from seesame.index.tables import Tables
from seesame.inference.engine import Regions
from seesame.inference.finder import Finder

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
Elsewhere = Callable[[Iterable[tuple[Place, "Known | None"]], Tables], Iterator[Batch]]
"""See pictures on other machines: what is to be written of them comes back, in any order."""

BATCH, SECONDS = 256, 20.0
"""Pictures, or seconds, after which what is done is written; a kill loses what came after."""

ARRIVED = 2048
"""Pictures seen elsewhere after which they are written."""

_LOOKED_UP = 1000  # pictures whose rows are asked for at once
_FITTED = 32  # pictures that the space is fitted to


@dataclass(frozen=True)
class Added:
    """What `add` did.

    Attributes:
        pictures: seen anew or again; regions: written of them.
        unchanged: left as they were; failed: name to reason; gone: names that the sources no longer have.
        seconds: it took.
    """

    pictures: int = 0
    regions: int = 0
    unchanged: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    seconds: float = 0.0


class Adding:
    """One run of `add`: a finder, the tables once there are some, and what waits to be written."""

    def __init__(
        self,
        finder: Finder,
        tables: Tables | None,
        make: Callable[[Manifest], Tables],
        retry: bool,
        max_pixels: int,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.finder, self.tables, self._make = finder, tables, make
        self._retry, self._max_pixels, self._elsewhere = retry, max_pixels, elsewhere
        self._waiting: list[Seen] = []
        self._fitting: list[Regions] = []
        self._arrived: list[Batch] = []
        self._written = time.monotonic()
        self.done = Added()

    def run(self, sources: Sequence[str], progress: Progress | None) -> Added:
        """Add everything that the sources name; what was finished is written even if this is interrupted."""
        began = time.monotonic()
        self._refuse_empty(sources)
        total = sum(1 for source in sources for _ in where_from.names(source)) if progress else 0
        try:
            self._add(sources, total, progress or (lambda done, total, text: None))
        finally:
            self._write()
        if self.tables is None:
            reasons = [*self.done.failed.values(), *(each.loaded.failed or "" for each in self._waiting)]
            raise PictureError(f"none of the pictures could be read; the first: {reasons[0]}")
        gone = tuple(name for source in sources for name in self._gone(source))
        return replace(self.done, gone=gone, seconds=time.monotonic() - began)

    def _refuse_empty(self, sources: Sequence[str]) -> None:
        """Refuse a source that names nothing and never did.

        Raises: InputError: says which.
        """
        before = () if self.tables is None else self.tables.manifest.sources
        for source in sources:
            if source not in before and next(iter(where_from.names(source)), None) is None:
                raise InputError(f"{source}: names no picture; check the path, and quote globs")

    def _add(self, sources: Sequence[str], total: int, progress: Progress) -> None:
        changed = self._changed(sources)
        if self._elsewhere is None:
            for loaded in ahead(changed, self._max_pixels):
                self._see(loaded)
                progress(self._count(), total, "pictures")
            return
        self._begin(changed)
        progress(self._count(), total, "pictures")
        for batch in self._elsewhere(changed, self.tables) if self.tables is not None else ():
            self._arrive(batch)
            progress(self._count(), total, "pictures")

    def _begin(self, changed: Iterator[tuple[Place, Known | None]]) -> None:
        """See the first pictures here: the space is fitted to them, the same ones wherever the others are seen."""
        while self.tables is None:
            first = list(islice(changed, max(_FITTED - len(self._fitting), 1)))
            for loaded in ahead(first, self._max_pixels):
                self._see(loaded)
            if not first or len(self._fitting) >= _FITTED:
                self._write()
                return

    def _count(self) -> int:
        """Pictures that are done with or wait to be written."""
        done = self.done.pictures + self.done.unchanged + len(self.done.failed)
        return done + len(self._waiting) + sum(map(len, self._arrived))

    def _changed(self, sources: Sequence[str]) -> Iterator[tuple[Place, Known | None]]:
        """Places that must be read: unknown, or of another size or time than before; each once, whoever names it."""
        had: set[str] = set()
        for chunk in _chunks(_found(sources), _LOOKED_UP):
            names = [each.name for each in chunk if isinstance(each, Place)]
            known = {} if self.tables is None else self._known(names)
            for each in chunk:
                if isinstance(each, PictureError):
                    self._fail(str(each).partition(": ")[0], str(each))
                    continue
                if each.name in had:
                    self.done = replace(self.done, unchanged=self.done.unchanged + 1)
                    continue
                had.add(each.name)
                row = known.get(each.name)
                if row is None or row[1:] != (each.bytes, stamp(each.modified)):
                    yield each, None if row is None else row[0]
                elif self._retry and row[0].failed:
                    yield each, Known(row[0].key, "", None)
                else:
                    self.done = replace(self.done, unchanged=self.done.unchanged + 1)

    def _known(self, names: Sequence[str]) -> dict[str, tuple[Known, int, datetime]]:
        assert self.tables is not None
        columns = ("path", "key", "digest", "failed", "bytes", "modified")
        return {
            row["path"]: (Known(row["key"], row["digest"], row["failed"]), row["bytes"], row["modified"])
            for row in self.tables.rows_of("path", names, columns)
        }

    def _see(self, loaded: Loaded) -> None:
        seen, regions = see(self.finder, loaded)
        if self.tables is None and regions is not None and len(self._fitting) < _FITTED:
            self._fitting.append(regions)
        self._waiting.append(seen)
        late = time.monotonic() - self._written >= SECONDS and (self.tables or len(self._fitting) >= _FITTED)
        if len(self._waiting) >= BATCH or late:
            self._write()

    def _arrive(self, batch: Batch) -> None:
        """Take what was seen elsewhere; many small ones are written as one."""
        self._arrived.append(batch)
        late = time.monotonic() - self._written >= SECONDS
        if sum(map(len, self._arrived)) >= ARRIVED or late:
            self._write()

    def _write(self) -> None:
        """Write what waits; first of all make the tables, once a picture could be read."""
        if self.tables is None and self._fitting:
            self.tables = self._make(self._manifest())
            check_weights(self.tables.manifest, self.finder, self.tables.where)
        if self.tables is None or not (self._waiting or self._arrived):
            return
        manifest = self.tables.manifest
        seen, arrived = self._waiting, self._arrived
        self._waiting, self._arrived = [], []
        batch = Batch.joined([*arrived, Batch.of(seen, manifest.space, manifest.dimension)])
        batch.write(self.tables)
        self._written = time.monotonic()
        self.done = replace(
            self.done,
            pictures=self.done.pictures + batch.good,
            regions=self.done.regions + batch.count,
            unchanged=self.done.unchanged + len(batch.touched),
            failed={**self.done.failed, **batch.failed},
        )

    def _fail(self, name: str, reason: str) -> None:
        self.done = replace(self.done, failed={**self.done.failed, name: reason})

    def _manifest(self) -> Manifest:
        space = fit(self.finder, self._fitting)
        dimension = self._fitting[0].vectors.shape[1]
        self._fitting = []
        return Manifest(
            made_with=f"seesame {__version__}",
            weights_id=self.finder.weights_id,
            dimension=dimension,
            per_picture=PER_PICTURE,
            overlap=OVERLAP,
            space=space,
        )

    def _gone(self, source: str) -> list[str]:
        """Pictures that came from a source that does not name them any more."""
        if self.tables is None:
            return []
        now = set(where_from.names(source))
        clause = "source = '" + source.replace("'", "''") + "'"
        batches = self.tables.each(self.tables.pictures, ("path",), clause)
        return [path for batch in batches for path in batch["path"].to_pylist() if path not in now]


def check_weights(manifest: Manifest, finder: Finder, where: str) -> None:
    """Refuse a network that did not make the collection.

    Raises: WeightsError: says how to go on.
    """
    if manifest.weights_id != finder.weights_id:
        sources = " ".join(f'"{each}"' for each in manifest.sources) or "PICTURES"
        raise WeightsError(
            f"{where} was made by {manifest.weights_id}, this finder is {finder.weights_id}; give its weights with "
            f"--weights, or index the pictures anew: seesame index add {where.rstrip('/')}-new {sources}"
        )


def _found(sources: Sequence[str]) -> Iterator[Place | PictureError]:
    """What the sources name, one source after the other."""
    for source in sources:
        for each in where_from.places(source):
            yield replace(each, source=source) if isinstance(each, Place) else each


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
