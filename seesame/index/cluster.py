"""The same adding on many machines: the only place that knows Ray.

Pictures go out in small portions. A worker process reads them, sees them with its own network, writes their regions
to the collection's storage and sends back what there is to commit; this process commits it, as it does what it saw
itself. A worker that dies gives its portion to another one: nothing of what it did was part of the collection yet.
"""

from __future__ import annotations

import logging
import pickle
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from seesame import __version__
from seesame.errors import InputError, InstallationError, SeesameError, WeightsError, require
from seesame.images.read import MAX_PIXELS
from seesame.index.batch import Batch, see
from seesame.index.intake import Known, ahead
from seesame.index.manifest import Manifest
from seesame.index.places import Place
from seesame.index.remote import is_remote
from seesame.index.tables import Tables, arrow
from seesame.inference.finder import Finder

PORTION = 32
"""Pictures that a worker sees before it tells; what a dying one loses."""

_WAVE = 2000  # pictures for each worker that are handed to Ray at once: bounded memory, however many there are

_PATIENCE = 10.0  # seconds until a cluster must answer

Wanted = tuple[Place, "Known | None"]


@dataclass(frozen=True)
class Cluster:
    """Ray's cluster, and how its workers work.

    Attributes:
        address: as `ray start` tells it, such as 10.0.0.5:6379; "auto" for the one that this machine belongs to.
        weights: name or folder of them, which must be there on every machine.
        threads: processors of one worker.
        portion: pictures that a worker sees before it tells.
        open_finder: makes a worker's network.
    """

    address: str
    weights: str = "default"
    threads: int = 1
    portion: int = PORTION
    open_finder: Callable[..., Finder] = Finder

    def see(
        self, wanted: Iterable[Wanted], tables: Tables, weights_id: str, max_pixels: int = MAX_PIXELS
    ) -> Iterator[Batch]:
        """See pictures on the cluster's machines; what is to be committed of them, in the order in which it comes.

        Raises: InputError: there is no such cluster. WeightsError, InstallationError: its machines have other weights,
            another seesame, or lack something. Whatever a worker raises on purpose is raised here.
        """
        waiting = iter(wanted)
        first = list(islice(waiting, 1))
        if not first:  # nothing changed: no cluster is needed
            return
        waiting = chain(first, waiting)
        ray, ours = self._connected()
        task = Task(everywhere(tables.where), tables.options, tables.manifest, weights_id, max_pixels, self)
        try:
            most = _WAVE * self._workers(ray)
            while wave := list(islice(waiting, most)):
                yield from self._wave(ray, wave, task)
        finally:
            if ours:
                ray.shutdown()

    def _wave(self, ray: Any, wave: list[Wanted], task: Task) -> Iterator[Batch]:
        """See some pictures; each portion of them counts once, however often it was seen."""
        portions = [wave[start : start + self.portion] for start in range(0, len(wave), self.portion)]
        tables = [
            arrow().table({"number": [number], "wanted": [pickle.dumps(portion)]})
            for number, portion in enumerate(portions)
        ]
        done: set[int] = set()
        rows = (
            ray.data.from_arrow(tables)
            .map_batches(
                Worker,
                fn_constructor_kwargs={"task": task},
                batch_size=None,
                batch_format="pyarrow",
                num_cpus=self.threads,
                compute=ray.data.ActorPoolStrategy(min_size=1, max_size=min(self._workers(ray), len(portions))),
            )
            .iter_rows()
        )
        for row in rows:
            told = pickle.loads(row["told"])
            if isinstance(told, SeesameError):
                raise told
            if row["number"] not in done:
                done.add(row["number"])
                yield told

    def _workers(self, ray: Any) -> int:
        return max(int(ray.cluster_resources().get("CPU", 1)) // self.threads, 1)

    def _connected(self) -> tuple[Any, bool]:
        """Ray, connected to the cluster, and whether it was not before: then the connection is ours to end."""
        ray = require("ray", "cluster")
        require("ray.data", "cluster")
        require("lance", "cluster")
        ours = not ray.is_initialized()
        try:
            if ours:
                _reached(self.address)
                ray.init(address=self.address, log_to_driver=False, logging_level="error", configure_logging=False)
        except Exception as error:  # Ray raises ConnectionError, ValueError, RuntimeError and others
            raise InputError(
                f"there is no Ray cluster at {self.address!r} ({str(error).splitlines()[0]}); start one with "
                "`ray start --head`, and give the address that it tells"
            ) from error
        logging.getLogger("ray.data").setLevel(logging.ERROR)  # it tells of progress bars
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        return ray, ours


def _reached(address: str) -> None:
    """Whether anybody answers at HOST:PORT; Ray itself would ask for minutes. Raises: OSError: nobody does."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host, int(port)), _PATIENCE).close()


@dataclass(frozen=True)
class Task:
    """What every worker is told once."""

    where: str
    options: Mapping[str, str] | None
    manifest: Manifest
    weights_id: str
    max_pixels: int
    cluster: Cluster
    version: str = field(default=__version__)


class Worker:
    """One process of the cluster: it sees portions of pictures."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._finder: Finder | None = None

    def __call__(self, portion: Any) -> Any:
        """An Arrow table with a portion's number and its pictures, to one with the number and what is told of it."""
        (number,), (wanted,) = portion["number"].to_pylist(), portion["wanted"].to_pylist()
        told: Batch | SeesameError
        try:
            told = self._seen(pickle.loads(wanted))
        except SeesameError as error:  # raised anew where the command runs
            told = error
        return arrow().table({"number": [number], "told": [pickle.dumps(told)]})

    def _seen(self, wanted: list[Wanted]) -> Batch:
        task = self._task
        if self._finder is None:
            self._finder = self._opened()
        seen = [see(self._finder, loaded)[0] for loaded in ahead(wanted, task.max_pixels)]
        batch = Batch.of(seen, task.manifest.space, task.manifest.dimension)
        return batch.stored(task.where, task.options)

    def _opened(self) -> Finder:
        task = self._task
        if task.version != __version__:
            raise InstallationError(
                f"a machine of the cluster has seesame {__version__}, this one {task.version}; install the same on all"
            )
        finder = task.cluster.open_finder(task.cluster.weights, threads=task.cluster.threads)
        if finder.weights_id != task.weights_id:
            raise WeightsError(
                f"a machine of the cluster has the weights {finder.weights_id}, this one {task.weights_id}; put the "
                "same on all, under one name"
            )
        return finder


def everywhere(where: str) -> str:
    """The name of a collection that means the same in every process, whatever folder it runs in."""
    return where if is_remote(where) else str(Path(where).resolve())
