from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seesame.card import Card, Judgement, read_card, write_card
from seesame.descriptor import Lesson
from seesame.errors import CardError


@pytest.fixture
def written(card: Card, tmp_path: Path) -> Path:
    path = tmp_path / "mug.seesame"
    write_card(card, path)
    return path


def changed(path: Path, **members: bytes | None) -> Path:
    """The card with some members replaced, or left out; `paper` is card.json."""
    names = {"paper": "card.json"}
    with zipfile.ZipFile(path) as archive:
        content: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    content |= {names.get(name, name): each for name, each in members.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, each in content.items():
            if each is not None:
                archive.writestr(name, each)
    return path


def paper(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    with zipfile.ZipFile(path) as archive:
        content = json.loads(archive.read("card.json"))
    change(content)
    return changed(path, paper=json.dumps(content).encode())


def test_what_is_written_reads_back(card: Card, written: Path) -> None:
    read = read_card(written)
    assert (read.name, read.threshold, read.notes) == (card.name, card.threshold, card.notes)
    for ours, theirs in zip((*card.references, *card.negatives), (*read.references, *read.negatives), strict=True):
        np.testing.assert_array_equal(ours.picture, theirs.picture)
        assert (ours.box, ours.name) == (theirs.box, theirs.name)
        assert (ours.mask is None) == (theirs.mask is None)
        if ours.mask is not None and theirs.mask is not None:
            np.testing.assert_array_equal(ours.mask, theirs.mask)
    assert card.descriptor is not None and read.descriptor is not None
    for kept, told in ((card.descriptor, read.descriptor), (card.descriptor.negatives, read.descriptor.negatives)):
        assert kept is not None and told is not None and kept.weights_id == told.weights_id
        np.testing.assert_array_equal(kept.vectors, told.vectors)
        np.testing.assert_array_equal(kept.maps, told.maps)
        np.testing.assert_array_equal(kept.weights, told.weights)
        np.testing.assert_array_equal(kept.gists, told.gists)


def test_what_was_taught_reads_back(taught: Card, tmp_path: Path) -> None:
    path = tmp_path / "mug.seesame"
    write_card(taught, path)
    read = read_card(path)
    assert [(each.right, each.example.name) for each in read.judgements] == [(True, "second mug"), (False, "a bowl")]
    assert read.judgements[0].example.mask is not None
    assert taught.impressions is not None and read.impressions is not None
    for name in ("vectors", "maps", "quality", "surroundings", "weights_id"):
        np.testing.assert_array_equal(getattr(taught.impressions, name), getattr(read.impressions, name))
    assert taught.descriptor is not None and read.descriptor is not None and read.descriptor.lesson is not None
    assert taught.descriptor.lesson is not None
    np.testing.assert_array_equal(taught.descriptor.lesson.direction, read.descriptor.lesson.direction)
    assert (read.descriptor.lesson.quality, read.descriptor.lesson.offset) == (0.5, -0.25)
    before = path.read_bytes()
    write_card(read, path)
    assert path.read_bytes() == before


def test_votes_read_back(card: Card, tmp_path: Path) -> None:
    path = tmp_path / "mug.seesame"
    write_card(card.weighed([1], 0.25), path)
    assert read_card(path).votes == (1, 0.25)
    assert card.descriptor is not None
    described = replace(card.weighed([0], 3), descriptor=replace(card.descriptor, votes=(3, 1)))
    write_card(described, path)
    read = read_card(path)
    assert read.descriptor is not None and read.descriptor.votes == read.votes == (3, 1)


def test_a_card_of_format_1_is_one_without_judgements_and_votes(written: Path) -> None:
    def older(told: dict[str, Any]) -> None:
        told.update(format="seesame-card/1")
        del told["judgements"], told["impressions"], told["descriptor"]["lesson"]
        del told["descriptor"]["references"]["gists"], told["descriptor"]["negatives"]["gists"]
        for example in (*told["references"], *told["negatives"]):
            del example["votes"]

    read = read_card(paper(written, older))
    assert (read.judgements, read.impressions, read.name) == ((), None, "mug") and read.descriptor is not None
    assert read.descriptor.gists.shape == (2, 0)
    assert read.votes == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["judgements"].pop(),
        lambda told: told["judgements"][0].update(right="perhaps"),
        lambda told: told["judgements"][0]["example"].update(picture="nowhere.png"),
        lambda told: told["impressions"].update(vectors="judgements/seen-quality.npy"),
        lambda told: told["impressions"].update(surroundings="judgements/seen-vectors.npy"),
        lambda told: told["descriptor"]["lesson"].update(direction="judgements/seen-quality.npy"),
        lambda told: told["descriptor"]["lesson"].update(offset=1e30),
        lambda told: told["descriptor"]["lesson"].update(quality=1e400),
    ],
)
def test_taught_papers_that_do_not_fit_are_refused(taught: Card, tmp_path: Path, change: Any) -> None:
    path = tmp_path / "mug.seesame"
    write_card(taught, path)
    with pytest.raises(CardError):
        read_card(paper(path, change))


