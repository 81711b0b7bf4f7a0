from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seesame.card import Card
from seesame.errors import ConfigError, DataError, InputError, PictureError, WeightsError
from seesame.index import Collection
from seesame.index import add as adding
from seesame.reference import Reference

from .conftest import BLUE, GREEN, RED, ColourFinder, paint

Asked = Callable[..., Reference]


def names(page: Any) -> list[str]:
    return [Path(hit.path).name for hit in page.hits]


def test_add_and_search(collection: Collection, finder: Any, asked: Asked) -> None:
    info = collection.info()
    assert (info.pictures, info.regions, info.failed) == (4, 4, {})
    page = collection.search(finder, asked(RED), size=2)
    assert names(page) == ["a.png", "b.png"]  # the larger thing has the better quality
    assert [len(hit.instances) for hit in page.hits] == [1, 1]
    assert page.hits[0].instances.boxes.round().tolist() == [[5, 5, 35, 35]]
    assert page.hits[0].score > page.hits[1].score > 0.5
    assert page.hits[0].thumbnail[:2] == b"\xff\xd8"
    assert collection.verify(read=True) == ()


def test_pages_are_stable_and_end(collection: Collection, finder: Any, asked: Asked) -> None:
    whole = names(collection.search(finder, asked(RED), verify=0))
    one_by_one = [names(collection.search(finder, asked(RED), page=page, size=1)) for page in (1, 2, 3, 4)]
    assert [name for page in one_by_one for name in page] == whole and one_by_one[3] == []
    page = collection.search(finder, asked(RED), page=2, size=1)
    assert (page.number, page.last, page.pictures) == (2, 3, 3)
    with pytest.raises(ConfigError, match="page 0"):
        collection.search(finder, asked(RED), page=0)


def test_only_the_first_are_looked_at_again(collection: Collection, finder: Any, asked: Asked) -> None:
    before = finder.looked
    page = collection.search(finder, asked(RED), verify=1)
    assert finder.looked == before + 1
    assert [hit.verified for hit in page.hits] == [True, False, False]


def test_several_references_and_negatives(collection: Collection, finder: Any, asked: Asked) -> None:
    both = collection.search(finder, [asked(GREEN), asked(BLUE)])
    assert set(names(both)[:2]) == {"a.png", "c.png"}
    card = Card("red", (asked(RED), asked(BLUE))).rejecting([asked(BLUE)])
    assert collection.search(finder, card).hits[-1].score <= both.hits[0].score


def test_what_is_meant_reaches_those_who_describe(collection: Collection, finder: Any, asked: Asked) -> None:
    finder.meant.clear()
    collection.search(finder, asked(RED), same="object")
    collection.search(finder, asked(RED))
    assert finder.meant == ["object", None]


def test_a_filter(collection: Collection, finder: Any, asked: Asked) -> None:
    assert names(collection.search(finder, asked(RED), where="path LIKE '%b.png' AND width = 80")) == ["b.png"]
    assert names(collection.search(finder, asked(RED), where="modified < timestamp '2001-01-01'")) == []
    with pytest.raises(ConfigError, match=r"colour.*path, bytes, modified"):
        collection.search(finder, asked(RED), where="colour = 'red'")


def test_what_is_unchanged_is_not_seen_again(collection: Collection, shelf: Path, finder: Any) -> None:
    where, before = collection.tables.where, finder.looked
    _, added = Collection.add(where, [shelf], finder)
    assert (added.pictures, added.unchanged, finder.looked) == (0, 4, before)
    os.utime(shelf / "a.png", (1, 1))  # another time, the same bytes
    _, added = Collection.add(where, [shelf], finder)
    assert (added.pictures, added.unchanged, finder.looked) == (0, 4, before)
    paint(shelf / "b.png", (BLUE, (10, 10, 30, 30)))
    paint(shelf / "e.png", (GREEN, (10, 10, 30, 30)))
    again, added = Collection.add(where, [shelf], finder)
    assert (added.pictures, added.unchanged, finder.looked) == (2, 3, before + 2)
    assert again.info().regions == 5 and again.verify() == ()


def test_what_is_gone_is_told_and_taken_out(collection: Collection, shelf: Path, finder: Any, asked: Asked) -> None:
    (shelf / "a.png").unlink()
    page = collection.search(finder, asked(RED))
    assert names(page)[-1] == "a.png" and "a.png: cannot be read" in page.hits[-1].failed
    _, added = Collection.add(collection.tables.where, [shelf], finder)
    assert added.gone == (str(shelf / "a.png"),)
    assert collection.remove(gone=True) == added.gone
    assert collection.remove([str(shelf / "*.png")]) == tuple(str(shelf / f"{name}.png") for name in "bcd")
    assert collection.info().regions == 0 and collection.verify() == ()
    assert collection.search(finder, asked(RED)).hits == ()


