"""The tables of a collection, in LanceDB: on disk, or on object storage that LanceDB knows.

`pictures` is the truth: a picture belongs to the collection if it has a row there, and that row names, by its key, the
rows of `regions` that are its own. Regions are written first, then the picture's row, then what it replaces is deleted;
whatever is killed in between leaves regions that no picture names, which nobody sees and `compact` sweeps away.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from seesame.errors import ConfigError, DataError, require
from seesame.index import remote
from seesame.index.manifest import Manifest
from seesame.index.space import EXTRA

T = TypeVar("T")

PICTURES, REGIONS, PAPERS = "pictures", "regions", "manifest"  # the names of the tables

_TRIES = 12
_CONFLICTS = ("conflict", "too many concurrent", "preempted")
_CHUNK = 2000  # values in one SQL list
FILTERED = ("path", "bytes", "modified", "height", "width", "quality")
"""The columns of regions that a filter may name."""


def arrow() -> Any:
    """PyArrow, or InstallationError."""
    return require("pyarrow", "index")


def region_schema(dimension: int) -> Any:
    """A row a region: what it belongs to, what filters may ask, box, quality and point."""
    pa = arrow()
    return pa.schema(
        [
            *_picture_fields(pa),
            pa.field("number", pa.int16()),
            pa.field("box", pa.list_(pa.float32(), 4)),
            pa.field("quality", pa.float32()),
            pa.field("vector", pa.list_(pa.float16(), dimension + EXTRA)),
        ]
    )


def picture_schema(dimension: int) -> Any:
    """A row a picture, those that could not be read among them.

    Its path is its key: writers that add the same picture at the same time then conflict, and the later one replaces.
    """
    pa = arrow()
    return pa.schema(
        [
            *_picture_fields(pa, {"lance-schema:unenforced-primary-key": "true"}),
            pa.field("source", pa.string()),
            pa.field("digest", pa.string()),
            pa.field("regions", pa.int16()),
            pa.field("failed", pa.string()),
            pa.field("thumbnail", pa.binary()),
            pa.field("signature", pa.list_(pa.float16(), dimension)),
        ]
    )


def _picture_fields(pa: Any, marks: Mapping[str, str] | None = None) -> list[Any]:
    return [
        pa.field("key", pa.int64(), nullable=False),
        pa.field("path", pa.string(), nullable=False, metadata=dict(marks or {})),
        pa.field("bytes", pa.int64()),
        pa.field("modified", pa.timestamp("us")),
        pa.field("height", pa.int32()),
        pa.field("width", pa.int32()),
    ]


class Tables:
    """The open tables of one collection and the manifest that was read with them."""

    def __init__(self, home: Any, where: str, manifest: Manifest, options: Mapping[str, str] | None = None) -> None:
        self.where, self._home, self.manifest, self.options = where, home, manifest, options
        self.pictures, self.regions, self._papers = (_opened(home, where, n) for n in (PICTURES, REGIONS, PAPERS))

    @classmethod
    def open(cls, where: str, options: Mapping[str, str] | None = None) -> Tables:
        """Open a collection.

        Raises: DataError: there is none, or it cannot be read. InstallationError: LanceDB is missing.
        """
        home = _connect(where, options)
        papers = _found(home, where, PAPERS)
        if papers is None:
            raise DataError(f"{where}: there is no collection; make one with `seesame index add {where} PICTURES`")
        return cls(home, where, _manifest(papers, where), options)

    @classmethod
    def exist(cls, where: str, options: Mapping[str, str] | None = None) -> bool:
        """Whether there is a collection."""
        return _found(_connect(where, options), where, PAPERS) is not None

    @classmethod
    def clear(cls, where: str, options: Mapping[str, str] | None = None) -> None:
        """Take away what a power failure left of a collection on disk to which nothing had been added yet.

        Raises: DataError: something had been added, and cannot be read.
        """
        home = _connect(where, options)
        try:
            found = {name: _found(home, where, name) for name in (REGIONS, PICTURES, PAPERS)}
            if found[PAPERS] is not None:
                _manifest(found[PAPERS], where)
        except DataError:
            written = [each for name in (PICTURES, REGIONS) for each in Path(where, f"{name}.lance", "data").glob("*")]
            if remote.is_remote(where) or written:
                raise
            for name in (PAPERS, PICTURES, REGIONS):  # without its papers it is none, so these go first
                home.drop_table(name, ignore_missing=True)

    @classmethod
    def create(cls, where: str, manifest: Manifest, options: Mapping[str, str] | None = None) -> Tables:
        """Make the tables; whoever comes second opens what the first one made, with its manifest."""
        home, pa = _connect(where, options), arrow()
        _made(home, where, REGIONS, schema=region_schema(manifest.dimension))
        _made(home, where, PICTURES, schema=picture_schema(manifest.dimension))
        papers = pa.table({"id": pa.array([1], pa.int64()), "text": [manifest.model_dump_json()]})
        made = _made(home, where, PAPERS, data=papers)
        return cls(home, where, _manifest(made, where), options)

    @property
    def version(self) -> int:
        """Counts the changes of the collection."""
        return int(self.pictures.version) + int(self.regions.version)

    def refresh(self) -> None:
        """See what others wrote since."""
        for table in (self.pictures, self.regions, self._papers):
            table.checkout_latest()
        self.manifest = _manifest(self._papers, self.where)

    def note(self, change: Callable[[Manifest], Manifest]) -> None:
        """Change the manifest."""
        pa = arrow()

        def write() -> None:
            self._papers.checkout_latest()
            self.manifest = change(_manifest(self._papers, self.where))
            text = pa.table({"id": pa.array([1], pa.int64()), "text": [self.manifest.model_dump_json()]})
            self._papers.merge_insert("id").when_matched_update_all().execute(text)

        again(write)

    def commit(self, pictures: Any, regions: Any, replaced: Sequence[int]) -> None:
        """Write pictures and their regions, both Arrow tables; `replaced` are keys of rows these take the place of."""
        if regions.num_rows:
            again(lambda: self.regions.add(regions))
        writing = self.pictures.merge_insert("path").when_matched_update_all().when_not_matched_insert_all()
        again(lambda: writing.execute(pictures))
        self.drop_regions(replaced)

    def update(self, clause: str, values: Mapping[str, Any]) -> None:
        """Set columns of the rows of both tables that a clause names."""
        for table in (self.regions, self.pictures):
            again(lambda table=table: table.update(where=clause, values=dict(values)))  # type: ignore[misc]

    def remove(self, keys: Sequence[int]) -> None:
        """Take pictures out, by their keys."""
        for clause in clauses("key", keys):
            again(lambda clause=clause: self.pictures.delete(clause))  # type: ignore[misc]
        self.drop_regions(keys)

    def drop_regions(self, keys: Sequence[int]) -> None:
        """Delete regions by the keys of their pictures."""
        for clause in clauses("key", keys):
            again(lambda clause=clause: self.regions.delete(clause))  # type: ignore[misc]

    def rows_of(self, column: str, values: Sequence[object], columns: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of pictures whose column has one of these values.

        Raises: DataError: the table is damaged.
        """
        rows: list[dict[str, Any]] = []
        for clause in clauses(column, values):
            query = self.pictures.search().where(clause).limit(10 * _CHUNK).select(list(columns))
            try:
                rows += query.to_arrow().to_pylist()
            except RuntimeError as error:
                raise _damaged(self.where, PICTURES, error) from error
        return rows

    def each(self, table: Any, columns: Sequence[str], where: str | None = None) -> Iterator[Any]:
        """The rows of a table as Arrow batches, however many there are.

        Raises: DataError: the table is damaged.
        """
        query = table.search().select(list(columns))
        try:
            yield from (query.where(where) if where else query).to_batches()
        except RuntimeError as error:
            raise _damaged(self.where, table.name, error) from error

    def tidy(self, older_than: float) -> None:
        """Join small files, bring indexes up to date, forget versions older than so many seconds."""
        for table in (self.pictures, self.regions, self._papers):
            again(lambda table=table: table.optimize(cleanup_older_than=timedelta(seconds=older_than)))  # type: ignore[misc]