def test_the_same_card_gives_the_same_file(card: Card, written: Path) -> None:
    before = written.read_bytes()
    write_card(read_card(written), written)
    assert written.read_bytes() == before
    assert not list(written.parent.glob(".*"))


def test_a_card_without_descriptor_and_negatives(card: Card, tmp_path: Path) -> None:
    write_card(Card("x", card.references[:1]), tmp_path / "x.seesame")
    read = read_card(tmp_path / "x.seesame")
    assert (read.descriptor, read.negatives, read.threshold) == (None, (), None)


def test_files_that_are_no_cards(tmp_path: Path) -> None:
    path = tmp_path / "x.seesame"
    with pytest.raises(CardError, match="cannot be opened"):
        read_card(path)
    for content in (b"", b"rubbish", b"PK\x03\x04" + bytes(50)):
        path.write_bytes(content)
        with pytest.raises(CardError, match="is no card or is damaged"):
            read_card(path)
    with pytest.raises(CardError, match="cannot be opened"):
        read_card(tmp_path)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"paper": None}, "lacks its member 'card.json'"),
        ({"paper": b"{}"}, "is not that of a card: format"),
        ({"paper": b"\xff"}, "is not that of a card"),
        ({"paper": b"[" * 100_000}, "is not that of a card"),
        ({"paper": b" " * (5 << 20)}, "expected at most"),
        ({"references/0.png": None}, "lacks its member 'references/0.png'"),
        ({"references/0.png": b"no picture"}, "cannot be read|no picture"),
        ({"references/1-mask.png": b"no picture"}, "cannot be read|no picture"),
        ({"descriptor/references-vectors.npy": b"\x93NUMPY\x01\x00"}, "an array that cannot be used"),
    ],
)
def test_parts_that_are_damaged_are_named(written: Path, members: dict[str, bytes | None], told: str) -> None:
    with pytest.raises(CardError, match=told):
        read_card(changed(written, **members))


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(format="seesame-card/5"),
        lambda told: told["descriptor"]["references"].update(gists="descriptor/negatives-gists.npy"),
        lambda told: told["references"][0].update(votes=-1),
        lambda told: told["references"][0].update(votes=1e9),
        lambda told: [each.update(votes=0) for each in told["references"]],
        lambda told: told.update(threshold=7),
        lambda told: told.update(surprise=1),
        lambda told: told["references"][0].update(box=[5, 5, 1, 1]),
        lambda told: told["references"][0].update(box=[0, 0, 1e400, 1]),
        lambda told: told["references"][0].update(picture="../../etc/passwd"),
        lambda told: told["references"][1].update(mask="negatives/0.png"),
        lambda told: told.update(references=[]),
        lambda told: told["references"].pop(),
        lambda told: told["descriptor"]["references"].update(maps="descriptor/references-vectors.npy"),
        lambda told: told["descriptor"]["references"].update(weights="references/0.png"),
    ],
)
def test_papers_that_do_not_fit_are_refused(written: Path, change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(CardError):
        read_card(paper(written, change))


def array(content: np.ndarray[Any, Any] | None = None, **header: Any) -> bytes:
    stream = io.BytesIO()
    if content is not None:
        np.save(stream, content, allow_pickle=True)
    else:
        np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        array(np.array([{"a": 1}], dtype=object)),
        array(np.zeros((2, 8))),
        array(np.full((2, 8), np.nan, np.float32)),
        array(np.asfortranarray(np.zeros((2, 8), np.float32))),
        array(descr="<f4", fortran_order=False, shape=(2, 1 << 40)),
        array(descr="<f4", fortran_order=False, shape=(-1, 8)) + bytes(64),
    ],
)
def test_arrays_are_not_believed(written: Path, content: bytes) -> None:
    with pytest.raises(CardError, match="it has an array"):
        read_card(changed(written, **{"descriptor/references-vectors.npy": content}))


