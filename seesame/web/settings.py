"""How a server is set up: what it opens, where it listens, what it takes."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from seesame.errors import ConfigError

MEBIBYTE = 1 << 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Limits:
    """What is refused beyond, and what is remembered at the most.

    Attributes:
        upload_bytes, upload_pixels: of one picture; looked at before it is decoded.
        body_bytes: of any other request.
        uploads_bytes: of all uploaded pictures that are remembered.
        scenes_bytes: of all encoded pictures that are remembered.
        pictures_bytes: of decoded pictures and of small ones, each.
        questions_bytes: of described questions.
        workers: questions that are answered at once.
        waiting: questions that may wait; more are refused.
        streams: searches that may run at once.
        seconds_a_body: a request's body must have come by then.
    """

    upload_bytes: int = 32 * MEBIBYTE
    upload_pixels: int = 50_000_000
    body_bytes: int = 8 * MEBIBYTE
    uploads_bytes: int = 256 * MEBIBYTE
    scenes_bytes: int = 1024 * MEBIBYTE
    pictures_bytes: int = 128 * MEBIBYTE
    questions_bytes: int = 128 * MEBIBYTE
    workers: int = 2
    waiting: int = 64
    streams: int = 16
    seconds_a_body: float = 60.0

    def __post_init__(self) -> None:
        wrong = {name: value for name, value in vars(self).items() if value < (0 if name == "waiting" else 1)}
        if wrong:
            raise ConfigError(f"limits came as {wrong}, expected 1 or more each, and 0 or more that wait")


@dataclass(frozen=True)
class Settings:
    """One server.

    Attributes:
        collection: its folder or address; None for one in the library, once it is made.
        folder: pictures that can be browsed and searched; None for none.
        library: where cards are kept.
        host, port: where it listens.
        names: host names that it may be addressed by, beside the loopback's.
        token: what a client must know; None for nothing, which only a server for this machine alone may allow.

    Raises: ConfigError: it can be reached from elsewhere and has no token; there is no such folder.
    """

    library: Path
    collection: str | None = None
    folder: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()
    token: str | None = field(default=None, repr=False)
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.folder is not None and not self.folder.is_dir():
            raise ConfigError(f"{self.folder}: there is no such folder; name one with pictures")
        if self.token is not None and len(self.token) < 16:
            raise ConfigError(f"the token has {len(self.token)} characters, expected 16 or more; make a longer one")
        if self.token is None and not self.private:
            raise ConfigError(
                f"other machines would reach the server ({', '.join((self.host, *self.names))}) without a token; put "
                "one into a file, as with `openssl rand -hex 24 > token`, and give --token-file, or SEESAME_TOKEN in "
                "the environment"
            )

    @property
    def private(self) -> bool:
        """Whether only this machine reaches it, by the loopback's own names."""
        return is_loopback(self.host) and all(is_loopback(each) for each in self.names)


def is_loopback(host: str) -> bool:
    """Whether a name or address is of the loopback."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