def clauses(column: str, values: Iterable[object]) -> Iterator[str]:
    """SQL that says that a column has one of these whole numbers or texts, in pieces."""
    every = list(values)
    for start in range(0, len(every), _CHUNK):
        yield f"{column} IN ({', '.join(literal(each) for each in every[start : start + _CHUNK])})"


def literal(value: object) -> str:
    """A whole number or a text in SQL."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def again(write: Callable[[], T]) -> T:
    """Write, and again while others write at the same time.

    Raises: whatever LanceDB raised, if it is no conflict or goes on for too long.
    """
    for turn in range(_TRIES):
        try:
            return write()
        except Exception as error:  # LanceDB has no type of error for conflicts
            if turn == _TRIES - 1 or not any(each in str(error).lower() for each in _CONFLICTS):
                raise
            time.sleep(random.uniform(0.05, 0.3) * (turn + 1))
    raise AssertionError("unreachable")


def new_keys(count: int) -> list[int]:
    """Numbers that nobody else has: seconds since 1970, and 32 bits that count on from a random place.

    Those of one call differ for certain. Two calls of one second, for 250 pictures each, meet once in eight million.
    """
    first = random.SystemRandom().randrange((1 << 32) - count)
    first += int(time.time()) << 32
    return list(range(first, first + count))


def age(key: int) -> float:
    """Seconds since a key was made."""
    return time.time() - (key >> 32)


def _made(home: Any, where: str, name: str, **what: Any) -> Any:
    """Make a table, unless it is there or another writer makes it at the same time."""
    found = _found(home, where, name)
    if found is not None:
        return found
    try:
        return home.create_table(name, **what)
    except Exception:  # LanceDB tells by whatever its storage raises that another one was first
        for turn in range(_TRIES):
            time.sleep(0.05 * turn)
            if (found := _found(home, where, name)) is not None:
                return found
        raise


def _found(home: Any, where: str, name: str) -> Any:
    """A table; None if there is none, or no more of it than the folder that a writer begins with."""
    if name not in _names(home, where):
        return None
    try:
        return _opened(home, where, name)
    except ValueError as error:
        if "not found" in str(error).lower():
            return None
        raise


def _opened(home: Any, where: str, name: str) -> Any:
    """A table. Raises: DataError: its files are damaged. ValueError: there is none."""
    try:
        return home.open_table(name)
    except RuntimeError as error:
        raise _damaged(where, name, error) from error


def _damaged(where: str, name: str, error: Exception) -> DataError:
    reason = str(error).splitlines()[0].split(", /")[0]
    if remote.is_remote(where):
        return DataError(f"{where}: its table {name} cannot be read ({reason}); check the connection, and try again")
    return DataError(
        f"{where}: its table {name} cannot be read ({reason}), as after a power failure or on a full disk; put a copy "
        "in its place, or remove it and add the pictures again"
    )


def _connect(where: str, options: Mapping[str, str] | None) -> Any:
    lancedb = require("lancedb", "index")
    arrow()
    return lancedb.connect(where, storage_options=dict(options) if options else None)


def _names(home: Any, where: str) -> list[str]:
    try:
        return [str(each) for each in home.list_tables().tables]
    except Exception as error:
        raise DataError(f"{where}: cannot be opened ({error}); check the path and the credentials") from error


def _manifest(papers: Any, where: str) -> Manifest:
    try:
        return Manifest.model_validate_json(papers.search().limit(1).to_arrow()["text"][0].as_py())
    except RuntimeError as error:
        raise _damaged(where, PAPERS, error) from error
    except (ValidationError, IndexError, KeyError) as error:
        raise DataError(f"{where}: its manifest cannot be used ({error}); update seesame, or index anew") from error


def checked(run: Callable[[], T], where: str | None) -> T:
    """Run a query with a filter of the user's.

    Raises: ConfigError: LanceDB cannot use the filter.
    """
    try:
        return run()
    except Exception as error:
        if where is None:
            raise
        raise ConfigError(
            f"the filter {where!r} cannot be used ({str(error).splitlines()[0][:300]}); it is SQL about the columns "
            f"{', '.join(FILTERED)}, as in: path LIKE '%/2024/%' AND modified > timestamp '2024-06-01'"
        ) from error
