"""Some pictures that were seen, as what is written of them in one go; the same wherever they were seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from seesame.index import fragments
from seesame.index.intake import Loaded
from seesame.index.regions import Kept, keep
from seesame.index.rows import picture_row, picture_table, region_table, stamp
from seesame.index.space import Space
from seesame.index.tables import Tables, arrow, new_keys
from seesame.inference.engine import Regions
from seesame.inference.finder import Finder


@dataclass(frozen=True, eq=False)
class Seen:
    """One picture after it was seen.

    Attributes:
        loaded: as it was read, without its pixels.
        kept: what is kept of it; None where there was nothing to see: the same bytes as before, or unreadable.
    """

    loaded: Loaded
    kept: Kept | None

    @property
    def touched(self) -> bool:
        """Whether only its time changed."""
        known = self.loaded.known
        return self.kept is None and known is not None and bool(known.digest) and known.digest == self.loaded.digest


@dataclass(frozen=True, eq=False)
class Batch:
    """What is written of some pictures.

    Attributes:
        pictures: Arrow table of their rows; regions: Arrow table of the rows of their regions.
        fragments: more regions, on the collection's storage already, that belong to nothing yet.
        replaced: keys of rows that these take the place of.
        touched: (key, bytes, time) of pictures of which only that changed.
        failed: name to reason; good: pictures that were seen; count: their regions.
    """

    pictures: Any
    regions: Any
    fragments: tuple[str, ...] = ()
    replaced: tuple[int, ...] = ()
    touched: tuple[tuple[int, int, datetime], ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    good: int = 0
    count: int = 0

    def __len__(self) -> int:
        """How many pictures it is about."""
        return self.good + len(self.failed) + len(self.touched)

    @classmethod
    def of(cls, seen: Sequence[Seen], space: Space, dimension: int) -> Batch:
        """Everything that is written of some pictures."""
        fresh = [each for each in seen if not each.touched]
        keys = new_keys(len(fresh))
        rows = [picture_row(key, each.loaded, each.kept, dimension) for key, each in zip(keys, fresh, strict=True)]
        regions = region_table(keys, [(each.loaded, each.kept) for each in fresh], space, dimension)
        touched = []
        for each in seen:
            if each.touched and each.loaded.known is not None:
                place = each.loaded.place
                touched.append((each.loaded.known.key, place.bytes, stamp(place.modified)))
        return cls(
            picture_table(rows, dimension),
            regions,
            (),
            tuple(each.loaded.known.key for each in fresh if each.loaded.known is not None),
            tuple(touched),
            {each.loaded.place.name: each.loaded.failed or "" for each in fresh if each.kept is None},
            sum(each.kept is not None for each in fresh),
            regions.num_rows,
        )

    @classmethod
    def joined(cls, batches: Iterable[Batch]) -> Batch:
        """Several, one at the least, as one."""
        every = list(batches)
        return cls(
            arrow().concat_tables([batch.pictures for batch in every]),
            arrow().concat_tables([batch.regions for batch in every]),
            tuple(each for batch in every for each in batch.fragments),
            tuple(each for batch in every for each in batch.replaced),
            tuple(each for batch in every for each in batch.touched),
            {name: reason for batch in every for name, reason in batch.failed.items()},
            sum(batch.good for batch in every),
            sum(batch.count for batch in every),
        )

    def stored(self, where: str, options: Mapping[str, str] | None) -> Batch:
        """The same with its regions on the storage of the collection at `where`, not yet part of it."""
        written = fragments.write(self.regions, where, options)
        return replace(self, regions=self.regions.slice(0, 0), fragments=(*self.fragments, *written))

    def write(self, tables: Tables) -> None:
        """Make it part of a collection: regions first, then pictures, then what they replace is deleted."""
        if self.fragments:
            fragments.append(tables, self.fragments)
        if self.pictures.num_rows:
            tables.commit(self.pictures, self.regions, self.replaced)
        for key, size, modified in self.touched:
            tables.update(f"key = {key}", {"bytes": size, "modified": modified})


def see(finder: Finder, loaded: Loaded) -> tuple[Seen, Regions | None]:
    """What is kept of a picture that was read, and all its regions; None where there is nothing to see."""
    if loaded.picture is None:
        return Seen(loaded, None), None
    try:
        scene = finder.encode(loaded.picture)
    except MemoryError:
        failed = f"{loaded.place.name}: there is not enough memory for this picture"
        return Seen(replace(loaded, picture=None, failed=failed), None), None
    return Seen(replace(loaded, picture=None), keep(scene)), scene.regions
