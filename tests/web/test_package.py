"""The examples of docs/http.md run as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from seesame.card import read_card
from seesame.web.problems import CAUSES
from seesame.web.service import Service

PAGE = Path(__file__).resolve().parents[2] / "docs" / "http.md"
TEXT = PAGE.read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert len(found) == 1, f"{PAGE} has {len(found)} blocks of {language}"
    return str(found[0])


@pytest.fixture
def here(tmp_path: Path, coin_file: bytes) -> Path:
    (tmp_path / "mug.jpg").write_bytes(coin_file)
    return tmp_path


def run(command: list[str], here: Path, server: tuple[str, Service]) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=here,
        env={**os.environ, "SEESAME": server[0], "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_curl(here: Path, server: tuple[str, Service]) -> None:
    run(["bash", "-euo", "pipefail", "-c", block("sh")], here, server)
    assert len(json.loads((here / "found.json").read_text())["instances"]) > 5
    assert json.loads((here / "card.json").read_text())["name"] == "My mug"
    assert read_card(here / "mug.seesame").name == "My mug"


def test_python(here: Path, server: tuple[str, Service]) -> None:
    (here / "example.py").write_text(block("python"), encoding="utf-8")
    lines = run([sys.executable, "-W", "error", "example.py"], here, server).splitlines()
    assert len(lines) == 4 and any(line.startswith("coins.png ") for line in lines)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node")
def test_javascript(here: Path, server: tuple[str, Service]) -> None:
    (here / "example.mjs").write_text(block("js"), encoding="utf-8")
    lines = run(["node", "example.mjs"], here, server).splitlines()
    assert len(lines) == 3 and any(line.startswith("coins.png ") for line in lines)


def test_the_table_of_causes_is_the_programs() -> None:
    rows = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \| (.+) \|$", TEXT, re.MULTILINE)
    assert [(int(status), code, text) for status, code, text in rows] == [
        (cause.status, code, cause.title) for code, cause in CAUSES.items()
    ]


def test_the_table_of_addresses_is_the_programs(server: tuple[str, Service]) -> None:
    told = httpx.get(f"{server[0]}/api/v1/openapi.json").json()["paths"]
    for path in told:
        short = path.removeprefix("/api/v1").replace("{picture}", "{id}").replace("{card}", "{id}")
        stem = short.replace("{job}", "{id}").replace("{kind}/{number}", "")
        assert stem in TEXT, f"{path} is not in {PAGE}"