def test_bombs_are_not_unpacked(written: Path) -> None:
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"bomb-{number}", bytes(60 << 20))
    assert written.stat().st_size < 1 << 20
    with pytest.raises(CardError, match="unpacks to more"):
        read_card(written)


def test_a_name_twice_and_a_name_outside(written: Path, tmp_path: Path) -> None:
    changed(written, **{"../outside.png": b"x"})
    assert read_card(written).name == "mug"
    assert not (tmp_path.parent / "outside.png").exists()
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(written, "a") as archive:
        archive.writestr("card.json", b"{}")
    with pytest.raises(CardError, match="some of one name"):
        read_card(written)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    from seesame.reference import Reference
    from tests.card.conftest import described, picture, seen

    path = tmp_path_factory.mktemp("cards") / "small.seesame"
    reference = Reference.whole(picture(12, 12))
    lesson = Lesson(np.ones(8, np.float32), 0.5, 0.25)
    said = (Judgement(reference, True),)
    descriptor = replace(described(1), lesson=lesson)
    write_card(Card("x", (reference,), descriptor=descriptor, judgements=said, impressions=seen(1)), path)
    return path.read_bytes()


FUZZED = int(os.environ.get("SEESAME_FUZZED_CARDS", "500"))
"""How many cards are fuzzed; for a thorough run SEESAME_FUZZED_CARDS=10000 pytest tests/card/test_file.py -k fuzzed."""


class Watch:
    """Told of every file that Python opens to write, makes, moves or removes, and of every program and connection."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self)

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        if self.on and (event in TOUCHES or (event == "open" and _writes(*details[1:3]))):
            self.seen.append(f"{event} {details}")


TOUCHES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"} | {
    "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect", "shutil.move", "shutil.copyfile"
}


def _writes(mode: str | None, flags: int) -> bool:
    return bool(set(mode or "") & set("wax+")) or bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


def test_the_watch_sees_writing(watch: Watch, tmp_path: Path) -> None:
    watch.on = True
    try:
        tmp_path.joinpath("a").write_bytes(b"")
        tmp_path.joinpath("a").read_bytes()
        tmp_path.joinpath("a").unlink()
    finally:
        watch.on = False
    assert [each.split()[0] for each in watch.seen] == ["open", "os.remove"]
    watch.seen.clear()


@settings(max_examples=FUZZED, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_fuzzed_cards_are_read_or_refused(small: bytes, tmp_path: Path, watch: Watch, data: st.DataObject) -> None:
    folder = tmp_path / "only"
    folder.mkdir(exist_ok=True)
    path = folder / "x.seesame"
    path.write_bytes(fuzzed(small, data))
    watch.on = True
    try:
        assert isinstance(read_card(path), Card)
    except CardError as error:
        assert str(path) in str(error)
    finally:
        watch.on = False
    assert watch.seen == []
    assert [each.name for each in folder.iterdir()] == ["x.seesame"]
    assert [each.name for each in tmp_path.iterdir()] == ["only"]


def fuzzed(content: bytes, data: st.DataObject) -> bytes:
    """Bytes flipped, cut and doubled; in half the cases inside the members, so that the archive itself stays whole."""
    if data.draw(st.booleans()):
        return mutated(content, data)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(members)))
    members[name] = mutated(members[name], data)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for each, part in members.items():
            archive.writestr(each, part)
    return stream.getvalue()


def mutated(content: bytes, data: st.DataObject) -> bytes:
    changed_ = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(len(changed_) - 1, 0)))
        kind = data.draw(st.sampled_from(("flip", "cut", "double", "insert")))
        if kind == "flip" and changed_:
            changed_[place] ^= data.draw(st.integers(1, 255))
        elif kind == "cut":
            del changed_[place : place + data.draw(st.integers(1, 200))]
        elif kind == "double":
            changed_[place:place] = changed_[place : place + 50]
        else:
            changed_[place:place] = data.draw(st.binary(min_size=1, max_size=20))
    return bytes(changed_)


def test_what_is_meant_is_kept_and_old_cards_mean_a_category(card: Card, tmp_path: Path) -> None:
    write_card(card.meaning("object"), tmp_path / "my.seesame")
    assert read_card(tmp_path / "my.seesame").same == "object"
    old = paper(tmp_path / "my.seesame", lambda content: content.pop("same"))
    assert read_card(old).same == "category"
