"""`seesame serve`: the application, in a browser."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from seesame.cli.options import Threads, WeightsName
from seesame.cli.screen import complain
from seesame.errors import ConfigError, require

LIBRARY = Path("seesame-library")
TOKEN = "SEESAME_TOKEN"

_MEBIBYTE = 1 << 20


def serve(
    collection: Annotated[
        str | None,
        typer.Argument(
            metavar="COLLECTION",
            help="What `seesame index add` made, or will be made of the folder.",
            show_default="one in the library, once it is made",
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(metavar="PICTURES", help="A folder to browse, to search and to index.", show_default="none"),
    ] = None,
    library: Annotated[Path, typer.Option(metavar="DIR", help="Where cards are kept.")] = LIBRARY,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; another one needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="NUMBER", min=0, max=65535, help="0 for any that is free.")] = 8765,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="A name that the server may be addressed by, as behind a proxy; may be repeated; needs a token.",
            show_default="those of this machine alone",
        ),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=f"Holds the token; or {TOKEN} in the environment.", show_default="none"),
    ] = None,
    workers: Annotated[int, typer.Option(metavar="COUNT", min=1, help="Questions that are answered at once.")] = 2,
    waiting: Annotated[
        int, typer.Option(metavar="COUNT", min=0, help="Questions that may wait; more are refused.")
    ] = 64,
    remember: Annotated[
        int, typer.Option(metavar="MEBIBYTES", min=16, help="Memory for encoded pictures; one takes about 13.")
    ] = 1024,
    upload: Annotated[int, typer.Option(metavar="MEBIBYTES", min=1, help="The largest picture that may be sent.")] = 32,
    max_pixels: Annotated[
        int, typer.Option(metavar="COUNT", min=1, help="Refuse larger uploads, before decoding them.")
    ] = 50_000_000,
    weights: WeightsName = "default",
    threads: Threads = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Open the application: a page to search pictures with, and the API behind it.

    \b
    The pictures of a folder, in a browser on this machine:
        seesame serve --folder holidays/ --open
    A collection, and the folder that it was made of:
        seesame serve holidays.index --folder holidays/
    For other machines, with a token:
        openssl rand -hex 24 > token
        seesame serve holidays.index --host 0.0.0.0 --token-file token

    Nothing leaves this machine. Logs are JSON lines on standard error. Ctrl-C ends it.

    Exit codes: 0 ended, 2 wrong use, 5 something is not installed.
    """
    require("fastapi", "web")
    require("prometheus_client", "web")
    require("uvicorn", "web")
    from seesame.inference import Finder
    from seesame.web.server import serve as run
    from seesame.web.settings import Limits, Settings

    settings = Settings(
        library=library,
        collection=collection,
        folder=folder,
        host=host,
        port=port,
        names=tuple(names or ()),
        token=read_token(token_file),
        limits=Limits(
            upload_bytes=upload * _MEBIBYTE,
            upload_pixels=max_pixels,
            scenes_bytes=remember * _MEBIBYTE,
            workers=workers,
            waiting=waiting,
        ),
    )

    def listening(address: str) -> None:
        complain(f"open {address} in a browser; Ctrl-C ends the server")
        if settings.token is not None:
            complain("a token is needed; the page asks for it once")
        if open_browser:
            webbrowser.open(address)

    run(settings, Finder(weights, threads=threads), listening)


def read_token(file: Path | None) -> str | None:
    """The token of a file, or of the environment; None where neither has one.

    It is no option of its own, because other users of a machine can see those.
    Raises: ConfigError: the file cannot be read, or is empty.
    """
    if file is None:
        return os.environ.get(TOKEN) or None
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: the token cannot be read ({error}); write one line of text into it") from error
    if not token:
        raise ConfigError(f"{file}: there is no token in it; write one line of text into it")
    return token
