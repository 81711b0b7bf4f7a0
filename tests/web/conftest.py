"""A real server on the loopback, with the weights that ship and pictures made of the sample."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
import uvicorn
from numpy.typing import NDArray

from seesame.demo import COIN, coins
from seesame.images import read
from seesame.inference import Finder
from seesame.web.app import create
from seesame.web.service import Service
from seesame.web.settings import Limits, Settings

LIMITS = Limits(upload_bytes=2 << 20, upload_pixels=2_000_000, body_bytes=1 << 20)


@pytest.fixture(scope="session")
def finder() -> Finder:
    return Finder(threads=2)


@pytest.fixture(scope="session")
def coin_picture() -> NDArray[np.uint8]:
    return read(coins())


@pytest.fixture(scope="session")
def coin_file() -> bytes:
    return coins().read_bytes()


@pytest.fixture(scope="session")
def picture_folder(tmp_path_factory: pytest.TempPathFactory, coin_picture: NDArray[np.uint8]) -> Path:
    """Two pictures with coins, one without, one in a folder below, one that is none, and links that lead out."""
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "below").mkdir()
    outside = tmp_path_factory.mktemp("outside")
    turned = np.ascontiguousarray(coin_picture[..., ::-1])
    cv2.imwrite(str(folder / "coins.png"), turned)
    cv2.imwrite(str(folder / "below" / "mirrored coins.png"), np.ascontiguousarray(turned[:, ::-1]))
    cv2.imwrite(str(folder / "empty.png"), np.full((120, 160, 3), 200, np.uint8))
    cv2.imwrite(str(outside / "secret.png"), turned)
    (folder / "rubbish.jpg").write_bytes(b"rubbish")
    (folder / "link.png").symlink_to(outside / "secret.png")
    (folder / "out").symlink_to(outside)
    return folder


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, finder: Finder, picture_folder: Path
) -> Iterator[tuple[str, Service]]:
    """Address and service of a server with a folder and a library."""
    settings = Settings(library=tmp_path_factory.mktemp("library"), folder=picture_folder, limits=LIMITS)
    with running(Service.of(settings, finder)) as address:
        yield address


@pytest.fixture
def run() -> type[running]:
    """Runs another service: `with run(service) as (address, service)`."""
    return running


@pytest.fixture
def service(server: tuple[str, Service]) -> Service:
    return server[1]


@pytest.fixture
def client(server: tuple[str, Service]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server[0]}/api/v1", timeout=60) as opened:
        yield opened


@pytest.fixture
def coin(client: httpx.Client, coin_file: bytes) -> dict[str, object]:
    """An example of a coin, uploaded."""
    told = client.post("/pictures", params={"name": "coins.png"}, content=coin_file).json()
    return {"picture": told["id"], "box": list(COIN)}


class running:  # noqa: N801 - a context
    """A service on a port of its own, in a thread; gives its address and itself."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create(service), access_log=False, log_config=None, server_header=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> tuple[str, Service]:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}", self._service

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
