"""A real Chromium, a real server, real pictures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seesame import demo

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PICTURES = ("chelsea.png", "coffee.png", "astronaut.png", "rocket.jpg", "camera.png", "horse.png")
"""Those that scikit-image ships; all are free."""
PATIENCE = 25_000  # milliseconds; what is waited for is usually there in a tenth of it


def chromium() -> str | None:
    """Where a Chromium is: $SEESAME_CHROMIUM, or one on the path."""
    named = os.environ.get("SEESAME_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; tests are skipped where there is none."""
    where = chromium()
    if where is None:
        pytest.skip("there is no Chromium on the path; `apt-get install chromium`, or set SEESAME_CHROMIUM to one")
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install 'seesame[browser]'")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as run:
        opened = run.chromium.launch(executable_path=where, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven free pictures: coins, and six that show none."""
    import skimage.data

    folder = tmp_path_factory.mktemp("folder")
    shutil.copy(demo.coins(), folder)
    for name in PICTURES:
        shutil.copy(Path(skimage.data.__file__).parent / name, folder)
    return folder


@pytest.fixture(scope="session")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own, with that folder and an empty library."""
    place = tmp_path_factory.mktemp("server")
    log = place / "log"
    command = [sys.executable, "-m", "seesame", "serve", "--folder", str(folder), "--library", str(place / "library")]
    with log.open("w") as out:
        running = subprocess.Popen([*command, "--port", "0", "--threads", "2"], stderr=out, stdout=out, cwd=_root())
        try:
            yield _address(running, log)
        finally:
            running.terminate()
            running.wait(30)


@pytest.fixture
def looks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: $SEESAME_SCREENSHOTS, or a folder that pytest clears away."""
    named = os.environ.get("SEESAME_SCREENSHOTS")
    if named is None:
        return tmp_path_factory.mktemp("screenshots")
    Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named)


@pytest.fixture
def tab(browser: Browser, server: str) -> Iterator[Any]:
    """A visitor with a fresh window on the page; any error in its console fails the test."""
    from tests.browser.visitor import Visitor

    context = browser.new_context(viewport={"width": 1360, "height": 860}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(context.new_page(), server)
    yield visitor
    context.close()
    assert visitor.complaints == []


def _root() -> Path:
    return Path(__file__).resolve().parents[2]


def _address(running: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(240):
        found = re.search(r"open (http://[^ ]+)", log.read_text())
        if found:
            return found.group(1)
        if running.poll() is not None:
            break
        time.sleep(0.25)
    raise RuntimeError(f"the server did not begin:\n{log.read_text()}")
