"""Listen: Uvicorn around the application, one process, logs as JSON lines on standard error."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from seesame.errors import ConfigError
from seesame.inference import Finder
from seesame.web.app import create
from seesame.web.record import Lines
from seesame.web.service import Service
from seesame.web.settings import Settings

_ENDING = 10  # seconds that requests have when the server is told to end


def serve(settings: Settings, finder: Finder, listening: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        listening: told the address, once the server listens.

    Raises: ConfigError: the port is taken. InputError: the library, the folder or the collection cannot be opened.
    """
    service = Service.of(settings, finder)
    _log_as_lines()
    config = uvicorn.Config(
        create(service),
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=True,
        timeout_graceful_shutdown=_ENDING,
    )
    with _told_to_end(), _socket(settings) as opened:
        listening(address(settings, opened.getsockname()[1]))
        uvicorn.Server(config).run(sockets=[opened])


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Being told to end is no failure, neither before Uvicorn listens nor after it ended its work, when it raises the
    signal once more."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(*_: object) -> None:
    raise SystemExit(0)


def address(settings: Settings, port: int) -> str:
    """What to open in a browser."""
    name = settings.names[0] if settings.names else settings.host
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}/"


def _socket(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    opened = socket.socket(family)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
        opened.listen()  # who is told the address may come at once, before Uvicorn takes over
    except OSError as error:
        opened.close()
        raise ConfigError(
            f"cannot listen on {settings.host}, port {settings.port} ({error.strerror}); "
            "another server may run there: give another --port"
        ) from error
    return opened


def _log_as_lines() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("seesame.web", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.INFO)
