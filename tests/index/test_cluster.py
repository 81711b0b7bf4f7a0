"""A cluster of two machines, as far as Ray knows: a head and one that joined it, on this one."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seesame.errors import InputError, InstallationError, WeightsError
from seesame.index import Cluster, Collection
from seesame.index.batch import Batch
from seesame.index.cluster import Task, Worker, everywhere

from .conftest import BLUE, GREEN, RED, ColourFinder, paint

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of the head of a running cluster."""
    pytest.importorskip("ray", reason="Ray is not installed; it comes with [cluster]")
    pytest.importorskip("lance", reason="pylance is not installed; it comes with [cluster]")
    home = tempfile.mkdtemp(prefix="ray-")  # short: it holds sockets
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    port = free_port()
    start = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1"]
    start += ["--node-ip-address=127.0.0.1", "--object-store-memory=80000000", "--disable-usage-stats"]
    head = [*start, "--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={home}"]
    running = []
    try:
        for command in (head, [*start, f"--address=127.0.0.1:{port}"]):
            log = open(Path(home) / f"{len(running)}.log", "wb")  # noqa: SIM115
            running.append(
                subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
            )
            log.close()
            wait(port, home, running)
        yield f"127.0.0.1:{port}"
    finally:
        for each in reversed(running):
            os.killpg(each.pid, signal.SIGKILL)
            each.wait()
        shutil.rmtree(home, ignore_errors=True)


def wait(port: int, home: str, running: list[Any]) -> None:
    """Until the machine that was started last tells that it runs."""
    log = Path(home) / f"{len(running) - 1}.log"
    for _ in range(900):
        if "Ray runtime started" in log.read_text(errors="replace"):
            return
        if running[-1].poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"ray start ended or took too long: {log.read_text(errors='replace')[-2000:]}")


def add_all(where: str, source: str, address: str, told: Any) -> None:
    """In a process of its own: Ray stays there."""
    finder: Any = ColourFinder()
    cluster = Cluster(address, "colours-1", portion=3, open_finder=ColourFinder)
    try:
        _, added = Collection.add(where, [source], finder, cluster=cluster)
        told.put((added.pictures, added.regions, added.unchanged, sorted(added.failed)))
    except Exception as error:
        told.put(error)


def changed(shelf: Path) -> tuple[int, int, int, list[str]]:
    """Change the shelf in every way. Returns: what adding it then tells."""
    for number in range(30):
        colour = (RED, GREEN, BLUE)[number % 3]
        paint(shelf / f"more-{number}.png", (colour, (number % 9, number % 7, 30, 30)))
    paint(shelf / "b.png", (RED, (0, 0, 20, 20)))
    os.utime(shelf / "c.png", (1, 1))
    (shelf / "p-bad.jpg").write_bytes(b"\xff\xd8\xff rubbish")
    return 31, 31, 3, [str(shelf / "p-bad.jpg")]


def rows(where: Path) -> tuple[dict[str, Any], dict[tuple[str, int], bytes]]:
    """All that a collection holds but the keys: pictures, and regions by picture and number."""
    tables = Collection.open(where).tables
    pictures, regions = {}, {}
    for batch in tables.each(tables.pictures, [name for name in tables.pictures.schema.names if name != "key"]):
        pictures.update({row["path"]: row for row in batch.to_pylist()})
    for batch in tables.each(tables.regions, ("path", "number", "box", "quality", "vector")):
        for row in batch.to_pylist():
            assert (row["path"], row["number"]) not in regions
            numbers = np.array([*row["box"], row["quality"], *row["vector"]], np.float32)
            regions[row["path"], row["number"]] = numbers.tobytes()
    return pictures, regions


@pytest.mark.slow
def test_many_machines_give_what_one_gives(
    address: str, collection: Collection, shelf: Path, tmp_path: Path, finder: Any
) -> None:
    shutil.copytree(collection.tables.where, tmp_path / "many")
    expected = changed(shelf)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    process = context.Process(target=add_all, args=(str(tmp_path / "many"), str(shelf), address, told))
    process.start()
    assert told.get(timeout=300) == expected
    process.join()
    Collection.add(collection.tables.where, [shelf], finder)
    assert rows(tmp_path / "many") == rows(Path(collection.tables.where))
    assert Collection.open(tmp_path / "many").verify() == ()


def test_portions_seen_elsewhere_give_what_one_machine_gives(shelf: Path, tmp_path: Path, finder: Any) -> None:
    """Ray aside: the same processes' work, one after the other, from the first picture on."""
    pytest.importorskip("lance", reason="pylance is not installed; it comes with [cluster]")
    changed(shelf)
    told: list[int] = []

    class Alone(Cluster):
        def see(self, wanted: Any, tables: Any, weights_id: str, max_pixels: int = 0) -> Iterator[Batch]:
            worker = Worker(Task(tables.where, None, tables.manifest, weights_id, max_pixels, self))
            while portion := list(islice(wanted, self.portion)):
                yield worker._seen(portion)

    alone = Alone("nowhere", "colours-1", portion=2, open_finder=ColourFinder)
    collection, added = Collection.add(
        tmp_path / "many", [shelf], finder, cluster=alone, progress=lambda done, total, text: told.append(done)
    )
    assert (added.pictures, len(added.failed), collection.verify()) == (34, 1, ())
    assert told == [32, 34, 35]
    Collection.add(tmp_path / "one", [shelf], finder)
    assert rows(tmp_path / "many") == rows(tmp_path / "one")


def test_no_cluster_there(shelf: Path) -> None:
    pytest.importorskip("lance", reason="pylance is not installed; it comes with [cluster]")
    with pytest.raises(InputError, match=r"no Ray cluster at '127.0.0.1:\d+'.*ray start --head"):
        Cluster(f"127.0.0.1:{free_port()}")._connected()


def task(collection: Collection, **changed: Any) -> Task:
    cluster = Cluster("auto", "colours-1", open_finder=ColourFinder)
    told = {"weights_id": "colours-1", "max_pixels": 10_000, **changed}
    return Task(collection.tables.where, None, collection.manifest, cluster=cluster, **told)


def test_a_machine_with_other_weights_or_another_version_is_refused(collection: Collection) -> None:
    with pytest.raises(WeightsError, match=r"weights colours-1, this one colours-2"):
        Worker(task(collection, weights_id="colours-2"))._opened()
    with pytest.raises(InstallationError, match=r"this one 0\.0\.0"):
        Worker(task(collection, version="0.0.0"))._opened()
    assert Worker(task(collection))._seen([]).good == 0


def test_what_a_machine_wrote_elsewhere_is_not_committed(collection: Collection, tmp_path: Path) -> None:
    pytest.importorskip("lance", reason="pylance is not installed; it comes with [cluster]")
    tables, before = collection.tables, collection.info()
    regions = tables.regions.search().limit(2).to_arrow().select(tables.regions.schema.names)
    nothing = tables.pictures.search().limit(0).to_arrow()
    batch = Batch(nothing, regions).stored(tables.where, None)
    assert len(batch.fragments) == 1 and batch.regions.num_rows == 0
    newest = max((Path(tables.where) / "regions.lance" / "data").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    newest.unlink()
    with pytest.raises(InputError, match="all of its machines see it"):
        batch.write(tables)
    assert collection.info() == before
    with pytest.raises(InputError, match="cannot write there"):
        Batch(nothing, regions).stored(str(tmp_path / "elsewhere"), None)


def test_a_collection_is_named_for_processes_in_other_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert everywhere("holidays.index") == str(tmp_path / "holidays.index")
    assert everywhere("s3://bucket/all.index") == "s3://bucket/all.index"
