"""schemathesis makes requests from the OpenAPI document: none may fail the program, or be answered unlike it says.

A long run, by hand: `FUZZ_SECONDS=600 python -m pytest tests/web/test_openapi.py`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

HERE = Path(__file__).parent
SECONDS = os.environ.get("FUZZ_SECONDS", "10")


@pytest.mark.slow
def test_the_document_is_kept(client: httpx.Client, coin: dict[str, Any], tmp_path: Path) -> None:
    client.put("/cards/fuzz", json={"question": {"references": [coin]}})
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"]
    command += [f"{client.base_url}openapi.json", "--phases", "coverage,fuzzing", "--max-time", SECONDS, "--no-color"]
    command += ["--continue-on-failure", "--request-timeout", "300", "--max-examples", "200"]
    names = {"SEESAME_FUZZ_PICTURE": coin["picture"], "SEESAME_FUZZ_CARD": "fuzz"}
    hooks = {"SCHEMATHESIS_HOOKS": "fuzz", "PYTHONPATH": str(HERE), **names}
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True, check=False
    )
    client.delete("/cards/fuzz")
    assert done.returncode == 0, done.stdout[-16000:] + done.stderr[-2000:]
    print(done.stdout[-1500:])
    counted = re.search(r"(\d+) generated", done.stdout)
    assert counted is not None and int(counted[1]) >= 20, done.stdout[-2000:]
