"""Keys and SQL; and what a kill or a power failure leaves of tables, step by step as Lance writes them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import DataError
from seesame.index import Collection
from seesame.index.tables import PAPERS, PICTURES, REGIONS, Tables, _damaged, age, clauses, literal, new_keys

TABLES = (REGIONS, PICTURES, PAPERS)  # in the order in which they are made


def test_keys_differ_and_tell_their_age() -> None:
    """Drawn one by one, as few as some hundred of one moment would meet now and then."""
    keys = new_keys(20_000)
    assert len(set(keys)) == 20_000 and max(keys) < 1 << 63
    assert set(keys).isdisjoint(new_keys(100)) and new_keys(0) == []
    assert -1 < age(keys[0]) < 60


def test_sql() -> None:
    assert literal("it's") == "'it''s'" and literal(7) == "7"
    assert [len(each.split(",")) for each in clauses("key", range(2001))] == [2000, 1]
    assert list(clauses("key", [])) == []



@pytest.fixture
def begun(shelf: Path, tmp_path: Path, finder: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a collection whose tables are made, and to which nothing has been added."""
    folder = tmp_path / "begun.index"
    create = Tables.create

    def keep(where: str, *others: Any) -> Tables:
        made = create(where, *others)
        shutil.copytree(where, folder)
        return made

    monkeypatch.setattr(Tables, "create", keep)
    Collection.add(tmp_path / "other.index", [shelf], finder)
    monkeypatch.undo()
    return folder


def steps(begun: Path) -> Iterator[Callable[[Path], object]]:
    """What Lance does one after the other; each file is written under another name and then called by its own."""
    for table in TABLES:
        yield lambda place, table=table: (place / f"{table}.lance").mkdir(parents=True)  # type: ignore[misc]
        for folder in ("data", "_transactions", "_versions"):
            inside = Path(f"{table}.lance", folder)
            if not (begun / inside).is_dir():
                continue
            yield lambda place, inside=inside: (place / inside).mkdir()  # type: ignore[misc]
            for path in sorted((begun / inside).iterdir(), key=lambda path: path.suffix == ".json"):
                draft = inside / (f"{path.name}#1" if path.suffix == ".manifest" else ".tmpAbCdEf")
                yield partial(_write, draft, path.read_bytes()[: path.stat().st_size // 2])
                yield partial(_write, draft, path.read_bytes())
                if path.suffix == ".manifest":  # linked, and only then its first name is taken away
                    yield partial(_write, inside / path.name, path.read_bytes())
                    yield lambda place, draft=draft: (place / draft).unlink()  # type: ignore[misc]
                else:
                    yield partial(_rename, draft, path.name)


def _write(name: Path, content: bytes, place: Path) -> None:
    (place / name).write_bytes(content)


def _rename(draft: Path, name: str, place: Path) -> None:
    (place / draft).rename((place / draft).with_name(name))


def test_the_steps_end_in_what_was_begun(begun: Path, tmp_path: Path) -> None:
    for step in steps(begun):
        step(tmp_path / "again")
    there = sorted(path.relative_to(begun) for path in begun.rglob("*"))
    assert sorted(path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*")) == there


def test_add_goes_on_after_a_kill_at_every_step(begun: Path, shelf: Path, tmp_path: Path, finder: Any) -> None:
    every = list(steps(begun))
    for last in range(len(every)):
        place = tmp_path / f"{last}.index"
        for step in every[: last + 1]:
            step(place)
        made, _ = Collection.add(place, [shelf], finder)
        assert (made.info().pictures, made.verify()) == (4, ()), f"after step {last}"


def spoilt(folder: Path, table: str, inside: str) -> None:
    """The file that was written last is empty."""
    newest = min if inside == "_versions" else max  # versions count down
    path = newest(path for path in (folder / f"{table}.lance" / inside).iterdir() if path.suffix != ".json")
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("table", "inside"), [(REGIONS, "_versions"), (PICTURES, "_versions"), (PAPERS, "_versions"), (PAPERS, "data")]
)
def test_add_begins_anew_after_a_power_failure_before_anything_was_added(
    begun: Path, shelf: Path, finder: Any, table: str, inside: str
) -> None:
    spoilt(begun, table, inside)
    with pytest.raises(DataError, match=f"table {table} cannot be read .*, or remove it and add the pictures again"):
        Collection.open(begun)
    made, added = Collection.add(begun, [shelf], finder)
    assert (made.info().pictures, added.pictures, made.verify()) == (4, 4, ())


@pytest.mark.parametrize("table", TABLES)
def test_what_was_added_is_never_taken_away(
    collection: Collection, shelf: Path, finder: Any, table: str
) -> None:
    folder = Path(collection.tables.where)
    spoilt(folder, table, "_versions")
    before = sorted(folder.rglob("*"))
    with pytest.raises(DataError, match=f"table {table} cannot be read"):
        Collection.add(folder, [shelf], finder)
    assert sorted(folder.rglob("*")) == before


def test_damaged_rows_are_told(collection: Collection, shelf: Path, finder: Any) -> None:
    for path in Path(collection.tables.where, f"{PICTURES}.lance", "data").iterdir():
        path.write_bytes(b"")
    again = Collection.open(collection.tables.where)
    with pytest.raises(DataError, match="table pictures cannot be read"):
        again.verify()
    with pytest.raises(DataError, match="table pictures cannot be read"):
        Collection.add(collection.tables.where, [shelf], finder)


def test_an_address_is_not_advised_to_be_removed() -> None:
    told = str(_damaged("s3://bucket/a.index", PAPERS, RuntimeError("timed out")))
    assert told.endswith("a.index: its table manifest cannot be read (timed out); check the connection, and try again")
