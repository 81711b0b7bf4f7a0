"""Collection: pictures scanned once, asked for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from seesame.descriptor import Descriptor, Same
from seesame.errors import ConfigError, PictureError
from seesame.images.read import MAX_PIXELS
from seesame.index import places, tuning
from seesame.index.add import Added, Adding, check_weights
from seesame.index.cluster import Cluster
from seesame.index.hits import Page
from seesame.index.manifest import Manifest, Tuned
from seesame.index.search import look_up, verified
from seesame.index.tables import Tables, age
from seesame.inference.finder import Finder, Question

Progress = Callable[[int, int, str], None]

_ORPHANS = 3600.0  # seconds; regions of no picture that are younger may be about to get one


@dataclass(frozen=True)
class Info:
    """What is in a collection.

    Attributes:
        pictures: that can be searched; regions: that they have.
        failed: name to reason, of pictures that could not be read.
        bytes_on_disk: of a collection on disk; None elsewhere.
        version: counts its changes.
    """

    manifest: Manifest
    pictures: int
    regions: int
    failed: Mapping[str, str]
    bytes_on_disk: int | None
    version: int


class Collection:
    """A collection on disk, `holidays.index`, or on object storage, `s3://bucket/holidays.index`."""

    def __init__(self, tables: Tables) -> None:
        """Use `Collection.open` or `Collection.at`."""
        self.tables = tables

    @classmethod
    def open(cls, where: str | Path, options: Mapping[str, str] | None = None) -> Collection:
        """Open a collection.

        Args:
            where: its folder or address.
            options: of the object storage, as LanceDB takes them; by default those of the environment.

        Raises: DataError: there is none. InstallationError: LanceDB is not installed.
        """
        return cls(Tables.open(str(where), options))

    @classmethod
    def add(
        cls,
        where: str | Path,
        sources: Sequence[str | Path],
        finder: Finder,
        *,
        options: Mapping[str, str] | None = None,
        retry: bool = False,
        recall: float = 0.95,
        max_pixels: int = MAX_PIXELS,
        progress: Progress | None = None,
        cluster: Cluster | None = None,
    ) -> tuple[Collection, Added]:
        """Add pictures, making the collection if there is none; what is unchanged is not read again.

        Args:
            sources: files, folders, globs, addresses, zip and tar files, .txt lists, COCO's .json files.
            retry: try again what could not be read before.
            recall: of the index that is built when there are many regions.
            cluster: machines that see the pictures; this one only commits what they tell.

        Raises: InputError: a source is not there, or the cluster. PictureError: nothing could be read. WeightsError:
            other weights made the collection. DataError: it is damaged.
        """
        place, named = str(where), tuple(places.canonical(str(each)) for each in sources)
        Tables.clear(place, options)
        tables = Tables.open(place, options) if Tables.exist(place, options) else None
        if tables is not None:
            check_weights(tables.manifest, finder, place)
        elsewhere = None
        if cluster is not None:
            elsewhere = partial(cluster.see, weights_id=finder.weights_id, max_pixels=max_pixels)
        adding = Adding(
            finder, tables, lambda manifest: Tables.create(place, manifest, options), retry, max_pixels, elsewhere
        )
        added = adding.run(named, progress)
        assert adding.tables is not None
        made = cls(adding.tables)
        fresh = tuple(each for each in named if each not in made.manifest.sources)
        if fresh:
            made.tables.note(lambda manifest: manifest.model_copy(update={"sources": (*manifest.sources, *fresh)}))
        made.tables.refresh()
        if tuning.due(made.tables):
            tuning.build(made.tables, recall, progress)
        return made, added

    @property
    def manifest(self) -> Manifest:
        """Its papers."""
        return self.tables.manifest

    def search(
        self,
        finder: Finder,
        question: Question,
        *,
        page: int = 1,
        size: int = 20,
        verify: int | None = None,
        where: str | None = None,
        threshold: float | None = None,
        same: Same | None = None,
        top: int = 100,
        exact: bool = False,
        progress: Progress | None = None,
    ) -> Page:
        """The pictures that hold the thing.

        Args:
            page, size: which hits, and how many.
            verify: how many hits of a page are looked at again by the network, all by default.
            where: SQL about path, bytes, modified, height, width and quality.
            threshold: the least score of an instance; by default the question's or the one the weights advise.
            same: whether the category of the references is meant, or the very object; None for what the question says.
                The very object is told when pictures are looked at again: what is estimated is their category.
            exact: look at every region, whatever the index.

        Raises: WeightsError: other weights made the collection. ConfigError: the filter or a number makes no sense.
        """
        if page < 1 or size < 1 or (verify is not None and verify < 0):
            raise ConfigError(f"page {page}, size {size}, verify {verify} were asked for, expected 1, 1 and 0 or more")
        check_weights(self.manifest, finder, self.tables.where)
        began = time.perf_counter()
        descriptor = question if isinstance(question, Descriptor) else finder.describe(question, same=same)
        every = look_up(self.tables, finder, descriptor, where, exact)
        looked = time.perf_counter()
        hits = every[(page - 1) * size : page * size]
        least = finder.threshold_of(question, same) if threshold is None else threshold
        count = len(hits) if verify is None else verify
        seen = verified(finder, descriptor, hits[:count], least, top, progress=progress)
        spent = (looked - began, time.perf_counter() - looked)
        last = max(-(-len(every) // size), 1)
        return Page((*seen, *hits[count:]), page, last, len(every), self.tables.version, spent)

    def remove(self, patterns: Sequence[str] = (), gone: bool = False) -> tuple[str, ...]:
        """Take pictures out: by name, by a folder above them, by a glob, or those that are not there any more.

        Returns: the names of what was taken out.
        """
        wanted = [places.canonical(each) for each in patterns]
        found = [
            (row["path"], row["key"])
            for row in self._rows(("path", "key"))
            if any(_named(row["path"], each) for each in wanted) or (gone and not _there(row["path"]))
        ]
        self.tables.remove([key for _, key in found])
        return tuple(name for name, _ in found)

    def compact(self, keep_seconds: float = _ORPHANS, recall: float = 0.95, progress: Progress | None = None) -> int:
        """Sweep up what no picture names, join small files, drop versions older than `keep_seconds`, renew the index.

        Returns: how many regions were swept away. Searches and writers of now are not disturbed.
        """
        lost = [key for key in self._orphans() if age(key) > keep_seconds]
        before = self.tables.regions.count_rows()
        self.tables.drop_regions(lost)
        swept = before - self.tables.regions.count_rows() if lost else 0
        if tuning.due(self.tables):
            tuning.build(self.tables, recall, progress)
        self.tables.tidy(keep_seconds)
        return swept

    def build(self, recall: float = 0.95, progress: Progress | None = None) -> Tuned:
        """Build the approximate index now, whatever the size."""
        return tuning.build(self.tables, recall, progress)

    def info(self) -> Info:
        """What is in it."""
        self.tables.refresh()
        failed = {row["path"]: row["failed"] for row in self._rows(("path", "failed"), "failed IS NOT NULL")}
        count = self.tables.pictures.count_rows() - len(failed)
        regions = sum(row["regions"] for row in self._rows(("regions",)))
        return Info(self.manifest, count, regions, failed, _size(self.tables.where), self.tables.version)

    def verify(self, read: bool = False) -> tuple[str, ...]:
        """What is wrong with it: pictures twice, regions that lack, are double or belong to none, pictures not there.

        Args:
            read: also look whether the pictures are still there.
        """
        wrong, expected = [], {}
        seen: set[str] = set()
        for row in self._rows(("path", "key", "regions")):
            if row["path"] in seen:
                wrong.append(f"{row['path']}: is there twice; add it again")
            seen.add(row["path"])
            expected[row["key"]] = row["regions"]
            if read and not _there(row["path"]):
                wrong.append(f"{row['path']}: is not there any more; seesame index remove COLLECTION --gone")
        counted: dict[int, int] = {}
        for key in self._region_keys():
            counted[key] = counted.get(key, 0) + 1
        wrong += [
            f"picture {key}: has {counted.get(key, 0)} regions, expected {count}; add it again"
            for key, count in expected.items()
            if counted.get(key, 0) != count
        ]
        orphans = sum(count for key, count in counted.items() if key not in expected)
        return (
            *wrong,
            *([f"{orphans} regions belong to no picture; seesame index compact COLLECTION"] if orphans else []),
        )

    def _orphans(self) -> set[int]:
        return set(self._region_keys()) - {row["key"] for row in self._rows(("key",))}

    def _region_keys(self) -> Iterator[int]:
        for batch in self.tables.each(self.tables.regions, ("key",)):
            yield from batch["key"].to_pylist()

    def _rows(self, columns: Sequence[str], where: str | None = None) -> Iterator[dict[str, Any]]:
        for batch in self.tables.each(self.tables.pictures, columns, where):
            yield from batch.to_pylist()


def _named(path: str, pattern: str) -> bool:
    return path == pattern or path.startswith((pattern.rstrip("/") + "/", pattern + "!")) or fnmatchcase(path, pattern)


def _there(path: str) -> bool:
    try:
        places.stat(path)
    except PictureError:
        return False
    return True


def _size(where: str) -> int | None:
    folder = Path(where)
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) if folder.is_dir() else None
