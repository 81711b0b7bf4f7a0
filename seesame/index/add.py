"""Add pictures to a collection: what is unchanged costs a look at its size and time, the rest is read and seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from seesame import __version__
from seesame.errors import PictureError, WeightsError
from seesame.index import places as where_from
from seesame.index.intake import Known, Loaded, ahead
from seesame.index.manifest import Manifest
from seesame.index.places import Place
from seesame.index.regions import OVERLAP, PER_PICTURE, Kept, keep
from seesame.index.rows import picture_row, picture_table, region_table, stamp
from seesame.index.space import fit
from seesame.index.tables import Tables, new_key
from seesame.inference.engine import Regions
from seesame.inference.finder import Finder

T = TypeVar("T")
Progress = Callable[[int, int, str], None]

BATCH, SECONDS = 256, 20.0
"""Pictures, or seconds, after which what is done is written; a kill loses what came after."""

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
        self, finder: Finder, tables: Tables | None, make: Callable[[Manifest], Tables], retry: bool, max_pixels: int
    ) -> None:
        self.finder, self.tables, self._make = finder, tables, make
        self._retry, self._max_pixels = retry, max_pixels
        self._waiting: list[tuple[str, Loaded, Kept | None]] = []
        self._fitting: list[Regions] = []
        self._written = time.monotonic()
        self.done = Added()

    def run(self, sources: Sequence[str], progress: Progress | None) -> Added:
        """Add everything that the sources name; what was finished is written even if this is interrupted."""
        began = time.monotonic()
        total = sum(1 for source in sources for _ in where_from.names(source)) if progress else 0
        try:
            for source in sources:
                self._add(source, total, progress)
        finally:
            self._write()
        if self.tables is None:
            _, first, _ = self._waiting[0] if self._waiting else ("", None, None)
            raise PictureError(f"none of the pictures could be read; the first: {first.failed if first else sources}")
        gone = tuple(name for source in sources for name in self._gone(source))
        return replace(self.done, gone=gone, seconds=time.monotonic() - began)

    def _add(self, source: str, total: int, progress: Progress | None) -> None:
        for loaded in ahead(self._changed(where_from.places(source)), self._max_pixels):
            self._see(loaded, source)
            if progress is not None:
                done = self.done.pictures + self.done.unchanged + len(self.done.failed)
                progress(done + len(self._waiting), total, "pictures")
        self._write()

    def _changed(self, found: Iterable[Place | PictureError]) -> Iterator[tuple[Place, Known | None]]:
        """Places that must be read: unknown, or of another size or time than before."""
        for chunk in _chunks(found, _LOOKED_UP):
            names = [each.name for each in chunk if isinstance(each, Place)]
            known = {} if self.tables is None else self._known(names)
            for each in chunk:
                if isinstance(each, PictureError):
                    self._fail(str(each).partition(": ")[0], str(each))
                    continue
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

    def _see(self, loaded: Loaded, source: str) -> None:
        kept = None
        if loaded.picture is not None:
            try:
                scene = self.finder.encode(loaded.picture)
            except MemoryError:
                loaded = replace(loaded, failed=f"{loaded.place.name}: there is not enough memory for this picture")
            else:
                kept = keep(scene)
                if self.tables is None and len(self._fitting) < _FITTED:
                    self._fitting.append(scene.regions)
        elif loaded.known is not None and loaded.digest and loaded.digest == loaded.known.digest:
            self._touch(loaded)
            return
        self._waiting.append((source, replace(loaded, picture=None), kept))
        if len(self._waiting) >= BATCH or time.monotonic() - self._written >= SECONDS:
            self._write()

    def _touch(self, loaded: Loaded) -> None:
        """The same bytes with another time: only that is noted."""
        assert self.tables is not None and loaded.known is not None
        values = {"bytes": loaded.place.bytes, "modified": stamp(loaded.place.modified)}
        self.tables.update(f"key = {loaded.known.key}", values)
        self.done = replace(self.done, unchanged=self.done.unchanged + 1)

    def _write(self) -> None:
        """Write what waits; first of all make the tables, once a picture could be read."""
        if not self._waiting or (self.tables is None and not self._fitting):
            return
        if self.tables is None:
            self.tables = self._make(self._manifest())
            check_weights(self.tables.manifest, self.finder, self.tables.where)
        waiting, self._waiting = self._waiting, []
        keys = [new_key() for _ in waiting]
        space, dimension = self.tables.manifest.space, self.tables.manifest.dimension
        rows = [
            picture_row(key, loaded, kept, source, dimension)
            for key, (source, loaded, kept) in zip(keys, waiting, strict=True)
        ]
        regions = region_table(keys, [each[1:] for each in waiting], space, dimension)
        replaced = [loaded.known.key for _, loaded, _ in waiting if loaded.known is not None]
        self.tables.commit(picture_table(rows, dimension), regions, replaced)
        self._written = time.monotonic()
        for _, loaded, kept in waiting:
            if kept is None:
                self._fail(loaded.place.name, loaded.failed or "")
        good = sum(kept is not None for _, _, kept in waiting)
        self.done = replace(self.done, pictures=self.done.pictures + good, regions=self.done.regions + regions.num_rows)

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


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
