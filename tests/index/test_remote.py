"""Object storage, against an S3 server on this machine: the pictures and the tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seesame.errors import InputError, PictureError
from seesame.index import Collection
from seesame.index.places import fetch, names, stat
from seesame.reference import Reference

from .conftest import RED

fsspec = pytest.importorskip("fsspec")
server = pytest.importorskip("moto.server")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, shelf: Path) -> Iterator[str]:
    """s3://bucket, with the shelf's pictures and an archive of them."""
    running = server.ThreadedMotoServer(port=0)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ENDPOINT": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    system = fsspec.filesystem("s3", skip_instance_cache=True)
    system.mkdir("bucket")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(shelf.iterdir()):
            system.pipe_file(f"bucket/shelf/{path.name}", path.read_bytes())
            archive.write(path, path.name)
    system.pipe_file("bucket/shelf.zip", packed.getvalue())
    yield "s3://bucket"
    running.stop()


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


def test_an_unknown_kind_of_place() -> None:
    with pytest.raises(InputError, match="nowhere://"):
        list(names("nowhere://bucket/shelf"))
