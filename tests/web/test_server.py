from __future__ import annotations

import socket
from pathlib import Path

import pytest

from seesame.errors import ConfigError
from seesame.inference import Finder
from seesame.web.server import address, serve
from seesame.web.settings import Settings

TOKEN = "a token that is long enough"


@pytest.fixture(autouse=True)
def logs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server would take over the logs of the tests."""
    monkeypatch.setattr("seesame.web.server._log_as_lines", lambda: None)


def test_who_is_told_the_address_can_come_at_once(tmp_path: Path, finder: Finder) -> None:
    def listening(where: str) -> None:
        name, port = where.removeprefix("http://").rstrip("/").split(":")
        socket.create_connection((name, int(port)), timeout=10).close()
        raise RuntimeError("told")  # ends the server

    with pytest.raises(RuntimeError, match="told"):
        serve(Settings(library=tmp_path, port=0), finder, listening)


def test_a_port_that_is_taken(tmp_path: Path, finder: Finder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError, match="another --port"):
        serve(Settings(library=tmp_path, port=taken.getsockname()[1]), finder, lambda where: None)


def test_the_address_is_one_to_open(tmp_path: Path) -> None:
    assert address(Settings(library=tmp_path), 80) == "http://127.0.0.1:80/"
    assert address(Settings(library=tmp_path, host="::1"), 80) == "http://[::1]:80/"
    assert address(Settings(library=tmp_path, names=("a.example",), token=TOKEN), 80) == "http://a.example:80/"
