"""Every tutorial runs from its first cell to its last, as a notebook's cells would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_docs import anchors

ROOT = Path(__file__).resolve().parent.parent
TUTORIALS = sorted((ROOT / "tutorials").glob("*.py"))
NEEDS = {
    "3_train": ["torch", "pycocotools"],
    "5_search_a_collection": ["lancedb"],
    "6_deploy": ["fastapi", "uvicorn", "prometheus_client", "lancedb"],
    "7_many_machines": ["fastapi", "uvicorn", "prometheus_client", "lancedb"],
    "8_where_it_fails": ["skimage"],
    "9_reproduce_the_paper": ["torch"],
}


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_runs(path: Path, tmp_path: Path) -> None:
    for module in NEEDS.get(path.stem, []):
        pytest.importorskip(module)
    done = subprocess.run(
        [sys.executable, str(path)],
        cwd=path.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "STEPS": "6"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_tutorials_are_in_the_navigation() -> None:
    named = re.findall(r'"tutorials/([\w]+)\.md"', (ROOT / "zensical.toml").read_text(encoding="utf-8"))
    assert named == [path.stem for path in TUTORIALS]


def test_links_lead_somewhere() -> None:
    for path in TUTORIALS:
        told = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
        for link in re.findall(r"\]\(([^)\s]+)\)", told):
            name, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            target = (path.parent / name).resolve()
            assert target.is_relative_to(ROOT) and target.exists(), f"{path}: {link} leads nowhere"
            assert not anchor or anchor in anchors(target), f"{path}: {link} names no heading"
