"""Object storage, against an S3 server on this machine: the pictures and the tables."""

from __future__ import annotations

import io
import multiprocessing
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seesame.errors import InputError, PictureError
from seesame.index import Collection, fragments
from seesame.index import add as adding
from seesame.index.places import fetch, names, stat
from seesame.reference import Reference

from .conftest import RED, ColourFinder, paint

fsspec = pytest.importorskip("fsspec")
server = pytest.importorskip("moto.server")


@pytest.fixture(scope="module")
def storage() -> Iterator[Any]:
    """The server's files, as fsspec sees them; one server, because fsspec keeps its connections."""
    running = server.ThreadedMotoServer("127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ENDPOINT": f"http://{host}:{port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            patch.setenv(name, value)
        yield fsspec.filesystem("s3", skip_instance_cache=True)
    running.stop()


@pytest.fixture
def bucket(storage: Any, shelf: Path, request: pytest.FixtureRequest) -> str:
    """The address of a bucket of this test, with the shelf's pictures and an archive of them."""
    name = request.node.name.replace("_", "-")[:40].strip("-")
    storage.mkdir(name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(shelf.iterdir()):
            storage.pipe_file(f"{name}/shelf/{path.name}", path.read_bytes())
            archive.write(path, path.name)
    storage.pipe_file(f"{name}/shelf.zip", packed.getvalue())
    return f"s3://{name}"


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_pictures_and_tables_on_s3(bucket: str, shelf: Path, finder: Any, asked: Callable[..., Reference]) -> None:
    expected = [f"{bucket}/shelf/{name}.png" for name in "abcd"]
    assert list(names(f"{bucket}/shelf")) == list(names(f"{bucket}/shelf/*.png")) == expected
    assert fetch(expected[0]) == (shelf / "a.png").read_bytes()
    assert stat(expected[0])[0] == (shelf / "a.png").stat().st_size
    assert fetch(f"{bucket}/shelf.zip!b.png") == (shelf / "b.png").read_bytes()
    with pytest.raises(PictureError, match="cannot be read"):
        fetch(f"{bucket}/shelf/gone.png")
    made, added = Collection.add(f"{bucket}/shelf.index", [f"{bucket}/shelf"], finder)
    assert (added.pictures, added.failed) == (4, {})
    page = Collection.open(f"{bucket}/shelf.index").search(finder, asked(RED))
    assert [hit.path for hit in page.hits[:2]] == expected[:2] and page.hits[0].verified
    made, added = Collection.add(f"{bucket}/shelf.index", [f"{bucket}/shelf"], finder)
    assert (added.pictures, added.unchanged, made.verify()) == (0, 4, ())


def add_more(where: str, source: str, ready: Any) -> None:
    """In a process of its own, one picture a commit."""
    adding.BATCH = 1
    ready.wait()
    finder: Any = ColourFinder()
    Collection.add(where, [source], finder)


def read_on(where: str, pictures: int, ready: Any, told: Any) -> None:
    """In a process of its own: search, first page and second, until so many pictures come up, each time anew."""
    finder: Any = ColourFinder()
    asked = Reference.whole(np.full((20, 20, 3), RED, np.uint8))
    ready.wait()
    seen: list[tuple[int, int, list[str]]] = []
    while not seen or seen[-1][1] < pictures:
        opened = Collection.open(where)
        first, second = (opened.search(finder, asked, page=page, size=3) for page in (1, 2))
        assert first.version == second.version and first.pictures == second.pictures
        hits = [*first.hits, *second.hits]
        assert all(hit.failed is None and hit.instances is not None and len(hit.boxes) for hit in hits)
        seen.append((first.version, first.pictures, [hit.path for hit in hits]))
    told.put(seen)


@pytest.mark.slow
def test_two_readers_see_whole_pictures_while_a_third_process_adds(bucket: str, shelf: Path, finder: Any) -> None:
    Collection.add(f"{bucket}/shelf.index", [f"{bucket}/shelf"], finder)
    for number in range(6):
        paint(shelf / f"more-{number}.png", (RED, (number, number, 30 + number, 30)))
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(3), context.Queue()
    where = f"{bucket}/shelf.index"
    running = [context.Process(target=read_on, args=(where, 9, ready, told)) for _ in range(2)]
    running.append(context.Process(target=add_more, args=(where, str(shelf / "more-*.png"), ready)))
    for each in running:
        each.start()
    readers = [told.get(timeout=120) for _ in range(2)]
    for each in running:
        each.join()
        assert each.exitcode == 0
    versions: dict[int, list[str]] = {}
    for seen in readers:
        assert [version for version, _, _ in seen] == sorted(version for version, _, _ in seen)
        assert [count for _, count, _ in seen] == sorted(count for _, count, _ in seen)
        for version, _, paths in seen:
            assert len(set(paths)) == len(paths)
            assert versions.setdefault(version, paths) == paths  # one version, one answer, whoever asks


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_regions_of_many_writers_are_committed_once_on_s3(bucket: str, finder: Any) -> None:
    pytest.importorskip("lance", reason="pylance is not installed; it comes with [cluster]")
    made, _ = Collection.add(f"{bucket}/shelf.index", [f"{bucket}/shelf"], finder)
    regions = made.tables.regions.search().limit(2).to_arrow().select(made.tables.regions.schema.names)
    for _ in range(2):  # the first one dies before it tells
        written = fragments.write(regions, made.tables.where, None)
    assert made.tables.regions.count_rows() == 4
    fragments.append(made.tables, written)
    assert made.tables.regions.count_rows() == Collection.open(made.tables.where).tables.regions.count_rows() == 6


def test_an_unknown_kind_of_place() -> None:
    with pytest.raises(InputError, match="nowhere://"):
        list(names("nowhere://bucket/shelf"))