def test_a_bad_file_is_recorded_and_the_rest_goes_on(shelf: Path, tmp_path: Path, finder: Any) -> None:
    (shelf / "bad.jpg").write_bytes(b"\xff\xd8\xff rubbish")
    made, added = Collection.add(tmp_path / "c", [shelf], finder)
    assert (added.pictures, list(added.failed)) == (4, [str(shelf / "bad.jpg")])
    assert list(made.info().failed) == [str(shelf / "bad.jpg")]
    _, added = Collection.add(tmp_path / "c", [shelf], finder)
    assert (added.unchanged, added.failed) == (5, {})
    _, added = Collection.add(tmp_path / "c", [shelf], finder, retry=True)
    assert len(added.failed) == 1
    paint(shelf / "good.png", (RED, (10, 10, 20, 20)))
    shutil.copy(shelf / "good.png", shelf / "bad.jpg")
    made, added = Collection.add(tmp_path / "c", [shelf], finder)
    assert (added.pictures, made.info().failed, made.verify()) == (2, {}, ())


def test_a_picture_that_is_named_twice_is_there_once(shelf: Path, tmp_path: Path, finder: Any) -> None:
    (tmp_path / "list.txt").write_text("shelf/a.png\nshelf/a.png\n")
    sources = [tmp_path / "list.txt", shelf / "b.png", shelf, shelf / "b.png"]
    made, added = Collection.add(tmp_path / "c", sources, finder)
    assert (added.pictures, added.unchanged, finder.looked, made.verify()) == (4, 4, 4, ())
    assert made.tables.pictures.version == 2  # many sources are not many commits


def test_nothing_to_add(tmp_path: Path, finder: Any) -> None:
    with pytest.raises(DataError, match="seesame index add"):
        Collection.open(tmp_path / "nothing")
    (tmp_path / "bad.jpg").write_bytes(b"rubbish")
    with pytest.raises(PictureError, match="none of the pictures could be read"):
        Collection.add(tmp_path / "c", [tmp_path / "bad.jpg"], finder)
    (tmp_path / "list.txt").write_text("gone.jpg\n")
    with pytest.raises(PictureError, match=r"the first: .*gone\.jpg: cannot be read"):
        Collection.add(tmp_path / "c", [tmp_path / "list.txt"], finder)
    with pytest.raises(InputError, match=r"none\.txt"):
        Collection.add(tmp_path / "c", [tmp_path / "none.txt"], finder)
    with pytest.raises(InputError, match=r"nowhere: names no picture"):
        Collection.add(tmp_path / "c", [tmp_path / "nowhere"], finder)


def test_other_weights_are_refused(collection: Collection, shelf: Path, asked: Asked) -> None:
    other: Any = ColourFinder("colours-2")
    with pytest.raises(WeightsError, match=r"made by colours-1.*seesame index add .*shelf.index-new"):
        collection.search(other, asked(RED))
    with pytest.raises(WeightsError, match="colours-1"):
        Collection.add(collection.tables.where, [shelf], other)


def test_what_a_kill_leaves_is_not_seen_and_swept_up(
    collection: Collection, shelf: Path, finder: Any, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(shelf / "e.png", (RED, (0, 0, 60, 60)))
    tables = type(collection.tables)

    def killed(self: Any, pictures: Any, regions: Any, replaced: Any) -> None:
        self.regions.add(regions)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tables, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            Collection.add(collection.tables.where, [shelf], finder)
    opened = Collection.open(collection.tables.where)
    assert "e.png" not in names(opened.search(finder, asked(RED)))
    assert [each.split(" ")[0] for each in opened.verify()] == ["1"]
    assert opened.compact() == 0  # too young: somebody may be writing it now
    assert opened.compact(keep_seconds=0.01) == 1
    assert opened.verify() == ()
    made, added = Collection.add(collection.tables.where, [shelf], finder)
    assert added.pictures == 1 and "e.png" in names(made.search(finder, asked(RED)))


def add_all(where: str, source: str, ready: Any) -> None:
    """In a process of its own, one picture a commit."""
    adding.BATCH = 1
    ready.wait()
    finder: Any = ColourFinder()
    Collection.add(where, [source], finder)


def test_two_writers_at_once(shelf: Path, tmp_path: Path) -> None:
    for number in range(6):
        paint(shelf / f"more-{number}.png", (GREEN, (number, number, 30, 30)))
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    writers = [context.Process(target=add_all, args=(str(tmp_path / "c"), str(shelf), ready)) for _ in range(2)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert [each.exitcode for each in writers] == [0, 0]
    opened = Collection.open(tmp_path / "c")
    assert opened.info().pictures == 10 and opened.info().regions == 10
    assert not [each for each in opened.verify() if "belong to no picture" not in each]
